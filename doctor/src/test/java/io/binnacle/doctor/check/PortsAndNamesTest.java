package io.binnacle.doctor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.external.ExternalChecks;
import io.binnacle.doctor.check.names.NameChecks;
import io.binnacle.doctor.check.ports.PortChecks;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The checks of ports, names and ExternalName Services together, on whole clusters.
class PortsAndNamesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final List<Check> CHECKS =
      Stream.of(PortChecks.ALL, NameChecks.ALL, ExternalChecks.ALL).flatMap(List::stream).toList();
  private static final Doctor DOCTOR = new Doctor(CHECKS);

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void theExamplesAreFine(Path file) throws IOException {
    assertEquals(List.of(), alarms(Cluster.of(Files.readString(file)).run().evidence()));
  }

  @Test
  void theWalkthroughsSecondFaultIsThePort() throws IOException {
    Cluster cluster =
        Cluster.of(
                Files.readString(EXAMPLES.resolve("api.yaml")),
                Files.readString(EXAMPLES.resolve("api-svc-broken.yaml")))
            .patch("Service/api-svc", "spec: {selector: {app: api}}")
            .run();
    List<Result> found =
        DOCTOR
            .examine(new ObjectKey("default", "api-svc"), cluster.evidence(), List.of())
            .results();
    assertEquals(1, found.size());
    Finding.Broken broken = (Finding.Broken) found.getFirst().finding();
    assertEquals("Set targetPort to 3000.", broken.remedy().tryThis());
  }

  /// What is more than a note, of every subject, and what could not be looked at.
  private static List<String> alarms(Evidence seen) {
    List<String> out = new ArrayList<>();
    List<Result> cluster = DOCTOR.cluster(seen);
    cluster.forEach(result -> note("cluster", result, out));
    for (Obj service : seen.glimpse(ResourceName.SERVICES)) {
      DOCTOR
          .examine(ObjectKey.of(service), seen, cluster)
          .results()
          .forEach(result -> note("Service " + Meta.name(service), result, out));
    }
    for (String namespace : List.of("default", "db", "web")) {
      for (Workload workload : seen.workloads(namespace)) {
        DOCTOR
            .examine(workload, seen, cluster)
            .results()
            .forEach(result -> note(workload.ref().toString(), result, out));
      }
    }
    return out;
  }

  private static void note(String subject, Result result, List<String> out) {
    if (!(result.finding() instanceof Finding.Broken broken)
        || broken.severity() != Severity.NOTE) {
      out.add(subject + ": " + result.check().id() + " " + result.finding());
    }
  }

  @Test
  void aSecondFaultBehindTheFirstIsFound() {
    Evidence seen =
        Cluster.of(
                """
                kind: Service
                metadata: {name: web}
                spec:
                  selector: {app: web}
                  ports: [{name: http, port: 80, targetPort: htpp}, {name: admin, port: 81, targetPort: 9001}]
                ---
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                      - {name: web, image: "web:1", ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 9000}]}
                """)
            .run()
            .evidence();
    assertEquals(
        List.of("target-port-name", "target-port-number"),
        DOCTOR.examine(new ObjectKey("default", "web"), seen, List.of()).results().stream()
            .map(result -> result.check().id())
            .toList());
  }
}
