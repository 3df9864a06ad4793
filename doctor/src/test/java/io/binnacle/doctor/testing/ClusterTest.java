package io.binnacle.doctor.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterTest {
  @Test
  void workloadsRunAndServicesHaveTheirEndpoints() {
    Evidence seen =
        Cluster.of(
                """
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                """,
                """
                kind: Deployment
                metadata: {name: web, creationTimestamp: "${-5m}"}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: web:1}]}
                ---
                kind: StatefulSet
                metadata: {name: db}
                spec: {serviceName: db, template: {metadata: {labels: {app: db}}}}
                """)
            .run()
            .patch("Pod/web-5d8f-2", "metadata: {labels: {app: other}}")
            .slices()
            .evidence();
    assertEquals(
        "[db-0, web-5d8f-1, web-5d8f-2]",
        seen.pods("default").stream().map(PodView::name).toList().toString());
    assertEquals(
        "[10.244.1.2]",
        seen.slices(new ObjectKey("default", "web")).getFirst().endpoints().stream()
            .map(e -> e.address())
            .toList()
            .toString());
    assertEquals(
        "Deployment default/web",
        Objects.requireNonNull(seen.workloadOf(seen.pods("default").get(1))).ref().toString());
  }
}
