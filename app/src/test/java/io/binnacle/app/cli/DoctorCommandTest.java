package io.binnacle.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.yaml.Yaml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What the command says and how it ends, on files and on an API that plays somebody's cluster.
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class DoctorCommandTest {
  private static final String HEALTHY =
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web-1, labels: {app: web}},
       spec: {containers: [{name: c, image: web:1, ports: [{containerPort: 8080}]}]}}
      """;

  private static final String BROKEN =
      HEALTHY.replace("selector: {app: web}", "selector: {app: wbe}");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final Map<String, String> answers = new HashMap<>();
  private final Set<String> forbidden = new HashSet<>();

  @TempDir Path dir = Path.of(".");
  private Path kubeconfig = Path.of(".");
  private Path file = Path.of(".");
  private final HttpServer server;

  DoctorCommandTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  }

  @BeforeEach
  void begin() throws IOException {
    file = dir.resolve("shop.yaml");
    kubeconfig = dir.resolve("config");
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u, namespace: shop}}]
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: u, user: {token: t}}]
        """
            .formatted(server.getAddress().getPort()));
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void end() {
    System.setOut(realOut);
    System.setErr(realErr);
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String known = answers.get(path);
    int code = forbidden.contains(path) ? 403 : known == null ? 404 : 200;
    String body =
        code == 200 && known != null
            ? known
            : "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":"
                + code
                + ",\"message\":\""
                + (code == 403 ? "no role allows it" : "not found")
                + "\"}";
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String path(ResourceName resource, String namespace) {
    String group = resource.group().isEmpty() ? "/api/v1" : "/apis/" + resource.apiVersion();
    return group
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + resource.plural();
  }

  private void serve(ResourceName resource, String namespace, String items) {
    String list =
        "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[%s]}"
            .formatted(Kinds.kind(resource), resource.apiVersion(), items);
    answers.put(path(resource, namespace), list);
  }

  /// A cluster with nothing in it but an ExternalName Service.
  private void serveCluster() {
    for (ResourceName resource : Kinds.resources()) {
      serve(resource, "", "");
      if (Kinds.isNamespaced(resource)) {
        serve(resource, "shop", "");
        serve(resource, "kube-system", "");
      }
    }
    String service =
        "{\"metadata\":{\"name\":\"out\",\"namespace\":\"shop\"},\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"db.example.com\"}}";
    serve(ResourceName.SERVICES, "", service);
    serve(ResourceName.SERVICES, "shop", service);
    serve(ResourceName.NAMESPACES, "", "{\"metadata\":{\"name\":\"shop\"}}");
  }

  private int doctor(String... args) {
    List<String> line = new ArrayList<>(List.of("doctor"));
    line.addAll(List.of(args));
    return BinnacleCommand.run(line.toArray(String[]::new));
  }

  private int onFile(String text, String... args) throws IOException {
    Files.writeString(file, text);
    List<String> line = new ArrayList<>(List.of("-f", file.toString()));
    line.addAll(List.of(args));
    return doctor(line.toArray(String[]::new));
  }

  private int onCluster(String... args) {
    List<String> line = new ArrayList<>(List.of("--kubeconfig", kubeconfig.toString()));
    line.addAll(List.of(args));
    return doctor(line.toArray(String[]::new));
  }

  private String said() {
    return out.toString(UTF_8);
  }

  private String complained() {
    return err.toString(UTF_8);
  }

  @Test
  void wellIs0() throws IOException {
    assertEquals(0, onFile(HEALTHY), () -> said() + complained());
    assertTrue(said().contains("1 Service and 1 workload: 0 broken, 2 well"), said());
  }

  @Test
  void brokenIs1() throws IOException {
    assertEquals(1, onFile(BROKEN, "svc/web"));
    assertTrue(said().startsWith("\u2717 Service default/web: "), said());
  }

  @Test
  void aServiceThatDoesNotExistIs1AndNearNamesAreSaid() throws IOException {
    assertEquals(1, onFile(HEALTHY, "svc/wbe"));
    assertEquals(
        "binnacle: no Service wbe in namespace default; did you mean web?\n", complained());
  }

  @Test
  void theNamespaceIsFoundWhereOnlyOneHasTheService() throws IOException {
    String shop = HEALTHY.replace("name: web,", "name: web, namespace: shop,");
    String all =
        shop.replace("metadata: {name: web}", "metadata: {name: web, namespace: shop}")
            .replace("metadata: {name: web-1,", "metadata: {name: web-1, namespace: shop,");
    assertEquals(0, onFile(all, "svc/web"), () -> said() + complained());
    assertTrue(said().contains("Service shop/web: nothing is wrong"), said());
  }

  @Test
  void aFileThatIsWrongIs2() throws IOException {
    assertEquals(2, onFile("a: ["));
    assertTrue(complained().contains("shop.yaml: line "), complained());
  }

  @Test
  void aFileThatIsNotThereIs2() {
    assertEquals(2, doctor("-f", dir.resolve("none.yaml").toString()));
    assertTrue(complained().endsWith("none.yaml: no such file or folder\n"), complained());
  }

  @Test
  void aCommandThatMakesNoSenseIs2() throws IOException {
    assertEquals(2, doctor("--nonsense"));
    assertEquals(2, doctor("-A", "-n", "shop"));
    assertEquals(2, doctor("secret/x"));
    assertEquals(2, doctor("--about", "no-such-check"));
    assertEquals(2, onFile(HEALTHY, "-o", "xml"));
    assertEquals(2, onFile(HEALTHY, "--context", "x"));
  }

  @Test
  void mendingIsRefusedUnlessItIsOnlyShown() throws IOException {
    assertEquals(2, onFile(BROKEN, "--fix"));
    assertTrue(complained().contains("--dry-run"), complained());
    assertEquals(1, onFile(BROKEN, "--fix", "--dry-run"));
    assertTrue(said().contains("(nothing has been changed)"), said());
    assertTrue(said().contains("Then:\n\u2713 Service default/web: nothing is wrong"), said());
  }

  @Test
  void everyFormatIsOneDocument() throws IOException {
    assertEquals(1, onFile(BROKEN, "-o", "json"));
    assertEquals("manifests", Json.object(said()).str("origin"));
    out.reset();
    assertEquals(1, onFile(BROKEN, "-o", "sarif"));
    Obj place =
        Json.object(said())
            .arr("runs")
            .objects()
            .getFirst()
            .arr("results")
            .objects()
            .getFirst()
            .arr("locations")
            .objects()
            .getFirst()
            .obj("physicalLocation");
    assertTrue(place.obj("artifactLocation").str("uri").endsWith("shop.yaml"), said());
    out.reset();
    assertEquals(1, onFile(BROKEN, "-o", "junit"));
    assertTrue(said().startsWith("<?xml"), said());
  }

  @Test
  void theNamespaceIsThatOfTheContext() {
    serveCluster();
    onCluster("svc/out");
    assertTrue(said().contains("Service shop/out"), () -> said() + complained());
  }

  @Test
  void whatMayNotBeListedIsNotSaidToBeWell() {
    serveCluster();
    forbidden.add(path(ResourceName.SERVICES, ""));
    forbidden.add(path(ResourceName.NODES, ""));
    forbidden.add(path(ResourceName.PODS, ""));
    forbidden.add(path(ResourceName.PODS, "kube-system"));
    forbidden.add(path(ResourceName.LEASES, ""));
    forbidden.add(path(ResourceName.LEASES, "kube-system"));
    int status = onCluster("svc/out");
    assertTrue(said().contains("Service shop/out"), () -> said() + complained());
    assertEquals(2, status, said());
    assertTrue(said().contains("? cannot list nodes: forbidden"), said());
  }

  @Test
  void whoMayNotEvenListServicesIsToldWhy() {
    serveCluster();
    for (String namespace : List.of("", "shop", "kube-system")) {
      forbidden.add(path(ResourceName.SERVICES, namespace));
    }
    assertEquals(2, onCluster("svc/out"));
    assertEquals("binnacle: no role allows it\n", complained());
  }

  @Test
  void aWorkloadInAFileWithoutServicesIs2() throws IOException {
    String dump =
        """
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop, uid: u, resourceVersion: "1"},
         spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}, status: {replicas: 1}}
        """;
    assertEquals(2, onFile(dump, "deployment/web"), this::said);
    assertEquals(
        "binnacle: cannot list services in namespace shop: not in the file\n", complained());
  }

  @Test
  void whateverKeepsItFromLookingIs2AndASentence() {
    List<RuntimeException> failures =
        List.of(
            new NotSeenException("cannot list pods: \033[8mforbidden"),
            new UncheckedIOException(new IOException("gone")),
            new IllegalArgumentException("no such thing"));
    for (RuntimeException failure : failures) {
      assertEquals(
          2,
          Looks.guarded(() -> {
            throw failure;
          }));
    }
    assertEquals(
        "binnacle: cannot list pods: ?[8mforbidden\nbinnacle: gone\nbinnacle: no such thing\n",
        complained());
  }

  @Test
  void aClusterThatCannotBeReachedIs2() {
    server.stop(0);
    assertEquals(2, onCluster());
    assertTrue(complained().startsWith("binnacle: cannot reach http://127.0.0.1:"), complained());
  }

  @Test
  void aNamespaceThatDoesNotExistIs1() {
    serveCluster();
    serve(ResourceName.SERVICES, "shpo", "");
    assertEquals(1, onCluster("-n", "shpo"));
    assertEquals("binnacle: no namespace shpo; did you mean shop?\n", complained());
  }

  @Test
  void theRoleThatIsShippedAllowsToListWhatIsReadAndNothingElse() throws Exception {
    Set<String> allowed = new TreeSet<>();
    for (Value document :
        Yaml.parse(Files.readAllBytes(Path.of("..", "deploy", "doctor-rbac.yaml")))) {
      for (Obj rule : ((Obj) document).arr("rules").objects()) {
        assertEquals(List.of("list"), rule.arr("verbs").strings());
        String group = rule.arr("apiGroups").strings().getFirst();
        rule.arr("resources").strings().forEach(r -> allowed.add(group + "/" + r));
      }
    }
    Set<String> read = new TreeSet<>();
    Kinds.resources().forEach(r -> read.add(r.group() + "/" + r.plural()));
    assertEquals(read, allowed);
  }
}
