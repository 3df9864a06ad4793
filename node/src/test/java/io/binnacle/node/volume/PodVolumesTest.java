package io.binnacle.node.volume;

import static io.binnacle.node.env.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.Notice;
import io.binnacle.node.env.PodFacts;
import io.binnacle.node.runtime.ContainerSpec.Mount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PodVolumesTest {
  private static final PodFacts FACTS =
      new PodFacts(
          List.of("10.244.0.7"), List.of("192.0.2.1"), Map.of("memory", Quantity.parse("1Gi")));

  @TempDir Path temp;
  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final FakeApi api = new FakeApi(scheduler.clock());
  private final FakeMounter mounter = new FakeMounter();
  private Path root = Path.of("/");
  private PodVolumes volumes = new PodVolumes(root, api, mounter, scheduler.clock());

  @BeforeEach
  void objects() {
    root = temp.resolve("pods");
    volumes = new PodVolumes(root, api, mounter, scheduler.clock());
    api.put(
        "configmaps/settings", yaml("{data: {color: red, size: big}, binaryData: {raw: AAE=}}"));
    api.put("secrets/keys", yaml("{data: {token: c2VjcmV0}}"));
  }

  /// A Pod whose one container `web` mounts the volume `v` at `/v`.
  private static Obj pod(String volume) {
    return pod(volume, "{name: v, mountPath: /v}", "");
  }

  private static Obj pod(String volume, String mount, String more) {
    return yaml(
        "{metadata: {name: p, namespace: shop, uid: u1, labels: {app: web}}, spec: {"
            + more
            + " serviceAccountName: builder, volumes: [{name: v, "
            + volume
            + "}], containers: [{name: web, volumeMounts: ["
            + mount
            + "]}]}}");
  }

  private Path prepared(Obj pod) {
    VolumeOutcome outcome = volumes.prepare(pod, FACTS);
    assertThat(outcome.problems()).isEmpty();
    return Path.of(mounts(pod).getFirst().hostPath());
  }

  private List<Mount> mounts(Obj pod) {
    return mounts(pod, Map.of());
  }

  private List<Mount> mounts(Obj pod, Map<String, String> environment) {
    Obj container = pod.obj("spec").arr("containers").objects().getFirst();
    return switch (volumes.mounts(pod, container, 0, environment, "hosts\n")) {
      case MountOutcome.Mounts m -> m.mounts();
      case MountOutcome.Refused r -> throw new AssertionError(r.message());
    };
  }

  /// The files a container sees, with modes and contents.
  private static String files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.list(folder)) {
      return walk.filter(path -> !path.getFileName().toString().startsWith(".."))
          .sorted()
          .flatMap(PodVolumesTest::under)
          .map(path -> folder.relativize(path) + " " + mode(path) + " " + content(path))
          .collect(Collectors.joining("\n"));
    }
  }

  private static Stream<Path> under(Path path) {
    if (!Files.isDirectory(path)) {
      return Stream.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.sorted().flatMap(PodVolumesTest::under).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mode(Path path) {
    try {
      return Integer.toOctalString((int) Files.getAttribute(path, "unix:mode") & 07777);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path path) {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  record Case(String name, String volume, String files) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("an emptyDir is empty", "emptyDir: {}", ""),
        new Case(
            "a ConfigMap, all keys",
            "configMap: {name: settings}",
            "color 644 red\nraw 644 \0\1\nsize 644 big"),
        new Case(
            "a ConfigMap, chosen keys at paths of their own, with modes",
            "configMap: {name: settings, defaultMode: 256, items: [{key: color, path: a/b/c}, {key:"
                + " size, path: s, mode: 511}]}",
            "a/b/c 400 red\ns 777 big"),
        new Case(
            "an optional ConfigMap that is missing", "configMap: {name: gone, optional: true}", ""),
        new Case(
            "an optional key that is missing",
            "configMap: {name: settings, optional: true, items: [{key: x, path: x}]}",
            ""),
        new Case("a Secret is decoded", "secret: {secretName: keys}", "token 644 secret"),
        new Case(
            "facts about the Pod",
            "downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: mem,"
                + " resourceFieldRef: {containerName: web, resource: limits.memory}}]}",
            "labels 644 app=\"web\"\nmem 644 1073741824"),
        new Case(
            "several sources in one folder",
            "projected: {defaultMode: 420, sources: [{configMap: {name: settings, items: [{key: color,"
                + " path: c}]}}, {secret: {name: keys}}, {downwardAPI: {items: [{path: name, fieldRef:"
                + " {fieldPath: metadata.name}}]}}, {serviceAccountToken: {path: t, audience: vault}}]}",
            "c 644 red\nname 644 p\nt 644 token-1\ntoken 644 secret"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aVolumeHolds(Case c) throws IOException {
    assertEquals(c.files(), files(prepared(pod(c.volume()))));
  }

  static Stream<Case> failures() {
    return Stream.of(
        new Case("a missing ConfigMap", "configMap: {name: gone}", "configmap \"gone\" not found"),
        new Case("a missing Secret", "secret: {secretName: gone}", "secret \"gone\" not found"),
        new Case(
            "a missing key of a ConfigMap",
            "configMap: {name: settings, items: [{key: x, path: x}]}",
            "configmap references non-existent config key: x"),
        new Case(
            "a missing key of a Secret",
            "secret: {secretName: keys, items: [{key: x, path: x}]}",
            "references non-existent secret key: x"),
        new Case(
            "everything that is missing is said at once",
            "projected: {sources: [{configMap: {name: g1}}, {secret: {name: g2}}]}",
            "[configmap \"g1\" not found, secret \"g2\" not found]"),
        new Case(
            "a host path of the wrong kind",
            "hostPath: {path: /proc, type: File}",
            "hostPath type check failed: /proc is not a file"),
        new Case(
            "a host path that is not there",
            "hostPath: {path: /gone, type: Directory}",
            "hostPath type check failed: /gone is not a directory"),
        new Case(
            "a host path that climbs",
            "hostPath: {path: /a/../b}",
            "invalid HostPath `/a/../b`: must not contain '..'"),
        new Case(
            "a claim that is not there",
            "persistentVolumeClaim: {claimName: gone}",
            "error processing PVC shop/gone: failed to fetch PVC from API server:"
                + " persistentvolumeclaims \"gone\" not found"),
        new Case(
            "a kind we do not know",
            "nfs: {server: s, path: /}",
            "volumes of kind nfs are not supported by this node; it knows configMap, downwardAPI,"
                + " emptyDir, ephemeral, hostPath, persistentVolumeClaim, projected, secret"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void aVolumeFailsWith(Case c) {
    assertThat(volumes.prepare(pod(c.volume()), FACTS).problems())
        .containsExactly(
            new Notice("FailedMount", "MountVolume.SetUp failed for volume \"v\" : " + c.files()));
  }

  @Test
  void aVolumeNobodyMountsIsNotWaitedFor() {
    assertTrue(volumes.prepare(pod("configMap: {name: gone}", "", ""), FACTS).ready());
  }

  @Test
  void changedObjectsAreSeenAllAtOnceAndNothingOldStays() throws IOException {
    Obj pod = pod("configMap: {name: settings}");
    Path folder = prepared(pod);
    Path before = folder.resolve("..data").toRealPath();
    prepared(pod);
    assertEquals(before, folder.resolve("..data").toRealPath(), "nothing changed, nothing written");

    api.put("configmaps/settings", yaml("{data: {size: small, shape: round}}"));
    prepared(pod);
    assertEquals("shape 644 round\nsize 644 small", files(folder));
    assertThat(before).doesNotExist();
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries.filter(path -> path.getFileName().toString().startsWith("..20")))
          .hasSize(1);
    }
  }

  @Test
  void whatACrashLeftHalfDoneIsCleanedUp() throws IOException {
    Obj pod = pod("configMap: {name: settings}");
    Path folder = prepared(pod);
    Files.createDirectory(folder.resolve("..2020_01_01_00_00_00.1"));
    Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2020_01_01_00_00_00.1"));
    api.put("configmaps/settings", yaml("{data: {size: small}}"));
    prepared(pod);
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .hasSize(3)
          .contains("..data", "size");
    }
  }

  @Test
  void aTokenIsBoundToThePodAndRenewedAtFourFifthsOfItsLife() throws IOException {
    Obj pod =
        pod("projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 1000}}]}");
    VolumeOutcome first = volumes.prepare(pod, FACTS);
    assertEquals(scheduler.clock().instant().plusSeconds(800), first.refreshBy());
    assertEquals("u1", api.orders.getFirst().obj("spec").obj("boundObjectRef").str("uid"));
    Path folder = Path.of(mounts(pod).getFirst().hostPath());
    scheduler.advance(Duration.ofSeconds(799));
    volumes.prepare(pod, FACTS);
    assertEquals("t 644 token-1", files(folder));
    scheduler.advance(Duration.ofSeconds(1));
    volumes.prepare(pod, FACTS);
    assertEquals("t 644 token-2", files(folder));
  }

  @Test
  void whileATokenCannotBeRenewedTheOldOneServesToItsEnd() {
    Obj pod =
        pod("projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 1000}}]}");
    assertTrue(volumes.prepare(pod, FACTS).ready());
    api.tokens = false;
    scheduler.advance(Duration.ofMinutes(15));
    assertTrue(volumes.prepare(pod, FACTS).ready());
    scheduler.advance(Duration.ofSeconds(100));
    assertThat(volumes.prepare(pod, FACTS).problems())
        .extracting(Notice::message)
        .containsExactly(
            "MountVolume.SetUp failed for volume \"v\" : token of builder expired and refresh failed:"
                + " serviceaccounts \"builder\" not found");
  }

  @Test
  void secretsStayInMemoryAndSoDoesAnEmptyDirThatWantsTo() {
    Obj pod =
        yaml(
            "{metadata: {name: p, namespace: shop, uid: u1}, spec: {volumes: [{name: s, secret: {secretName:"
                + " keys}}, {name: m, emptyDir: {medium: Memory, sizeLimit: 64Mi}}, {name: d, emptyDir:"
                + " {}}, {name: c, configMap: {name: settings}}], containers: [{name: web, volumeMounts:"
                + " [{name: s, mountPath: /s}, {name: m, mountPath: /m}, {name: d, mountPath: /d}, {name:"
                + " c, mountPath: /c}]}]}}");
    assertTrue(volumes.prepare(pod, FACTS).ready());
    assertTrue(volumes.prepare(pod, FACTS).ready());
    assertThat(mounter.mounts)
        .containsOnly(
            Map.entry(root.resolve("u1/volumes/kubernetes.io~secret/s"), "tmpfs 0"),
            Map.entry(root.resolve("u1/volumes/kubernetes.io~empty-dir/m"), "tmpfs 67108864"));
    assertThat(mounts(pod).stream().limit(4).map(Mount::readOnly))
        .containsExactly(true, false, false, true);
  }

  @Test
  void everyContainerGetsAHostsFileAndATerminationLogUnlessItBringsItsOwn() throws IOException {
    Obj pod = pod("emptyDir: {}");
    prepared(pod);
    List<Mount> mounts = mounts(pod);
    assertThat(mounts.stream().map(Mount::containerPath))
        .containsExactly("/v", "/etc/hosts", "/dev/termination-log");
    assertEquals("hosts\n", Files.readString(Path.of(mounts.get(1).hostPath())));
    Files.writeString(Path.of(mounts.get(2).hostPath()), "x".repeat(5_000));
    assertEquals("x".repeat(4_096), volumes.terminationMessage("u1", "web", 0));
    assertEquals("", volumes.terminationMessage("u1", "web", 7));

    Obj own = pod("emptyDir: {}", "{name: v, mountPath: /etc/hosts}", "");
    prepared(own);
    assertThat(mounts(own).stream().map(Mount::containerPath))
        .containsExactly("/etc/hosts", "/dev/termination-log");
  }

  @Test
  void aSubPathIsAMountOfItsOwn() {
    Obj pod = pod("configMap: {name: settings}", "{name: v, mountPath: /v, subPath: color}", "");
    Path target = prepared(pod);
    assertEquals(root.resolve("u1/volume-subpaths/v/web/0"), target);
    assertThat(mounter.mounts).containsEntry(target, "bind color");
    mounts(pod);
  }

  @Test
  void aSubPathMayBeMadeFromVariables() {
    Obj pod = pod("emptyDir: {}", "{name: v, mountPath: /v, subPathExpr: 'logs/$(NAME)'}", "");
    assertTrue(volumes.prepare(pod, FACTS).ready());
    String target = mounts(pod, Map.of("NAME", "a")).getFirst().hostPath();
    assertThat(mounter.mounts).containsEntry(Path.of(target), "bind logs/a");
    assertEquals("missing value for \"NAME\"", refusal(pod));
  }

  private String refusal(Obj pod) {
    Obj container = pod.obj("spec").arr("containers").objects().getFirst();
    return ((MountOutcome.Refused) volumes.mounts(pod, container, 0, Map.of(), "")).message();
  }

  @Test
  void aSubPathThatLeadsOutOfItsVolumeIsRefused() throws IOException {
    Obj climbing = pod("emptyDir: {}", "{name: v, mountPath: /v, subPath: a/../../b}", "");
    assertTrue(volumes.prepare(climbing, FACTS).ready());
    assertEquals(
        "unable to provision SubPath `a/../../b`: must not contain '..'", refusal(climbing));
    Obj linked = pod("emptyDir: {}", "{name: v, mountPath: /v, subPath: link}", "");
    Files.createSymbolicLink(
        root.resolve("u1/volumes/kubernetes.io~empty-dir/v/link"), Path.of("/etc"));
    assertEquals(
        "failed to prepare subPath for volumeMount \"v\" of container \"web\"", refusal(linked));
  }

  @Test
  void aClaimIsItsVolumesFolderMadeWhenItIsOurs() throws IOException {
    Path folder = temp.resolve("storage/shop_data_pvc-1");
    api.put(
        "persistentvolumeclaims/data",
        yaml("{metadata: {uid: c1}, spec: {volumeName: pvc-1}, status: {phase: Bound}}"));
    api.put(
        "persistentvolumes/pvc-1",
        yaml(
            "{metadata: {annotations: {pv.kubernetes.io/provisioned-by: binnacle.io/local}}, spec:"
                + " {claimRef: {uid: c1}, hostPath: {path: "
                + folder
                + ", type: DirectoryOrCreate}}}"));
    Obj pod = pod("persistentVolumeClaim: {claimName: data, readOnly: true}");
    assertEquals(folder, prepared(pod));
    assertEquals("777", mode(folder));
    assertTrue(mounts(pod).getFirst().readOnly());
    Files.writeString(folder.resolve("kept"), "x");
    assertThat(volumes.tearDown("u1")).isEmpty();
    assertThat(folder.resolve("kept")).exists();
  }

  @Test
  void aClaimThatIsNotBoundIsWaitedFor() {
    api.put("persistentvolumeclaims/data", yaml("{metadata: {uid: c1}, status: {phase: Pending}}"));
    assertThat(volumes.prepare(pod("persistentVolumeClaim: {claimName: data}"), FACTS).problems())
        .extracting(Notice::message)
        .containsExactly(
            "MountVolume.SetUp failed for volume \"v\" : error processing PVC shop/data: PVC is not"
                + " bound");
  }

  @Test
  void tearDownUnmountsAndDeletesEverythingButFollowsNoLink() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "x");
    Obj pod = pod("emptyDir: {medium: Memory}");
    Path folder = prepared(pod);
    Files.createSymbolicLink(folder.resolve("trap"), outside);
    Path deep = folder;
    for (int i = 0; i < 300; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    assertEquals(Set.of("u1"), volumes.onDisk());
    assertThat(volumes.tearDown("u1")).isEmpty();
    assertThat(volumes.tearDown("u1")).isEmpty();
    assertThat(mounter.mounts).isEmpty();
    assertThat(volumes.onDisk()).isEmpty();
    assertThat(outside.resolve("precious")).exists();
  }

  @Test
  void nothingIsDeletedBelowAMountThatStays() {
    Obj pod = pod("emptyDir: {medium: Memory}");
    Path folder = prepared(pod);
    mounter.stuck.add(folder);
    assertThat(volumes.tearDown("u1"))
        .containsExactly(
            "cannot unmount " + folder + ": Device or resource busy",
            "still mounted: [" + folder + "]");
    assertThat(folder).exists();
  }

  @Test
  void aNewInstanceGoesOnWithWhatItFinds() throws IOException {
    Obj pod = pod("emptyDir: {}");
    Files.writeString(prepared(pod).resolve("kept"), "x");
    volumes = new PodVolumes(root, api, mounter, scheduler.clock());
    assertEquals("kept 644 x", files(prepared(pod)).replaceAll(" 6[0-9]+ ", " 644 "));
    assertEquals(Set.of("u1"), volumes.onDisk());
  }

  @Test
  void aUidThatIsAPathIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> volumes.tearDown("../x"));
  }

  @Test
  void theGroupOfThePodMayUseItsVolumes() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root to give files to a group");
    Obj pod =
        pod(
            "secret: {secretName: keys, defaultMode: 256}",
            "{name: v, mountPath: /v}",
            "securityContext: {fsGroup: 4711},");
    Path folder = prepared(pod);
    assertEquals("token 440 secret", files(folder));
    assertEquals(4711, Files.getAttribute(folder.resolve("token"), "unix:gid"));
    Path empty =
        prepared(
            pod("emptyDir: {}", "{name: v, mountPath: /v}", "securityContext: {fsGroup: 4711},"));
    assertEquals("2777", mode(empty));
    assertEquals(4711, Files.getAttribute(empty, "unix:gid"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(empty)))
        .isEqualTo("rwxrwxrwx");
  }

  @Test
  void aTokenBelongsToTheUserAllContainersRunAs() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root to give files away");
    Obj pod =
        pod(
            "projected: {sources: [{serviceAccountToken: {path: t}}]}",
            "{name: v, mountPath: /v}",
            "securityContext: {runAsUser: 4711},");
    Path folder = prepared(pod);
    assertEquals("t 600 token-1", files(folder));
    assertEquals(4711, Files.getAttribute(folder.resolve("t"), "unix:uid"));
  }
}
