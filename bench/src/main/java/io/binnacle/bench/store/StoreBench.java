package io.binnacle.bench.store;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.CompactedException;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Store;
import io.binnacle.store.Store.Outcome.Written;
import io.binnacle.store.Store.Page;
import io.binnacle.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// What a durable write, a page and a restart cost, on Pods of 2 kB, beside what the disk alone takes in the same minute.
///
/// `java … io.binnacle.bench.store.StoreBench [folder on the disk to measure]`; two minutes.
public final class StoreBench {
  private static final int OBJECTS = 50_000;
  private static final String PODS = "/registry/pods/";

  private final Path folder;
  private final Obj pod = Json.object(POD);

  private StoreBench(Path folder) {
    this.folder = folder;
  }

  /// @param arguments a folder to work in (a new one under it is removed afterwards); by default the temp folder
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].equals("open")) {
      open(Path.of(arguments[1]));
      return;
    }
    Path parent =
        Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(parent, "store-bench");
    try {
      new StoreBench(folder).run();
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private void run() throws Exception {
    Path small = folder.resolve("small");
    child("open, empty, first time (unpacks the library)", small);
    try (SqliteStore store = SqliteStore.open(small)) {
      for (int i = 0; i < 200; i++) {
        create(store, i);
      }
    }
    for (int i = 0; i < 3; i++) {
      child("open, 200 objects", small);
    }
    memory();
    Path large = folder.resolve("large");
    try (SqliteStore store = SqliteStore.open(large)) {
      load(store);
      disk("the disk alone: append 2 kB and flush", 1000);
      updates(store, "durable put, 1 writer", 1, 3000);
      disk("the disk alone: append 2 kB and flush", 1000);
      updates(store, "durable put, 64 writers", 64, 500);
      reads("sqlite", store);
    }
    System.out.printf(
        "%-52s %,d kB%n", "file after that", Files.size(large.resolve("binnacle.db")) / 1024);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      SqliteStore.open(large).close();
      line("reopen and close %,d objects, warm".formatted(OBJECTS), System.nanoTime() - start);
    }
    child("open, %,d objects".formatted(OBJECTS), large);
  }

  // ---- parts

  private void create(Store store, int number) {
    store.put(key(number), 0, revision -> pod.with("revision", revision));
  }

  private static String key(int number) {
    return PODS + "namespace-" + number % 50 + "/web-" + number;
  }

  private void memory() throws CompactedException {
    try (MemoryStore store = new MemoryStore()) {
      long start = System.nanoTime();
      for (int i = 0; i < OBJECTS; i++) {
        create(store, i);
      }
      line("memory: create, each of %,d".formatted(OBJECTS), (System.nanoTime() - start) / OBJECTS);
      start = System.nanoTime();
      for (int i = 0; i < OBJECTS; i++) {
        update(store, i);
      }
      line("memory: update, each", (System.nanoTime() - start) / OBJECTS);
      reads("memory", store);
    }
  }

  private void load(Store store) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    inParallel(
        512,
        _ -> {
          for (int i = next.getAndIncrement(); i < OBJECTS; i = next.getAndIncrement()) {
            create(store, i);
          }
        });
    System.out.printf(
        "%-52s %,.0f/s%n",
        "create %,d by 512 writers".formatted(OBJECTS),
        OBJECTS / ((System.nanoTime() - start) / 1e9));
  }

  private void update(Store store, int number) {
    Store.Entry held = store.get(key(number));
    if (held == null
        || !(store.put(key(number), held.revision(), r -> pod.with("revision", r))
            instanceof Written)) {
      throw new AssertionError("lost " + key(number));
    }
  }

  /// Every writer has keys of its own.
  private void updates(Store store, String name, int writers, int each)
      throws InterruptedException {
    long[] times = new long[writers * each];
    long start = System.nanoTime();
    inParallel(
        writers,
        writer -> {
          SplittableRandom random = new SplittableRandom(writer);
          for (int i = 0; i < each; i++) {
            int number = random.nextInt(OBJECTS / writers) * writers + writer;
            long begin = System.nanoTime();
            update(store, number);
            times[writer * each + i] = System.nanoTime() - begin;
          }
        });
    distribution(name, times);
    System.out.printf(
        "%-52s %,.0f/s%n", "  together", times.length / ((System.nanoTime() - start) / 1e9));
  }

  private void reads(String name, Store store) throws CompactedException {
    SplittableRandom random = new SplittableRandom(1);
    long[] get = new long[20_000];
    for (int i = 0; i < get.length; i++) {
      String key = key(random.nextInt(OBJECTS));
      long begin = System.nanoTime();
      store.get(key);
      get[i] = System.nanoTime() - begin;
    }
    distribution(name + ": get", get);
    long[] page = new long[500];
    for (int i = 0; i < page.length; i++) {
      String prefix = PODS + "namespace-" + i % 50 + "/";
      long begin = System.nanoTime();
      store.range(prefix, "", 1000, 0);
      page[i] = System.nanoTime() - begin;
    }
    distribution(name + ": range of 1,000", page);
    long oldest = store.oldestRevision();
    for (int i = 0; i < page.length; i++) {
      long at = oldest + random.nextLong(store.revision() - oldest);
      String prefix = PODS + "namespace-" + i % 50 + "/";
      long begin = System.nanoTime();
      store.range(prefix, "", 1000, at);
      page[i] = System.nanoTime() - begin;
    }
    distribution(name + ": range of 1,000 in the past", page);
    long begin = System.nanoTime();
    String after = "";
    for (long left = 1; left > 0; ) {
      Page next = store.range(PODS, after, 500, 0);
      after = next.entries().getLast().key();
      left = next.remaining();
    }
    line(name + ": all %,d in pages of 500".formatted(OBJECTS), System.nanoTime() - begin);
  }

  private void disk(String name, int writes) throws IOException {
    Path file = folder.resolve("plain");
    long[] times = new long[writes];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(2000);
      out.write(ByteBuffer.allocate(writes * bytes.capacity()), 0); // as SQLite's log: no growth
      out.force(true);
      for (int i = 0; i < writes; i++) {
        bytes.rewind();
        long begin = System.nanoTime();
        out.write(bytes, (long) i * bytes.capacity());
        out.force(false);
        times[i] = System.nanoTime() - begin;
      }
    }
    distribution(name, times);
  }

  // ---- a fresh process

  private static void open(Path folder) {
    long start = System.nanoTime();
    SqliteStore.preload(folder);
    long loaded = System.nanoTime();
    try (SqliteStore store = SqliteStore.open(folder)) {
      long end = System.nanoTime();
      System.out.printf(
          "%.0f ms (native library %.0f ms, the rest %.0f ms), revision %,d%n",
          (end - start) / 1e6, (loaded - start) / 1e6, (end - loaded) / 1e6, store.revision());
    }
  }

  private static void child(String name, Path folder) throws IOException, InterruptedException {
    System.out.printf("%-52s ", name + ", fresh process");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    StoreBench.class.getName(),
                    "open",
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    System.out.print(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    process.waitFor();
  }

  // ---- words

  private interface Part {
    void run(int thread);
  }

  private static void inParallel(int threads, Part part) throws InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        int thread = i;
        executor.execute(() -> part.run(thread));
      }
    }
  }

  private static void distribution(String name, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%-52s p50 %,.3f  p99 %,.3f  max %,.1f ms; over 10 ms: %d of %d%n",
        name,
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        sorted[sorted.length - 1] / 1e6,
        Arrays.stream(sorted).filter(n -> n > 10_000_000).count(),
        sorted.length);
  }

  private static void line(String name, long nanos) {
    System.out.printf("%-52s %,.3f ms%n", name, nanos / 1e6);
  }

  private static final String POD =
      """
      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-7c5ddbdf54-x8k2p","namespace":"namespace-1",
      "uid":"1b6e1f0a-7d0b-4d2e-9a51-6f1f0b1c2d3e","creationTimestamp":"2026-11-23T12:00:00Z","generateName":"web-7c5ddbdf54-",
      "labels":{"app":"web","pod-template-hash":"7c5ddbdf54","tier":"frontend"},"ownerReferences":[{"apiVersion":"apps/v1",
      "kind":"ReplicaSet","name":"web-7c5ddbdf54","uid":"9d1f0b1c-2d3e-4f5a-8b6c-7d8e9f0a1b2c","controller":true,
      "blockOwnerDeletion":true}]},"spec":{"containers":[{"name":"web","image":"registry.example/web:1.27","ports":
      [{"containerPort":8080,"name":"http","protocol":"TCP"}],"resources":{"requests":{"cpu":"100m","memory":"128Mi"}},
      "readinessProbe":{"httpGet":{"path":"/ready","port":"http","scheme":"HTTP"},"periodSeconds":10,"timeoutSeconds":1,
      "successThreshold":1,"failureThreshold":3},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":
      "File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":
      "ClusterFirst","serviceAccountName":"default","nodeName":"node-3","securityContext":{},"schedulerName":
      "default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute",
      "tolerationSeconds":300}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True",
      "lastTransitionTime":"2026-11-23T12:00:03Z"},{"type":"PodScheduled","status":"True","lastTransitionTime":
      "2026-11-23T12:00:00Z"}],"hostIP":"172.18.0.4","podIP":"10.244.3.17","podIPs":[{"ip":"10.244.3.17"}],"startTime":
      "2026-11-23T12:00:00Z","containerStatuses":[{"name":"web","state":{"running":{"startedAt":"2026-11-23T12:00:02Z"}},
      "ready":true,"restartCount":0,"image":"registry.example/web:1.27","imageID":"","started":true}],"qosClass":"Burstable"}}\
      """;
}
