package io.binnacle.doctor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.check.external.ExternalChecks;
import io.binnacle.doctor.check.names.NameChecks;
import io.binnacle.doctor.check.ports.PortChecks;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.manual.Manual;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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

  /// The words of sentences that make odd objects: what is expected somewhere, mostly where it is not.
  private static final List<String> WORDS =
      List.of(
          "web",
          "db",
          "default",
          "None",
          "ExternalName",
          "ClusterIP",
          "http",
          "8080",
          "db.default.svc.cluster.local",
          "http://db:80/",
          "10.0.0.1",
          "",
          "..",
          "$(X).db",
          "Default",
          "--host",
          "db=:@//?",
          "ndots",
          "UDP",
          "\u0000");

  private static final List<String> KEYS =
      List.of(
          "spec",
          "metadata",
          "name",
          "namespace",
          "labels",
          "selector",
          "matchLabels",
          "ports",
          "port",
          "targetPort",
          "protocol",
          "containerPort",
          "template",
          "containers",
          "env",
          "value",
          "args",
          "command",
          "clusterIP",
          "clusterIPs",
          "type",
          "externalName",
          "serviceName",
          "subdomain",
          "hostname",
          "dnsPolicy",
          "dnsConfig",
          "nameservers",
          "searches",
          "options",
          "hostNetwork",
          "rules",
          "http",
          "paths",
          "backend",
          "service",
          "number",
          "defaultBackend",
          "readinessProbe",
          "httpGet",
          "status",
          "podIP",
          "app");

  static Stream<Path> examples() throws IOException {
    return Files.list(EXAMPLES).filter(file -> file.toString().endsWith(".yaml")).sorted();
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
    assertEquals("Set targetPort to 3000", broken.remedy().tryThis());
  }

  static Stream<String> ids() {
    return CHECKS.stream().map(Check::id);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void everyCheckHasItsPage(String id) {
    String page = Manual.page(id);
    assertEquals("# " + id, page == null ? "none" : page.lines().findFirst().orElse(""));
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

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void arbitraryObjectsAreSurvived(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Evidence.Builder builder = Evidence.builder(Cluster.NOW, Facts.UNKNOWN);
    for (ResourceName resource : Kinds.resources()) {
      for (int i = 0; i < 12; i++) {
        Obj metadata =
            Obj.of("name", word(random), "namespace", word(random), "labels", tree(random, 1));
        Obj odd = tree(random, 6);
        builder.add(
            resource,
            odd.with("kind", Kinds.kind(resource))
                .with("metadata", metadata)
                .with("spec", tree(random, 6)));
      }
      builder.sawAll(resource);
    }
    Evidence seen = builder.build();
    assertEquals(alarms(seen), alarms(seen));
  }

  private static Str word(SplittableRandom random) {
    return Str.of(WORDS.get(random.nextInt(WORDS.size())));
  }

  private static Obj tree(SplittableRandom random, int depth) {
    Obj.Builder out = Obj.builder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      out.put(KEYS.get(random.nextInt(KEYS.size())), value(random, depth));
    }
    return out.build();
  }

  private static Value value(SplittableRandom random, int depth) {
    return switch (depth == 0 ? random.nextInt(4) : random.nextInt(10)) {
      case 0, 1 -> word(random);
      case 2 -> Int.of(random.nextLong(-1, 70_000));
      case 3 -> Null.NULL;
      case 4, 5, 6 -> Arr.of(value(random, depth - 1), value(random, depth - 1));
      default -> tree(random, depth - 1);
    };
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
