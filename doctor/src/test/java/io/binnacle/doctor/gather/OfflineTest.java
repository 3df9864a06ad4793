package io.binnacle.doctor.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects from files: manifests become what a cluster would make of them, dumps stay what they are.
final class OfflineTest {
  private static final Instant NOW = Instant.parse("2030-05-01T12:00:00Z");

  private static final String WEB =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: c, image: web, ports: [{name: http, containerPort: 8080}]}]}
      """;

  private static Source source(String yaml) throws SourceException {
    return Source.read("shop.yaml", yaml.getBytes(StandardCharsets.UTF_8), true);
  }

  private static Evidence seen(String yaml) throws SourceException {
    return Offline.of(source(yaml), "cluster.local", NOW);
  }

  private static ServiceView service(Evidence seen, String name) {
    ServiceView service = seen.service(new ObjectKey("default", name));
    assertNotNull(service);
    return service;
  }

  @Test
  void podsOfManifestsRunAndAreEndpoints() throws SourceException {
    Evidence seen = seen(WEB);
    assertEquals(Origin.MANIFESTS, seen.facts().origin());
    ServiceView web = service(seen, "web");
    assertTrue(web.hasClusterIp());
    List<PodView> pods = seen.pods(web);
    assertEquals(2, pods.size());
    assertTrue(pods.stream().allMatch(PodView::isReady));
    assertTrue(pods.getFirst().name().matches("web-[a-z0-9]+-[a-z0-9]{5}"), pods.toString());
    SliceView slice = seen.slices(web.key()).getFirst();
    assertEquals(2, slice.endpoints().size());
    assertEquals((Integer) 8080, slice.ports().getFirst().port());
  }

  @Test
  void podsOfAStatefulSetHaveTheirNames() throws SourceException {
    Evidence seen =
        seen(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db, namespace: data}
            spec:
              replicas: 2
              serviceName: db
              selector: {matchLabels: {app: db}}
              template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: db}]}}
            """);
    List<PodView> pods = seen.pods("data");
    assertEquals(List.of("db-0", "db-1"), pods.stream().map(PodView::name).toList());
    assertEquals("db", pods.getFirst().subdomain());
    assertEquals("db-0", pods.getFirst().hostname());
  }

  @Test
  void handWrittenEndpointsAreMirrored() throws SourceException {
    Evidence seen =
        seen(
            """
            {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 5432}]}}
            ---
            {apiVersion: v1, kind: Endpoints, metadata: {name: db},
             subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{port: 5432}]}]}
            """);
    SliceView slice = seen.slices(new ObjectKey("default", "db")).getFirst();
    assertEquals("192.0.2.7", slice.endpoints().getFirst().address());
  }

  @Test
  void nobodyGetsWhatAnotherAskedFor() throws SourceException {
    Evidence seen =
        seen(
            """
            {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: NodePort, ports: [{port: 80}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: b},
             spec: {type: NodePort, clusterIP: 10.96.1.1, ports: [{port: 80, nodePort: 30000}]}}
            """);
    assertEquals("10.96.1.2", service(seen, "a").clusterIp());
    assertEquals(30_001, service(seen, "a").ports().getFirst().nodePort());
  }

  @Test
  void aSecondFamilyIsThereIfSomebodyAsksForIt() throws SourceException {
    Evidence seen =
        seen(WEB.replace("spec: {selector", "spec: {ipFamilyPolicy: RequireDualStack, selector"));
    ServiceView web = service(seen, "web");
    assertEquals(List.of("IPv4", "IPv6"), web.ipFamilies());
    assertEquals(2, web.clusterIps().size());
    assertEquals(2, seen.pods(web).getFirst().podIps().size());
    assertEquals(2, seen.slices(web.key()).size());
  }

  @Test
  void equalFilesGiveEqualEvidence() throws SourceException {
    assertEquals(
        List.copyOf(seen(WEB).all(ResourceName.PODS, "default")),
        List.copyOf(seen(WEB).all(ResourceName.PODS, "default")));
  }

  @Test
  void whatIsNotInManifestsIsNotSeen() throws SourceException {
    Evidence seen = seen(WEB);
    assertTrue(seen.sees(ResourceName.SERVICES, "default"));
    assertFalse(seen.sees(ResourceName.SERVICES, "kube-system"));
    assertFalse(seen.sees(ResourceName.LEASES));
  }

  // ---- dumps

  private static final String DUMP =
      """
      apiVersion: v1
      kind: List
      items:
      - apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop, uid: "1", creationTimestamp: "2029-01-01T00:00:00Z"}
        spec: {selector: {app: web}, clusterIP: 10.96.0.9, ports: [{port: 80}]}
      - apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: shop, uid: "2", labels: {app: web}}
        spec: {containers: [{name: c}]}
        status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2029-03-01T00:00:00Z"}]}
      """;

  @Test
  void aDumpIsTakenAsItIs() throws SourceException {
    Evidence seen = seen(DUMP);
    assertEquals(Origin.DUMP, seen.facts().origin());
    assertEquals(1, seen.pods("shop").size());
    assertFalse(seen.sees(ResourceName.ENDPOINT_SLICES, "shop"), "none in the file");
    assertFalse(seen.sees(ResourceName.PODS, "other"));
  }

  @Test
  void theMomentOfADumpIsTheNewestInIt() throws SourceException {
    assertEquals(Instant.parse("2029-03-01T00:00:00Z"), seen(DUMP).now());
  }

  @Test
  void aTypedListThatIsEmptySaysThatThereAreNone() throws SourceException {
    Evidence seen =
        seen(DUMP + "---\n{apiVersion: discovery.k8s.io/v1, kind: EndpointSliceList, items: []}\n");
    assertTrue(seen.slices(new ObjectKey("shop", "web")).isEmpty());
  }

  @Test
  void whatGetAllListsIsWholeIfReplicaSetsAreThere() throws SourceException {
    Evidence seen =
        seen(
            """
            {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop, uid: a}, spec: {selector: {app: web}}}
            ---
            {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web-1, namespace: shop, uid: b}}
            """);
    assertTrue(seen.pods("shop").isEmpty());
  }

  @Test
  void whoWroteDownLeasesAndNodesWroteDownEverything() throws SourceException {
    String more =
        """
        ---
        {apiVersion: v1, kind: Node, metadata: {name: a}}
        ---
        {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-1, namespace: shop}}
        ---
        {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a, namespace: kube-node-lease}}
        """;
    assertFalse(seen(DUMP).sees(Kinds.NETWORK_POLICIES, "shop"));
    assertTrue(seen(DUMP + more).sees(Kinds.NETWORK_POLICIES, "shop"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a UID                | {apiVersion: v1, kind: Service, metadata: {name: a, uid: u}}           | true",
        "a revision           | {apiVersion: v1, kind: Service, metadata: {name: a, resourceVersion: '7'}} | true",
        "a status             | {apiVersion: v1, kind: Pod, metadata: {name: a}, status: {phase: Failed}} | true",
        "an empty status      | {apiVersion: v1, kind: Pod, metadata: {name: a}, status: {}}           | false",
        "no balancer yet      | {apiVersion: v1, kind: Service, metadata: {name: a}, status: {loadBalancer: {}}} | false",
        "nothing of the kind  | {apiVersion: v1, kind: Service, metadata: {name: a}}                   | false"
      })
  void aDumpIsKnownBy(String what, String yaml, boolean dump) throws SourceException {
    assertEquals(dump, Offline.isDump(source(yaml)), what);
  }

  // ---- files

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'kind: Service\napiVersion: v1\nmetadata: {name: a}\n---\nfoo: ['| shop.yaml: line 5: expected the node content, but found '<stream end>'",
        "'kind: Service\napiVersion: v1\nmetadata: {name: a}\n---\n\nfoo: 1'| shop.yaml: document 2, line 6: an object without kind",
        "'kind: Service'| shop.yaml: line 1: an object without apiVersion",
        "'kind: Service\napiVersion: v1'| shop.yaml: line 1: a Service without metadata.name",
        "'- a'| 'shop.yaml: line 1: want an object, found an array'",
        "'{apiVersion: v1, kind: List, items: [3]}'| 'shop.yaml: line 1, items[0]: want an object, found a number'"
      })
  void aFileThatIsWrongIsNamedWithTheLine(String text, String message) {
    SourceException wrong = assertThrows(SourceException.class, () -> source(text));
    assertEquals(message, wrong.getMessage());
  }

  @Test
  void aTemplateIsCalledOne() {
    SourceException wrong =
        assertThrows(SourceException.class, () -> source("name: {{ .Values.name }}: x"));
    assertTrue(String.valueOf(wrong.getMessage()).contains("helm template"), wrong.getMessage());
  }

  @Test
  void aFolderIsReadWithAllThatIsInIt(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("deep"));
    Files.createDirectories(folder.resolve(".git"));
    Files.writeString(folder.resolve("deep/web.yaml"), WEB);
    Files.writeString(folder.resolve("values.yaml"), "replicas: 3\n");
    Files.writeString(folder.resolve("notes.txt"), "not: [yaml");
    Files.writeString(folder.resolve(".git/x.yaml"), "not: [yaml");
    Source source = FileReader.read(List.of(folder.toString()), InputStream.nullInputStream());
    assertEquals(2, source.objects().size());
  }

  @Test
  void standardInputIsReadForADash() throws Exception {
    InputStream in = new ByteArrayInputStream(WEB.getBytes(StandardCharsets.UTF_8));
    assertEquals(2, FileReader.read(List.of("-"), in).objects().size());
  }

  @Test
  void filesWithNothingToLookAtAreRefused() {
    InputStream in =
        new ByteArrayInputStream(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"
                .getBytes(StandardCharsets.UTF_8));
    assertThrows(SourceException.class, () -> FileReader.read(List.of("-"), in));
  }

  // ---- hostile

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void objectsOfAnyShapeAreRolledOut(int seed) throws SourceException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Source.Found> odd =
        source(WEB).objects().stream()
            .map(f ->
                new Source.Found(
                    f.resource(),
                    ((Obj) mangled(f.object(), random))
                        .with("kind", f.object().str("kind"))
                        .change("metadata", m -> m.with("name", "web")),
                    f.file(),
                    f.line()))
            .toList();
    Evidence seen = Offline.of(new Source(odd, Set.of()), "cluster.local", NOW);
    assertEquals(1, seen.glimpse(ResourceName.SERVICES).size());
  }

  /// The tree with some of its values replaced by others.
  private static Value mangled(Value value, SplittableRandom random) {
    return switch (value) {
      case Obj object -> {
        Obj out = object;
        for (String key : object.keys()) {
          Value at = object.get(key);
          Value next = at == null || random.nextInt(12) == 0 ? any(random) : mangled(at, random);
          out = out.with(key, next);
        }
        yield out;
      }
      case Arr list -> list.map(v -> random.nextInt(12) == 0 ? any(random) : mangled(v, random));
      default -> value;
    };
  }

  private static Value any(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> Null.NULL;
      case 1 -> Int.of(random.nextLong());
      case 2 -> Str.of("\u0000\ud83d\ude00");
      case 3 -> Obj.EMPTY;
      case 4 -> Arr.of(Null.NULL, Obj.EMPTY, Str.of(""));
      default -> Str.of("");
    };
  }
}
