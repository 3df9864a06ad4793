package io.binnacle.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What only a door over a network does: credentials, refusals of its own, and everything that can go wrong on the way.
final class RemoteApiTest {
  private static final ResourceName MAPS = ResourceName.CONFIG_MAPS;
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(1);

  @TempDir Path folder;

  private static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }

  private static Status refusal(Runnable call) {
    try {
      call.run();
    } catch (ApiException e) {
      return e.status();
    }
    throw new AssertionError("not refused");
  }

  private Path kubeconfig(String user, String server) throws IOException {
    Path file = folder.resolve("other-" + Integer.toHexString(user.hashCode()));
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: "%s"%s}}]
        users: [{name: u, user: %s}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        """
            .formatted(
                server,
                server.startsWith("https:") ? ", insecure-skip-tls-verify: true" : "",
                user));
    return file;
  }

  private RemoteApi reader(Path kubeconfig) throws IOException {
    return new RemoteApi(
        ClusterAccess.kubeconfig(kubeconfig, ""),
        new RemoteApi.Options("test", true, SHORT, SILENCE, (_, _, _) -> {}),
        new Random(7));
  }

  private String token(TestCluster cluster, String account) {
    cluster.inside.create(
        ResourceName.SERVICE_ACCOUNTS,
        "default",
        object("{'metadata':{'name':'" + account + "'}}"));
    return cluster
        .inside
        .create(
            new Target(ResourceName.SERVICE_ACCOUNTS, "default", account, "token"),
            object("{'spec':{}}"))
        .obj("status")
        .str("token");
  }

  @Test
  void whoOnlyLooksChangesNothing() throws IOException {
    try (TestCluster cluster = new TestCluster(folder, 100);
        RemoteApi api = reader(cluster.kubeconfig)) {
      Obj map = object("{'metadata':{'name':'a'}}");
      Target a = Target.of(MAPS, "default", "a");
      Status status = refusal(() -> api.create(MAPS, "default", map));
      assertThat(status.code()).isEqualTo(403);
      assertThat(status.message())
          .isEqualTo(
              "configmaps \"a\" is forbidden: test was told to change nothing at "
                  + api.url()
                  + " and refuses to create in namespace \"default\"");
      assertThat(refusal(() -> api.update(a, map)).code()).isEqualTo(403);
      assertThat(refusal(() -> api.patch(a, PatchType.MERGE, map)).code()).isEqualTo(403);
      assertThat(refusal(() -> api.delete(a, DeleteOptions.DEFAULT)).code()).isEqualTo(403);
      assertThat(
              refusal(() ->
                      api.create(new Target(ResourceName.PODS, "default", "p", "eviction"), map))
                  .code())
          .isEqualTo(403);
      assertThat(api.list(MAPS, "", ListOptions.ALL).items()).isEmpty();
      Obj review =
          api.create(
              new ResourceName("authorization.k8s.io", "v1", "selfsubjectaccessreviews"),
              "",
              object("{'spec':{'resourceAttributes':{'verb':'list','resource':'pods'}}}"));
      assertThat(review.obj("status").bool("allowed", false)).as("asking is not writing").isTrue();
    }
  }

  @Test
  void aTokenMayLookAtWhatItMay() throws IOException {
    try (TestCluster cluster = new TestCluster(folder, 100)) {
      String server = "https://127.0.0.1:" + cluster.port;
      try (RemoteApi bot = reader(kubeconfig("{token: " + token(cluster, "bot") + "}", server))) {
        Status status = refusal(() -> bot.list(MAPS, "default", ListOptions.ALL));
        assertThat(status.code()).isEqualTo(403);
        assertThat(status.message())
            .contains("User \"system:serviceaccount:default:bot\" cannot list");
        assertThat(status.details().str("kind")).isEqualTo("configmaps");
      }
      try (RemoteApi nobody = reader(kubeconfig("{token: wrong}", server))) {
        assertThat(refusal(() -> nobody.list(MAPS, "", ListOptions.ALL)).reason())
            .isEqualTo("Unauthorized");
      }
    }
  }

  @Test
  void anExecPluginIsAsked() throws IOException {
    try (TestCluster cluster = new TestCluster(folder, 100)) {
      Path plugin = folder.resolve("plugin.sh");
      Files.writeString(
          plugin,
          """
          #!/bin/sh
          echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}'
          """
              .formatted(token(cluster, "plugged")));
      Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
      String user =
          "{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: "
              + plugin
              + "}}";
      try (RemoteApi api = reader(kubeconfig(user, "https://127.0.0.1:" + cluster.port))) {
        assertThat(refusal(() -> api.list(MAPS, "", ListOptions.ALL)).message())
            .contains("system:serviceaccount:default:plugged");
      }
    }
  }

  @Test
  void aPodsAccountIsFoundAndItsTokenReadAgain() throws IOException {
    try (TestCluster cluster = new TestCluster(folder, 100)) {
      Path account = Files.createDirectory(folder.resolve("account"));
      Files.writeString(account.resolve("ca.crt"), cluster.keys.authority().certificatePem());
      Files.writeString(account.resolve("token"), token(cluster, "first"));
      Map<String, String> environment =
          Map.of(
              "KUBERNETES_SERVICE_HOST",
              "127.0.0.1",
              "KUBERNETES_SERVICE_PORT",
              Integer.toString(cluster.port));
      ClusterAccess access = ClusterAccess.inCluster(environment, account);
      try (RemoteApi api =
          new RemoteApi(
              access,
              new RemoteApi.Options("test", true, SHORT, SILENCE, (_, _, _) -> {}),
              new Random(7))) {
        assertThat(refusal(() -> api.list(MAPS, "", ListOptions.ALL)).message())
            .contains("default:first");
        Files.writeString(account.resolve("token"), token(cluster, "second"));
        assertThat(refusal(() -> api.list(MAPS, "", ListOptions.ALL)).message())
            .contains("default:second");
      }
      assertThatThrownBy(() -> ClusterAccess.inCluster(Map.of(), account))
          .hasMessageContaining("not in a Pod");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no such file||cannot read the kubeconfig",
        "not YAML|{{{|cannot be used",
        "no context|apiVersion: v1|has no current context",
      })
  void aKubeconfigThatIsNoneIsNamed(String why, String text, String message) throws IOException {
    Path file = folder.resolve("bad");
    if (text != null) {
      Files.writeString(file, text);
    }
    assertThatThrownBy(() -> ClusterAccess.kubeconfig(file, ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  @Test
  void nobodyThereIsAFailureToTryAgain() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (RemoteApi api = reader(kubeconfig("{token: x}", "https://127.0.0.1:" + free))) {
      Status status = refusal(() -> api.list(MAPS, "", ListOptions.ALL));
      assertThat(status.code()).isEqualTo(503);
      assertThat(status.message()).startsWith("cannot reach https://127.0.0.1:" + free + "/");
      assertThat(refusal(() -> api.watch(MAPS, "", ListOptions.ALL, 1, _ -> {})).code())
          .isEqualTo(503);
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RemoteApi api =
            reader(kubeconfig("{token: x}", "http://127.0.0.1:" + silent.getLocalPort()))) {
      Status status = refusal(() -> api.get(Target.of(MAPS, "default", "a")));
      assertThat(status.code()).isEqualTo(504);
      assertThat(status.message()).contains("no answer from");
    }
  }

  @Test
  void aPageOfSomeProxyIsShownAsItIs() throws Exception {
    try (Canned proxy =
            new Canned("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\n<h1>no</h");
        RemoteApi api = reader(kubeconfig("{token: x}", proxy.url()))) {
      Status status = refusal(() -> api.get(Target.of(MAPS, "default", "a")));
      assertThat(status.code()).isEqualTo(502);
      assertThat(status.message())
          .endsWith("/api/v1/namespaces/default/configmaps/a was answered 502: <h1>no</h");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "an event of an unknown type|{'type':'HUH','object':{}}|500",
        "no JSON|what?|503",
        "no object|17|500",
        "a version that is no number|{'type':'BOOKMARK','object':{'metadata':{'resourceVersion':'x'}}}|503",
        "the server's own words|{'type':'ERROR','object':{'kind':'Status','code':410,'reason':'Expired','message':'too old'}}|410",
        "the end|{'type':'BOOKMARK','object':{'metadata':{'resourceVersion':'7'}}}|504",
      })
  void aWatchThatBreaksSaysWhy(String why, String line, int code) throws Exception {
    String body = line.replace('\'', '"') + "\n";
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    BlockingQueue<WatchEvent> seen = new LinkedBlockingQueue<>();
    try (Canned server = new Canned(answer);
        RemoteApi api = reader(kubeconfig("{token: x}", server.url()));
        KubeApi.Watch _ = api.watch(MAPS, "", ListOptions.ALL, 1, seen::add)) {
      WatchEvent event = seen.poll(10, TimeUnit.SECONDS);
      if (event instanceof WatchEvent.Bookmark(long revision)) {
        assertThat(revision).isEqualTo(7);
        event = seen.poll(10, TimeUnit.SECONDS);
      }
      assertThat(event)
          .isInstanceOfSatisfying(
              WatchEvent.Failed.class, f -> assertThat(f.status().code()).isEqualTo(code));
    }
  }

  @Test
  void aWatchWhoseServerDiesFails() throws Exception {
    BlockingQueue<WatchEvent> seen = new LinkedBlockingQueue<>();
    try (TestCluster cluster = new TestCluster(folder, 100);
        RemoteApi api = reader(cluster.kubeconfig)) {
      long from = api.list(MAPS, "", ListOptions.ALL).revision();
      KubeApi.Watch _ = api.watch(MAPS, "", ListOptions.ALL, from, seen::add);
      cluster.inside.create(MAPS, "default", object("{'metadata':{'name':'a'}}"));
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Added.class);
      cluster.stop();
      WatchEvent last = seen.poll(10, TimeUnit.SECONDS);
      assertThat(last)
          .isInstanceOfSatisfying(
              WatchEvent.Failed.class, f -> assertThat(f.status().code()).isBetween(500, 599));
    }
  }

  @Test
  void aWatchThatHasGoneSilentIsGivenUp() throws Exception {
    BlockingQueue<WatchEvent> seen = new LinkedBlockingQueue<>();
    try (TestCluster cluster = new TestCluster(folder, 100);
        RemoteApi api = reader(cluster.kubeconfig)) {
      long from = api.list(MAPS, "", ListOptions.ALL).revision();
      KubeApi.Watch _ = api.watch(MAPS, "", ListOptions.ALL, from, seen::add);
      // The server's first bookmark comes after a minute: to this client the line is dead.
      assertThat(seen.poll(10, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              WatchEvent.Failed.class, f -> assertThat(f.status().code()).isEqualTo(504));
    }
  }

  @Test
  void tenThousandServicesComePageByPage() throws IOException {
    try (TestCluster cluster = new TestCluster(folder, 50_000);
        RemoteApi api = reader(cluster.kubeconfig)) {
      for (int i = 0; i < 10_000; i++) {
        cluster.inside.create(
            ResourceName.SERVICES,
            "default",
            object("{'metadata':{'name':'s-%05d'},'spec':{'ports':[{'port':80}]}}".formatted(i)));
      }
      var items = api.list(ResourceName.SERVICES, "", ListOptions.ALL).items();
      assertThat(items).hasSize(10_000);
      assertThat(items).extracting(Meta::name).isSorted();
      assertThat(items.getLast())
          .isEqualTo(cluster.inside.get(Target.of(ResourceName.SERVICES, "default", "s-09999")));
    }
  }

  /// Answers each connection with the same bytes, whatever it asks.
  private static final class Canned implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

    Canned(String answer) throws IOException {
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      Thread.ofVirtual().start(() -> serve(bytes));
    }

    String url() {
      return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void serve(byte[] answer) {
      try {
        while (true) {
          Socket client = server.accept();
          Thread.ofVirtual().start(() -> answer(client, answer));
        }
      } catch (IOException closed) {
        // the end of the test
      }
    }

    private static void answer(Socket client, byte[] answer) {
      try (client) {
        var in = client.getInputStream();
        int blank = 0;
        for (int c = in.read(); c >= 0 && blank < 4; c = blank < 4 ? in.read() : c) {
          blank = c == "\r\n\r\n".charAt(blank) ? blank + 1 : c == '\r' ? 1 : 0;
          if (blank == 4) {
            break;
          }
        }
        OutputStream out = client.getOutputStream();
        out.write(answer);
        out.flush();
      } catch (IOException gone) {
        // so is the client
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
