package io.binnacle.doctor.explain;

import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.ObjectKey;
import org.junit.jupiter.api.Test;

class TryTest {
  @Test
  void shows() {
    var seen =
        Cluster.of(
                """
                kind: Namespace
                metadata: {name: default}
                ---
                kind: Namespace
                metadata: {name: kube-system}
                ---
                kind: Service
                metadata: {name: kube-dns, namespace: kube-system}
                spec: {clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53, protocol: UDP}]}
                ---
                kind: Service
                metadata: {name: web}
                spec: {type: NodePort, selector: {app: web}, sessionAffinity: ClientIP, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}]}
                ---
                kind: Service
                metadata: {name: db}
                spec: {clusterIP: None, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                kind: Service
                metadata: {name: out}
                spec: {type: ExternalName, externalName: db.example.com}
                ---
                kind: Service
                metadata: {name: wbe}
                spec: {selector: {app: wbe}, ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                kind: Deployment
                metadata: {name: web, creationTimestamp: "${-5m}"}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: web:1, ports: [{name: http, containerPort: 8080}]}]}
                ---
                kind: Pod
                metadata: {name: client, labels: {app: client}}
                spec: {containers: [{name: c, image: c:1}]}
                """)
            .run()
            .evidence();
    for (String from : new String[] {"pod/client", "node/node-1", "outside"})
      for (String to :
          new String[] {
            "svc/web",
            "svc/db:http",
            "svc/out",
            "svc/wbe",
            "svc/wep",
            "10.244.1.2:8080",
            "10.96.0.77:80"
          }) {
        System.out.println("$ " + from + " " + to);
        try {
          System.out.println(
              ExplainText.of(
                  new PathExplainer(seen)
                      .explain(Place.source(from, "default"), Place.destination(to, "default"))));
        } catch (NotThereException e) {
          System.out.println("! " + e.getMessage());
        }
      }
    for (String name :
        new String[] {"web", "web.default", "wep", "db", "out", "www.example.com", "web.defualt"})
      System.out.println(
          ExplainText.of(
              new NameExplainer(seen).explain(name, 1, new ObjectKey("default", "client"))));
    System.out.println(
        ExplainText.of(new NameExplainer(seen).explain("10.244.1.2", 12, "default")));
    System.out.println(
        ExplainText.of(new NameExplainer(seen).explain("_http._tcp.db", 33, "default")));
  }
}
