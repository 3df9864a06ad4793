package io.binnacle.bench;

import io.binnacle.app.AdminHttp;
import io.binnacle.bench.report.Conditions;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.testkit.image.DebianImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How long a Pod takes to start with containerd, and how much of that is ours: one after another, then many at once. From
/// the API's acknowledgement until a watch says Running; our own delays by the agent's histogram.
///
/// `bench/pod-start.sh [--pods 50] [--single 10] [--force]`
public final class PodStart {
  private static final String METRIC = "binnacle_node_pod_start_delay_seconds";
  private static final double MILLIS = 1e6;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final String PODS = "/api/v1/namespaces/default/pods";

  private final String api;
  private final HttpClient http;
  private final Map<String, Long> running = new ConcurrentHashMap<>();
  private final Map<String, String> failed = new ConcurrentHashMap<>();

  private PodStart(String api, HttpClient http) {
    this.api = api;
    this.http = http;
  }

  /// Runs it and prints its tables.
  public static void main(String[] args) throws Exception {
    int atOnce = 50;
    int single = 10;
    boolean force = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--pods" -> atOnce = Integer.parseInt(args[++i]);
        case "--single" -> single = Integer.parseInt(args[++i]);
        case "--force" -> force = true;
        default -> throw new IllegalArgumentException(args[i] + ": want --pods, --single, --force");
      }
    }
    if (!DebianImages.problem().isEmpty()) {
      throw new IllegalStateException(DebianImages.problem());
    }
    Path image = DebianImages.ofThisClone().busybox();
    Conditions.requireIdle(force);
    List<String> command = new ArrayList<>(List.of("bench/pod-start.sh"));
    command.addAll(List.of(args));
    System.out.println(Conditions.describe(command));
    Path dir = Files.createTempDirectory("binnacle-bench");
    Path data = dir.resolve("data");
    Process up =
        binnacle("up", "--data-dir", data, "--api-port", "0", "--dns-listen", "127.0.0.1:0")
            .redirectError(dir.resolve("binnacle.log").toFile())
            .start();
    try {
      BufferedReader out = up.inputReader();
      String first = out.readLine();
      if (!"binnacle is ready".equals(first)) {
        throw new IllegalStateException(
            "not ready but: " + first + "\n" + Files.readString(dir.resolve("binnacle.log")));
      }
      String api = out.readLine().strip().replaceFirst("^\\S+\\s+", "");
      run(binnacle("image", "import", image, "--data-dir", data));
      try (HttpClient http = AdminHttp.client(data)) {
        new PodStart(api, http).measure(single, atOnce);
      }
    } finally {
      run(binnacle("down", "--purge", "--data-dir", data));
      up.waitFor(30, TimeUnit.SECONDS);
      run(new ProcessBuilder("rm", "-rf", dir.toString()));
    }
  }

  private static ProcessBuilder binnacle(Object... words) {
    List<String> command = new ArrayList<>(List.of("./binnacle"));
    Stream.of(words).map(Object::toString).forEach(command::add);
    if (words[0].equals("up")) {
      command.addAll(List.of("--runtime", "containerd", "--dns-upstream", "none"));
    }
    return new ProcessBuilder(command);
  }

  private static void run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(
          String.join(" ", builder.command()) + " ended with status " + process.exitValue());
    }
  }

  private void measure(int single, int atOnce) throws IOException, InterruptedException {
    Thread watcher = Thread.ofVirtual().start(this::watch);
    startAll(List.of("warm"));
    SortedMap<String, Delay> before = delays();
    Figures alone = new Figures();
    for (int i = 0; i < single; i++) {
      alone = alone.and(startAll(List.of("one-" + i)).nanos().getFirst());
    }
    SortedMap<String, Delay> between = delays();
    Figures together = startAll(IntStream.range(0, atOnce).mapToObj(i -> "many-" + i).toList());
    SortedMap<String, Delay> after = delays();
    List<Long> sorted = together.nanos().stream().sorted().toList();
    System.out.print(
        new TextTable()
            .row(List.of("created to Running (ms)", "n", "p50", "p99", "max"))
            .row(line("one after another", alone.nanos().stream().sorted().toList()))
            .row(line(atOnce + " at once", sorted)));
    System.out.println();
    TextTable table =
        new TextTable()
            .row(List.of("where the time goes (ms)", "n", "mean", "p99 at most", "within 10"));
    stages(table, "one after another", before, between);
    stages(table, atOnce + " at once", between, after);
    System.out.println(table);
    System.out.println("warnings: " + warnings());
    watcher.interrupt();
  }

  private static List<String> line(String what, List<Long> sorted) {
    int last = sorted.size() - 1;
    return List.of(
        what,
        Integer.toString(sorted.size()),
        Figures.number(sorted.get(last / 2) / MILLIS),
        Figures.number(sorted.get((int) Math.ceil(last * 0.99)) / MILLIS),
        Figures.number(sorted.get(last) / MILLIS));
  }

  /// Creates Pods at once, waits until all run, and says how long each took; then deletes them.
  private Figures startAll(List<String> names) throws IOException, InterruptedException {
    Map<String, Long> created = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (String name : names) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              call("POST", PODS, pod(name));
              created.put(name, System.nanoTime());
            } catch (IOException e) {
              failed.put(name, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long begun = System.nanoTime();
    while (!running.keySet().containsAll(names)) {
      if (!failed.isEmpty() || System.nanoTime() - begun > PATIENCE_NANOS) {
        List<String> missing = names.stream().filter(n -> !running.containsKey(n)).toList();
        throw new IOException("not running: " + missing + "; failed: " + failed);
      }
      Thread.sleep(5);
    }
    Figures took = new Figures();
    for (String name : names) {
      took = took.and(Math.max(0, running.getOrDefault(name, 0L) - created.getOrDefault(name, 0L)));
    }
    for (String name : names) {
      call("DELETE", PODS + "/" + name + "?gracePeriodSeconds=0", "");
    }
    begun = System.nanoTime();
    while (call("GET", PODS + "?labelSelector=bench", "").arr("items").size() > 0) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IOException("deleted Pods are still there");
      }
      Thread.sleep(200);
    }
    return took;
  }

  private static String pod(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\""
        + name
        + "\",\"labels\":{\"bench\":\"pod-start\"}},\"spec\":{\"terminationGracePeriodSeconds\":0,"
        + "\"containers\":[{\"name\":\"main\",\"image\":\"busybox:1.36\","
        + "\"imagePullPolicy\":\"IfNotPresent\",\"command\":[\"sleep\",\"3600\"]}]}}";
  }

  private void watch() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + PODS + "?watch=true&labelSelector=bench")).build();
    try (Stream<String> lines = http.send(request, BodyHandlers.ofLines()).body()) {
      lines.forEach(line -> {
        long now = System.nanoTime();
        Obj pod = Json.object(line).obj("object");
        String name = pod.obj("metadata").str("name");
        switch (pod.obj("status").str("phase")) {
          case "Running" -> running.putIfAbsent(name, now);
          case "Failed" -> failed.put(name, pod.obj("status").toString());
          default -> {}
        }
      });
    } catch (UncheckedIOException cut) {
      Throwable why = cut.getCause();
      if (why == null
          || !(why.getCause() instanceof InterruptedException)) { // else: enough was seen
        failed.put("watch", String.valueOf(cut.getMessage()));
      }
    } catch (IOException e) {
      failed.put("watch", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Obj call(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(api + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + response.body());
    }
    return Json.object(response.body());
  }

  private long warnings() throws IOException, InterruptedException {
    return call("GET", "/api/v1/namespaces/default/events", "").arr("items").objects().stream()
        .filter(event -> event.str("type").equals("Warning"))
        .peek(event -> System.out.println("  " + event.str("reason") + ": " + event.str("message")))
        .count();
  }

  /// A histogram at some moment: cumulative counts by upper bound in seconds, and the sum.
  private record Delay(SortedMap<Double, Double> buckets, double sum) {
    static final Delay NONE = new Delay(new TreeMap<>(), 0);

    Delay since(Delay earlier) {
      SortedMap<Double, Double> more = new TreeMap<>();
      buckets.forEach((le, n) -> more.put(le, n - earlier.buckets.getOrDefault(le, 0.0)));
      return new Delay(more, sum - earlier.sum);
    }

    double count() {
      return buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
    }
  }

  private SortedMap<String, Delay> delays() throws IOException, InterruptedException {
    String text =
        http.send(
                HttpRequest.newBuilder(URI.create(api + "/metrics")).build(),
                BodyHandlers.ofString())
            .body();
    SortedMap<String, Delay> all = new TreeMap<>();
    for (String line : text.split("\n")) {
      if (!line.startsWith(METRIC + "_bucket{") && !line.startsWith(METRIC + "_sum{")) {
        continue;
      }
      String stage = label(line, "stage");
      double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      Delay old = all.getOrDefault(stage, Delay.NONE);
      if (line.startsWith(METRIC + "_sum{")) {
        all.put(stage, new Delay(old.buckets, value));
      } else {
        SortedMap<Double, Double> buckets = new TreeMap<>(old.buckets);
        String le = label(line, "le");
        buckets.put(le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le), value);
        all.put(stage, new Delay(buckets, old.sum));
      }
    }
    if (all.isEmpty()) {
      throw new IOException("/metrics has no " + METRIC);
    }
    return all;
  }

  private static String label(String line, String name) {
    int start = line.indexOf(name + "=\"") + name.length() + 2;
    return line.substring(start, line.indexOf('"', start));
  }

  private static void stages(
      TextTable table,
      String what,
      SortedMap<String, Delay> before,
      SortedMap<String, Delay> after) {
    after.forEach((stage, all) -> {
      Delay delay = all.since(before.getOrDefault(stage, Delay.NONE));
      if (delay.count() == 0) {
        return;
      }
      double p99 =
          delay.buckets.entrySet().stream()
              .filter(bucket -> bucket.getValue() >= delay.count() * 0.99)
              .mapToDouble(Map.Entry::getKey)
              .findFirst()
              .orElse(Double.POSITIVE_INFINITY);
      table.row(
          List.of(
              what + ", " + stage,
              String.format(Locale.ROOT, "%.0f", delay.count()),
              Figures.number(delay.sum / delay.count() * 1_000),
              Double.isInfinite(p99) ? "more" : Figures.number(p99 * 1_000),
              String.format(
                  Locale.ROOT,
                  "%.0f %%",
                  delay.buckets.getOrDefault(0.01, 0.0) * 100 / delay.count())));
    });
  }
}
