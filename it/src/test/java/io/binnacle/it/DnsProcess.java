package io.binnacle.it;

import io.binnacle.testkit.BinnacleProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A `binnacle dns` of its own as a child process, on a loopback address that no other one of these has, so that all ports of its
/// Corefile are free.
final class DnsProcess implements AutoCloseable {
  static final int PORT = 1053;

  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final String address;
  private final Path corefile;
  private final Path log;

  private DnsProcess(Process process, String address, Path corefile, Path log) {
    this.process = process;
    this.address = address;
    this.corefile = corefile;
    this.log = log;
  }

  /// The Corefile kubeadm writes, word for word but for where it listens and whom it asks.
  ///
  /// @param upstream asked for names outside the cluster, `ADDRESS:PORT`
  static String stockCorefile(String upstream) {
    return """
    .:1053 {
        bind ADDRESS
        errors
        health ADDRESS:8080 {
           lameduck 5s
        }
        ready ADDRESS:8181
        kubernetes cluster.local in-addr.arpa ip6.arpa {
           pods insecure
           fallthrough in-addr.arpa ip6.arpa
           ttl 30
        }
        prometheus ADDRESS:9153
        forward . UPSTREAM {
           max_concurrent 1000
        }
        cache 30 {
           disable success cluster.local
           disable denial cluster.local
        }
        loop
        reload
        loadbalance
    }
    """
        .replace("UPSTREAM", upstream);
  }

  /// Starts one. Its sockets may not be open yet.
  ///
  /// @param corefile in which `ADDRESS` stands for where it is to listen
  /// @param options besides `--conf`
  static DnsProcess start(
      Path folder, String corefile, Map<String, String> environment, String... options)
      throws IOException {
    int number = STARTED.incrementAndGet();
    // 127.53.x.y, x by process: tests may run beside each other.
    String address = "127.53." + (1 + ProcessHandle.current().pid() % 250) + "." + number;
    Path file = folder.resolve("Corefile-" + number);
    Files.writeString(file, corefile.replace("ADDRESS", address));
    List<String> arguments = new ArrayList<>(List.of("dns", "--conf", file.toString()));
    arguments.addAll(List.of(options));
    Path log = folder.resolve("dns-" + number + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(BinnacleProcess.command(arguments.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new DnsProcess(builder.start(), address, file, log);
  }

  /// Starts one for the names of the cluster `kubeconfig` leads to, and waits until it is ready.
  static DnsProcess ready(Path folder, String corefile, Path kubeconfig, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--kubeconfig", kubeconfig.toString()));
    all.addAll(List.of(options));
    DnsProcess started = start(folder, corefile, Map.of(), all.toArray(String[]::new));
    try {
      started.awaitReady();
      return started;
    } catch (AssertionError e) {
      started.close();
      throw e;
    }
  }

  /// Where it answers.
  InetSocketAddress address() {
    return new InetSocketAddress(address, PORT);
  }

  void awaitReady() {
    Patience.await("ready\n" + this, PATIENCE, this::isReady);
  }

  boolean isReady() {
    return status("8181/ready") == 200;
  }

  /// The status of an HTTP answer; 0 if there is none.
  ///
  /// @param at `PORT/PATH`
  int status(String at) {
    try {
      return open(at).getResponseCode();
    } catch (IOException nobody) {
      return 0;
    }
  }

  /// The body of an HTTP answer.
  String get(String at) throws IOException {
    HttpURLConnection connection = open(at);
    try (var body =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Whether there is an HTTP answer with `part` in its body.
  boolean says(String at, String part) {
    try {
      return get(at).contains(part);
    } catch (IOException nobody) {
      return false;
    }
  }

  private HttpURLConnection open(String at) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://" + address + ":" + at).toURL().openConnection();
    connection.setConnectTimeout(2_000);
    connection.setReadTimeout(5_000);
    return connection;
  }

  /// The value of a metric, all its labels summed.
  ///
  /// @param labels a part of what stands between the braces; empty for any
  double metric(String name, String labels) throws IOException {
    return get("9153/metrics")
        .lines()
        .filter(l -> l.startsWith(name + "{") || l.startsWith(name + " "))
        .filter(l -> l.contains(labels))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Writes another configuration.
  void configure(String text) throws IOException {
    Files.writeString(corefile, text.replace("ADDRESS", address));
  }

  void hangUp() throws IOException {
    signal("HUP");
  }

  void terminate() throws IOException {
    signal("TERM");
  }

  private void signal(String name) throws IOException {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new AssertionError("kill -" + name + ": status " + status + "\n" + this);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while sending SIG" + name, e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Waits for its end.
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running\n" + this);
    }
    return process.exitValue();
  }

  /// All it has written so far.
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  void awaitLog(String part) {
    Patience.await(
        "the line \"" + part + "\"", PATIENCE, () -> log().contains(part), this::toString);
  }

  @Override
  public String toString() {
    return "binnacle dns on " + address + ":\n" + log();
  }

  /// Ends it at once.
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
