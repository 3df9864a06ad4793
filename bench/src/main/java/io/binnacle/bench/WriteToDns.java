package io.binnacle.bench;

import io.binnacle.app.AdminHttp;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.DnsClient;
import io.binnacle.testkit.BinnacleProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// How long after a Service has been asked for does `dig` see it? With 1,000 Services in the cluster, over HTTPS, on a
/// durable store; measured from sending the request to the first answer with an address.
public final class WriteToDns {
  private static final int SERVICES = 1_000;
  private static final int MEASURED = 300;

  private final String api;
  private final HttpClient http;
  private final DnsClient dns;

  private WriteToDns(String api, HttpClient http, DnsClient dns) {
    this.api = api;
    this.http = http;
    this.dns = dns;
  }

  /// Runs it and prints a table.
  public static void main(String[] args) throws Exception {
    Path dir = Files.createTempDirectory("binnacle-bench");
    try (BinnacleProcess binnacle =
            BinnacleProcess.start(dir.resolve("data"), "--runtime", "simulated");
        HttpClient http = AdminHttp.client(dir.resolve("data"))) {
      int port = Integer.parseInt(binnacle.environment().getOrDefault("DNS_PORT", ""));
      DnsClient dns =
          new DnsClient(new InetSocketAddress("127.0.0.1", port), ThreadLocalRandom.current());
      WriteToDns bench = new WriteToDns(binnacle.environment().getOrDefault("API", ""), http, dns);
      for (int i = 0; i < SERVICES; i++) {
        bench.create("load-" + i);
      }
      List<Long> whole = new ArrayList<>();
      List<Long> after = new ArrayList<>();
      for (int i = 0; i < MEASURED; i++) {
        bench.measure("new-" + i, whole, after);
      }
      System.out.printf(Locale.ROOT, "%-36s %8s %8s %8s%n", "milliseconds", "p50", "p99", "max");
      print("request sent to dig sees it", whole);
      print("request answered to dig sees it", after);
    }
  }

  private void measure(String name, List<Long> whole, List<Long> after)
      throws IOException, InterruptedException {
    DnsName asked = DnsName.of(name + ".default.svc.cluster.local");
    long sent = System.nanoTime();
    create(name);
    long answered = System.nanoTime();
    while (dns.ask(asked, RrType.A).answers().isEmpty()) {
      Thread.onSpinWait();
    }
    long seen = System.nanoTime();
    whole.add(seen - sent);
    after.add(seen - answered);
  }

  private void create(String name) throws IOException, InterruptedException {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\""
            + name
            + "\"},\"spec\":{\"selector\":{\"app\":\""
            + name
            + "\"},\"ports\":[{\"port\":80}]}}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/api/v1/namespaces/default/services"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 201) {
      throw new IllegalStateException(response.body());
    }
  }

  private static void print(String what, List<Long> nanos) {
    Collections.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-36s %8.2f %8.2f %8.2f%n",
        what,
        nanos.get(nanos.size() / 2) / 1e6,
        nanos.get(nanos.size() * 99 / 100) / 1e6,
        nanos.getLast() / 1e6);
  }
}
