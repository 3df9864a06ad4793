package io.binnacle.testkit.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends a load and counts what became of it. Open loop: request i is due at `start + i / rate`, on a virtual thread of its own,
/// and its latency counts from that moment, so a stall is paid by every request that was due during it.
public final class HttpLoad {
  private static final int IN_FLIGHT = 2_000;

  private final LoadPlan plan;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final ConcurrentLinkedDeque<HttpConnection> kept = new ConcurrentLinkedDeque<>();
  private final CountDownLatch firstAnswer = new CountDownLatch(1);
  private final Tally tally = new Tally();
  private volatile boolean stopped;

  /// @see #run
  public HttpLoad(LoadPlan plan) {
    this.plan = plan;
  }

  /// Sends the whole load from this thread and waits for the last answer, at most `plan.timeout` after the last request.
  public LoadReport run() throws InterruptedException {
    int requests = plan.requests();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < requests && !stopped; i++) {
      long due = start + i * 1_000_000_000L / plan.rate();
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
        if (Thread.interrupted()) {
          throw new InterruptedException("stopped while sending");
        }
      }
      tally.begun();
      if (room.tryAcquire()) {
        threads.add(Thread.startVirtualThread(() -> request(due)));
      } else {
        tally.failed(
            new Failure(
                System.currentTimeMillis(),
                0,
                Failure.Kind.NOT_BEGUN,
                IN_FLIGHT + " requests are waiting for an answer"));
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (HttpConnection connection : kept) {
      closeQuietly(connection);
    }
    return tally.report();
  }

  /// No request begins after this; those under way are waited for by [#run].
  public void stop() {
    stopped = true;
  }

  /// Waits until something has been answered.
  ///
  /// @return whether it has, within `millis`
  public boolean awaitFirstAnswer(long millis) throws InterruptedException {
    return firstAnswer.await(millis, TimeUnit.MILLISECONDS);
  }

  private void request(long due) {
    long begunMillis = System.currentTimeMillis();
    long begun = System.nanoTime();
    try {
      HttpConnection connection =
          plan.connections() == LoadPlan.Connections.KEPT ? kept.poll() : null;
      Failure failure = attempt(connection, due, begunMillis, begun);
      if (failure != null) {
        tally.failed(failure);
      }
    } finally {
      room.release();
    }
  }

  private @Nullable Failure attempt(
      @Nullable HttpConnection reused, long due, long begunMillis, long begun) {
    HttpConnection connection = reused == null ? new HttpConnection(plan.host()) : reused;
    boolean connected = reused != null;
    boolean keep = plan.connections() == LoadPlan.Connections.KEPT;
    try {
      if (!connected) {
        connection.connect(plan.port(), left(begun));
        connected = true;
      }
      HttpConnection.Answer answer = connection.get(plan.path(), keep, left(begun));
      if (connection.reusable()) {
        kept.push(connection);
      } else {
        connection.close();
      }
      if (answer.status() / 100 != 2) {
        return failure(
            begunMillis, begun, Failure.Kind.STATUS, answer.status() + " " + answer.firstLine());
      }
      tally.answered(answer.firstLine(), (System.nanoTime() - due) / 1_000);
      firstAnswer.countDown();
      return null;
    } catch (IOException e) {
      closeQuietly(connection);
      if (reused != null
          && !connection.answerBegun()
          && (e instanceof EOFException || e instanceof SocketException)) {
        tally.repeated();
        return attempt(null, due, begunMillis, begun);
      }
      return failure(begunMillis, begun, kind(e, connected), String.valueOf(e.getMessage()));
    }
  }

  private int left(long begun) throws SocketTimeoutException {
    long left = plan.timeout().toMillis() - (System.nanoTime() - begun) / 1_000_000;
    if (left < 1) {
      throw new SocketTimeoutException("no time left");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private static Failure failure(long begunMillis, long begun, Failure.Kind kind, String detail) {
    return new Failure(begunMillis, (System.nanoTime() - begun) / 1_000_000, kind, detail);
  }

  private static Failure.Kind kind(IOException e, boolean connected) {
    String says = String.valueOf(e.getMessage());
    return switch (e) {
      case HttpConnection.MalformedException _ -> Failure.Kind.MALFORMED;
      case EOFException _ -> Failure.Kind.CLOSED_EARLY;
      case SocketTimeoutException _ ->
          connected ? Failure.Kind.ANSWER_TIMEOUT : Failure.Kind.CONNECT_TIMEOUT;
      case NoRouteToHostException _ -> Failure.Kind.UNREACHABLE;
      case ConnectException _ when says.contains("refused") -> Failure.Kind.REFUSED;
      case ConnectException _ when says.contains("timed out") -> Failure.Kind.CONNECT_TIMEOUT;
      case SocketException _ when says.contains("unreachable") -> Failure.Kind.UNREACHABLE;
      case SocketException _ when says.contains("reset") || says.contains("Broken pipe") ->
          Failure.Kind.RESET;
      default -> Failure.Kind.OTHER;
    };
  }

  private static void closeQuietly(HttpConnection connection) {
    try {
      connection.close();
    } catch (IOException _) {
      // It is given up already: there is nobody to tell and nothing to do.
    }
  }

  /// Counts; its lock is held for nanoseconds.
  private static final class Tally {
    private final List<Failure> failures = new ArrayList<>();
    private final SortedMap<String, LoadReport.Seen> backends = new TreeMap<>();
    private long[] micros = new long[1024];
    private int answered;
    private long begun;
    private long failed;
    private long repeated;

    synchronized void begun() {
      begun++;
    }

    synchronized void repeated() {
      repeated++;
    }

    synchronized void failed(Failure failure) {
      failed++;
      if (failures.size() < LoadReport.FAILURES_KEPT) {
        failures.add(failure);
      }
    }

    synchronized void answered(String who, long tookMicros) {
      if (answered == micros.length) {
        micros = Arrays.copyOf(micros, answered * 2);
      }
      micros[answered++] = tookMicros;
      long now = System.currentTimeMillis();
      backends.merge(
          who,
          new LoadReport.Seen(1, now, now),
          (old, _) -> new LoadReport.Seen(old.count() + 1, old.firstMillis(), now));
    }

    synchronized LoadReport report() {
      long[] sorted = Arrays.copyOf(micros, answered);
      Arrays.sort(sorted);
      return new LoadReport(
          begun,
          answered,
          repeated,
          failed,
          failures.stream().sorted(Comparator.comparingLong(Failure::begunMillis)).toList(),
          Collections.unmodifiableSortedMap(new TreeMap<>(backends)),
          LoadReport.Latency.of(sorted));
    }
  }

  /// By hand: `HttpLoad --url http://10.96.0.20:80/ [--rate 500] [--millis 10000] [--connections PER_REQUEST|KEPT]
  /// [--timeout-millis 5000]`. Prints `begun` at the first answer, at the end the report as one line of JSON, and to
  /// standard error for people. A line or the end of standard input, when it is a pipe of [LoadProcess], stops it.
  public static void main(String[] args) throws InterruptedException {
    boolean child = args.length > 0 && args[0].equals(LoadProcess.CHILD);
    HttpLoad load =
        new HttpLoad(LoadPlan.parse(child ? Arrays.copyOfRange(args, 1, args.length) : args));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Thread.ofVirtual()
        .start(() -> {
          try {
            load.firstAnswer.await();
            out.println(LoadProcess.BEGUN);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    if (child) {
      Thread.ofPlatform().daemon().start(() -> stopAtEndOfInput(load));
    }
    LoadReport report = load.run();
    out.println(report.toObj());
    if (!child) {
      System.err.print(report.describe());
    }
    System.exit(report.clean() ? 0 : 1);
  }

  private static void stopAtEndOfInput(HttpLoad load) {
    try {
      int octet = System.in.read();
      if (octet >= -1) {
        load.stop();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading from the parent", e);
    }
  }
}
