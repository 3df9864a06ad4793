package io.binnacle.node.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import io.binnacle.client.node.NodeAgent.PodRef;
import io.binnacle.client.run.VirtualThreadScheduler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogReaderTest {
  private static final String LOG =
      """
      2026-01-01T00:00:01.000000001Z stdout F one
      2026-01-01T00:00:02.5Z stderr F two
      2026-01-01T00:00:03Z stdout P thr
      2026-01-01T00:00:03Z stdout F ee
      2026-01-01T00:00:04Z stdout F\s
      2026-01-01T01:00:05+01:00 stdout F five
      """;

  @TempDir Path folder;

  private static final class Sink implements LogSink {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    volatile boolean open = true;
    int largest;

    @Override
    public synchronized boolean write(byte[] bytes, int from, int length) {
      out.write(bytes, from, length);
      largest = Math.max(largest, length);
      return open;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void onClose(Runnable action) {}

    synchronized String text() {
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  private static LogRequest request(
      boolean follow,
      @Nullable Instant since,
      @Nullable Long tail,
      @Nullable Long limit,
      boolean timestamps) {
    return new LogRequest(
        new PodRef("default", "web", "u"), "c", follow, false, since, tail, limit, timestamps);
  }

  private String read(String log, LogRequest request) throws IOException {
    Path file = Files.writeString(folder.resolve("0.log"), log);
    Sink sink = new Sink();
    try (VirtualThreadScheduler scheduler = new VirtualThreadScheduler()) {
      LogReader.read(file, request, sink, scheduler, () -> true);
    }
    return sink.text();
  }

  @ParameterizedTest(name = "since {0}, tail {1}, limit {2}, timestamps {3}: {4}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                    | - | -  | false | one/two/three//five/
          -                    | 0 | -  | false | ''
          -                    | 1 | -  | false | five/
          -                    | 3 | -  | false | three//five/
          -                    | 4 | -  | false | two/three//five/
          -                    | 9 | -  | false | one/two/three//five/
          2026-01-01T00:00:03Z | - | -  | false | three//five/
          2026-01-01T00:00:03Z | 1 | -  | false | five/
          -                    | - | 6  | false | one/tw
          -                    | 2 | 3  | false | /fi
          -                    | 1 | -  | true  | 2026-01-01T00:00:05.000000000Z five/
          -                    | 3 | 42 | true  | 2026-01-01T00:00:03.000000000Z three/2026-
          """)
  void readsWhatIsAskedFor(
      @Nullable String since,
      @Nullable Long tail,
      @Nullable Long limit,
      boolean timestamps,
      String expected)
      throws IOException {
    Instant from = since == null ? null : Instant.parse(since);
    String seen = read(LOG, request(false, from, tail, limit, timestamps)).replace('\n', '/');
    assertEquals(expected, seen);
  }

  @Test
  void linesThatAreNoneOfTheRuntimesAreLeftOut() throws IOException {
    assertEquals(
        "good\n",
        read(
            """
            garbage

            not-a-time stdout F x
            2026-01-01T00:00:00Z stdin F x
            2026-01-01T00:00:00Z stdout F good
            """,
            request(false, null, null, null, false)));
  }

  @Test
  void aLineOfAnyLengthIsPassedOnInPieces() throws IOException {
    String text = "x".repeat(3_000_000);
    Path file =
        Files.writeString(folder.resolve("0.log"), "2026-01-01T00:00:00Z stdout F " + text + "\n");
    Sink sink = new Sink();
    try (VirtualThreadScheduler scheduler = new VirtualThreadScheduler()) {
      LogReader.read(file, request(false, null, 1L, null, false), sink, scheduler, () -> true);
    }
    assertEquals(text + "\n", sink.text());
    assertTrue(sink.largest <= 64 * 1024, "largest piece " + sink.largest);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theTailIsTheEndOfTheWhole(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      String tag = random.nextInt(4) == 0 ? "P" : "F";
      String text = "y".repeat(random.nextInt(random.nextInt(10) == 0 ? 30_000 : 80));
      log.append("2026-01-01T00:00:00Z stdout ").append(tag).append(' ').append(text);
      log.append('\n');
    }
    log.append("2026-01-01T00:00:00Z stdout F end\n");
    String whole = read(log.toString(), request(false, null, null, null, false));
    List<String> lines = List.of(whole.split("\n", -1));
    for (int tail : new int[] {1, 2, 7, 50, 200}) {
      String expected =
          String.join("\n", lines.subList(Math.max(0, lines.size() - 1 - tail), lines.size()));
      assertEquals(expected, read(log.toString(), request(false, null, (long) tail, null, false)));
    }
  }

  private static void append(Path file, String line) throws IOException {
    Files.writeString(
        file,
        "2026-01-01T00:00:00Z stdout F " + line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Test
  void followingGoesAlongWhenTheFileIsRotatedAndEndsWithTheContainer() throws Exception {
    Path file = folder.resolve("0.log");
    append(file, "one");
    Sink sink = new Sink();
    AtomicBoolean ended = new AtomicBoolean();
    try (VirtualThreadScheduler scheduler = new VirtualThreadScheduler()) {
      CompletableFuture<Void> done =
          CompletableFuture.runAsync(() -> {
            try {
              LogReader.read(
                  file, request(true, null, null, null, false), sink, scheduler, ended::get);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      await(sink, "one\n");
      append(file, "two");
      Files.move(file, folder.resolve("0.log.1"));
      append(folder.resolve("0.log.1"), "late");
      append(file, "three");
      await(sink, "one\ntwo\nlate\nthree\n");
      assertFalse(done.isDone());
      append(file, "last");
      ended.set(true);
      done.get(5, TimeUnit.SECONDS);
      assertEquals("one\ntwo\nlate\nthree\nlast\n", sink.text());
    }
  }

  private static void await(Sink sink, String text) {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (!sink.text().equals(text) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals(text, sink.text());
  }

  @Test
  void aLongLogIsPutAsideAndOnlyFourOldOnesAreKept() throws IOException {
    Path file = folder.resolve("0.log");
    for (int i = 0; i < 7; i++) {
      Files.write(file, new byte[11 * 1024 * 1024]);
      Instant now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i);
      assertTrue(LogRotation.rotate(file, now, () -> Files.createFile(file)));
      assertFalse(LogRotation.rotate(file, now, () -> Files.createFile(file)));
    }
    try (var files = Files.list(folder)) {
      assertEquals(
          "[0.log, 0.log.20260101-000003, 0.log.20260101-000004, 0.log.20260101-000005,"
              + " 0.log.20260101-000006]",
          files.map(f -> f.getFileName().toString()).sorted().toList().toString());
    }
  }

  @Test
  void aLogThatCannotBeBegunAnewGoesOnWhereItWas() throws IOException {
    Path file = folder.resolve("0.log");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[11 * 1024 * 1024]);
    }
    try {
      LogRotation.rotate(
          file,
          Instant.parse("2026-01-01T00:00:00Z"),
          () -> {
            throw new IOException("no");
          });
    } catch (IOException e) {
      assertEquals("no", e.getMessage());
    }
    assertEquals(11 * 1024 * 1024, Files.size(file));
  }
}
