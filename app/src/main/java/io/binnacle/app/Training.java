package io.binnacle.app;

import io.binnacle.app.UpConfig.DnsPods;
import io.binnacle.app.UpConfig.Storage;
import io.binnacle.app.cli.Banner;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.DnsClient;
import io.binnacle.linux.files.DeleteTree;
import io.binnacle.model.meta.Cidr;
import io.binnacle.proxy.run.fake.MemorySink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// One short life of an instance with the requests of a first session, so that the JVM can keep what it loaded and linked
/// for the starts to come (JEP 483, 514).
public final class Training {
  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  private static final String DISCOVERY =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

  private static final String SERVICE =
      """
      {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},
       "spec":{"selector":{"app":"web"},"ports":[{"name":"http","port":80}]}}\
      """;

  private static final String DEPLOYMENT =
      """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
       "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},
         "spec":{"containers":[{"name":"web","image":"web","ports":[{"containerPort":80}]}]}}}}\
      """;

  private final String api;
  private final HttpClient client;

  private Training(String api, HttpClient client) {
    this.api = api;
    this.client = client;
  }

  /// Lives that life, in a folder of its own that is removed afterwards.
  public static void run() throws IOException, InterruptedException, GeneralSecurityException {
    Path dir = Files.createTempDirectory("binnacle-train");
    try {
      Logs.toStandardError();
      UpConfig config =
          new UpConfig(
              dir,
              dir.resolve("kubeconfig"),
              0,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              List.of(),
              DnsPods.insecure,
              "cluster.local",
              List.of(Cidr.of("10.96.0.0/12")),
              Cidr.of("10.244.0.0/16"),
              UpConfig.Proxy.auto,
              UpConfig.PodRuntime.simulated,
              3,
              Storage.sqlite);
      try (Instance instance = Instance.start(config)) {
        StatusFile status = instance.status();
        status.write(dir);
        System.out.print(Banner.of(status, Foreground.READY));
        try (HttpClient client = AdminHttp.client(dir)) {
          new Training(status.api(), client).session();
        }
        questions(address(status.dns()));
        proxy(config);
        dns(config);
      }
    } finally {
      DeleteTree.delete(dir);
    }
  }

  private void session() throws IOException, InterruptedException {
    get("/api", DISCOVERY);
    get("/apis", DISCOVERY);
    get("/version", "application/json");
    get("/openapi/v3", "application/json");
    send(
        "POST",
        "/api/v1/namespaces/default/services?fieldManager=train&fieldValidation=Strict",
        SERVICE,
        "application/json");
    send(
        "POST",
        "/apis/apps/v1/namespaces/default/deployments?fieldManager=train",
        DEPLOYMENT,
        "application/json");
    String pods = "";
    for (int tries = 0; tries < 100 && !pods.contains("\"2/2\""); tries++) {
      pods = get("/apis/apps/v1/namespaces/default/deployments", TABLE);
    }
    for (String list :
        List.of(
            "/api/v1/services",
            "/api/v1/endpoints",
            "/api/v1/pods",
            "/api/v1/nodes",
            "/api/v1/namespaces",
            "/api/v1/events")) {
      get(list, TABLE);
    }
    get("/apis/discovery.k8s.io/v1/endpointslices", TABLE);
    get("/api/v1/namespaces/default/services/web", "application/json");
    send(
        "PATCH",
        "/api/v1/namespaces/default/services/web",
        "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
        "application/merge-patch+json");
    get("/api/v1/namespaces/default/services?watch=true&timeoutSeconds=1", "application/json");
    send(
        "DELETE",
        "/apis/apps/v1/namespaces/default/deployments/web",
        "{\"propagationPolicy\":\"Background\"}",
        "application/json");
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static void questions(InetSocketAddress at) throws IOException {
    DnsClient client = new DnsClient(at, ThreadLocalRandom.current());
    client.ask(DnsName.of("web.default.svc.cluster.local"), RrType.A);
    client.ask(DnsName.of("_http._tcp.web.default.svc.cluster.local"), RrType.SRV);
    client.ask(DnsName.of("nothing.default.svc.cluster.local"), RrType.AAAA);
  }

  /// The proxy alone, over HTTPS; its rules go nowhere.
  private static void proxy(UpConfig up) throws IOException, InterruptedException {
    ProxyConfig config =
        new ProxyConfig(
            up.kubeconfig(),
            "",
            "node-1",
            List.of(up.podCidr()),
            up.serviceCidrs(),
            ProxyConfig.Mode.nftables,
            "binnacle-train",
            null);
    try (ProxyAlone proxy = new ProxyAlone(config)) {
      proxy.inKernel(proxy.connect(), new MemorySink());
    }
  }

  /// The DNS alone, over HTTPS, once by its options and once by a file.
  private static void dns(UpConfig up) throws IOException, InterruptedException {
    Path corefile = up.dataDir().resolve("Corefile");
    Path resolvConf = up.dataDir().resolve("resolv.conf");
    Files.writeString(resolvConf, "nameserver 127.0.0.1\n");
    DnsOptions.Usual usual =
        new DnsOptions.Usual(
            List.of("127.0.0.1:0"),
            up.clusterDomain(),
            "insecure",
            List.of(resolvConf.toString()),
            "127.0.0.1:0",
            "127.0.0.1:0",
            "127.0.0.1:0",
            "0s");
    Files.writeString(corefile, usual.corefile());
    for (Path conf : Arrays.asList(corefile, null)) {
      try (DnsAlone dns = new DnsAlone(new DnsOptions(up.kubeconfig(), "", conf, usual, null))) {
        dns.start();
        dns.awaitReady();
        questions(dns.address());
      }
    }
  }

  private String get(String path, String accept) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + path)).header("Accept", accept).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private void send(String method, String path, String body, String type)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + path))
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build();
    client.send(request, BodyHandlers.ofString());
  }
}
