package io.binnacle.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.ListOptions;
import io.binnacle.dns.config.ConfigException;
import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Checker;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.ServingNames;
import io.binnacle.server.token.TokenAuthority;
import io.binnacle.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The manifests in `deploy/` are taken by an API that checks every field, and say what the DNS needs.
class DeployManifestsTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final String RBAC = "rbac.authorization.k8s.io/v1";

  /// What this API does not have; RBAC is looked at by itself below.
  private static final Set<String> ELSEWHERE =
      Set.of("ClusterRole", "ClusterRoleBinding", "PodDisruptionBudget");

  @TempDir Path dir = Path.of(".");
  private InProcessApi api;

  @BeforeEach
  void openApi() throws IOException {
    InstantSource clock = InstantSource.system();
    ClusterKeys keys =
        ClusterKeys.open(
            dir.resolve("keys"),
            ServingNames.of("cluster.local", "localhost", List.of()),
            clock,
            new SecureRandom());
    Registry registry =
        new Registry(
            new MemoryStore(),
            Schema.builtIn(),
            new RegistryConfig(
                List.of(Cidr.of("10.96.0.0/12")),
                30_000,
                32_767,
                clock,
                new Random(7),
                TokenAuthority.of(keys.tokens(), "cluster.local", clock)));
    api = new InProcessApi(registry, "test");
    api.create(
        ResourceName.NAMESPACES, "", Json.object("{\"metadata\":{\"name\":\"kube-system\"}}"));
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(DEPLOY)) {
      return all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isTakenByTheApi(Path file) throws Exception {
    for (Obj object : objects(file)) {
      if (ELSEWHERE.contains(object.str("kind"))) {
        continue;
      }
      Obj known = object.str("kind").equals("DaemonSet") ? asDeployment(object) : object;
      ResourceType type = Schema.builtIn().kind(known.str("apiVersion"), known.str("kind"));
      assertNotNull(type, known.str("kind"));
      assertEquals(List.of(), Checker.check(known, type).unknownFields(), file.toString());
      assertEquals("kube-system", Meta.namespace(known));
      api.create(type.name(), "kube-system", known);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void itsCorefileIsUnderstood(Path file) throws Exception {
    for (Obj object : objects(file)) {
      String corefile = object.obj("data").str("Corefile");
      if (object.str("kind").equals("ConfigMap")) {
        DnsConfig config = understood(corefile, file);
        assertNotNull(config.kubernetes());
        assertNotNull(config.ready());
        assertNotNull(config.health());
        assertNotNull(config.lameDuck());
      }
    }
  }

  @Test
  void theRoleAllowsWhatIsWatchedAndNothingElse() throws Exception {
    Set<String> allowed = new TreeSet<>();
    for (Obj object : objects(DEPLOY.resolve("rbac.yaml"))) {
      if (!object.str("kind").equals("ClusterRole")) {
        continue;
      }
      assertEquals(RBAC, object.str("apiVersion"));
      for (Obj rule : object.arr("rules").objects()) {
        assertEquals(List.of("list", "watch"), rule.arr("verbs").strings());
        for (String group : rule.arr("apiGroups").strings()) {
          rule.arr("resources").strings().forEach(r -> allowed.add(r + "." + group));
        }
      }
    }
    assertEquals(
        Set.of("services.", "namespaces.", "pods.", "endpointslices.discovery.k8s.io"), allowed);
  }

  @Test
  void theServiceLeadsToTheDeployment() throws Exception {
    Obj service = objects(DEPLOY.resolve("service.yaml")).getFirst();
    Obj template =
        objects(DEPLOY.resolve("deployment.yaml")).getFirst().obj("spec").obj("template");
    Obj labels = template.obj("metadata").obj("labels");
    service
        .obj("spec")
        .obj("selector")
        .keys()
        .forEach(
            key -> assertEquals(service.obj("spec").obj("selector").str(key), labels.str(key)));
    Set<String> ports = new TreeSet<>();
    for (Obj container : template.obj("spec").arr("containers").objects()) {
      container.arr("ports").objects().forEach(port -> ports.add(port.str("name")));
      Obj security = container.obj("securityContext");
      assertTrue(security.bool("readOnlyRootFilesystem", false));
      assertEquals(List.of("NET_BIND_SERVICE"), security.obj("capabilities").arr("add").strings());
    }
    service
        .obj("spec")
        .arr("ports")
        .objects()
        .forEach(port -> assertTrue(ports.contains(port.str("targetPort")), port.toString()));
    ObjectKey key = new ObjectKey("kube-system", "kube-dns");
    api.create(ResourceName.SERVICES, "kube-system", service);
    assertEquals(
        List.of(key),
        api.list(ResourceName.SERVICES, "kube-system", ListOptions.ALL).items().stream()
            .map(ObjectKey::of)
            .toList());
  }

  private static DnsConfig understood(String corefile, Path file) throws ConfigException {
    return Corefile.parse(corefile, file.toString(), _ -> null);
  }

  private static Obj asDeployment(Obj daemonSet) {
    Obj spec = daemonSet.obj("spec");
    return daemonSet
        .with("kind", Str.of("Deployment"))
        .with(
            "spec",
            Obj.builder()
                .put("selector", spec.obj("selector"))
                .put("template", spec.obj("template"))
                .build());
  }

  private static List<Obj> objects(Path file) throws Exception {
    List<Obj> out = new ArrayList<>();
    for (Value value : Yaml.parse(Files.readAllBytes(file))) {
      if (value instanceof Obj object) {
        out.add(object);
      }
    }
    return out;
  }
}
