package io.binnacle.bench.proxy;

import io.binnacle.testkit.load.Backend;
import io.binnacle.testkit.load.Spread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A child process in the client's namespace: connects to Services on command.
///
/// - `latency SERVICES ENDPOINTS CONNECTS SEED`: connects to random Services; answers p50, p90, p99 and maximum of connect(2) in
///   nanoseconds: SYN out to SYN-ACK in, through the node and back.
/// - `check SERVICES ENDPOINTS SEED`: first and last Service and some between answer from their own endpoints and no other, evenly.
/// - `await ADDRESS PATIENCE_MILLIS [TARGET]`: until the Service answers, from TARGET if given; answers `System.nanoTime` then,
///   which all processes of a machine share on Linux.
/// - `gone ADDRESS PATIENCE_MILLIS [TARGET]`: until it answers no more, or not from TARGET; answers when that began.
final class Prober {
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration TRY = Duration.ofMillis(200);

  /// An ICMP error that arrives while connect(2) is still sending is only remembered (tcp_v4_err), so "nobody there" may take
  /// a retransmission: do not wait for it.
  private static final Duration SHORT_TRY = Duration.ofMillis(50);

  private static final int QUIET_SERVICE = 3;

  /// An even choice between two leaves one out so often once in 2^30 times.
  private static final int QUIET_ENDPOINT = 30;

  private static final int CONNECTS_PER_SECOND = 5_000;
  private static final int CHECKED_SERVICES = 20;

  private Prober() {}

  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] w = line.split(" ");
      try {
        System.out.println(
            "ok "
                + switch (w[0]) {
                  case "latency" ->
                      latency(
                          new Fleet(Integer.parseInt(w[1]), Integer.parseInt(w[2])),
                          Integer.parseInt(w[3]),
                          Long.parseLong(w[4]));
                  case "check" ->
                      check(
                          new Fleet(Integer.parseInt(w[1]), Integer.parseInt(w[2])),
                          Long.parseLong(w[3]));
                  case "await" -> await(w[1], Long.parseLong(w[2]), w.length > 3 ? w[3] : "");
                  case "gone" -> gone(w[1], Long.parseLong(w[2]), w.length > 3 ? w[3] : "");
                  default -> throw new IllegalArgumentException("no such command: " + w[0]);
                });
      } catch (IOException | RuntimeException | AssertionError e) {
        System.out.println("error " + String.valueOf(e).replace('\n', ' '));
      }
    }
  }

  private static String latency(Fleet fleet, int connects, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long[] took = new long[connects];
    long start = System.nanoTime();
    for (int i = 0; i < connects; i++) {
      InetSocketAddress service =
          new InetSocketAddress(
              fleet.entry(random.nextInt(fleet.services())).address(), Fleet.PORT);
      // Evenly spaced, so that the server never has a queue; spinning, so that this core does not
      // go to sleep.
      while (System.nanoTime() - start < i * (1_000_000_000L / CONNECTS_PER_SECOND)) {
        Thread.onSpinWait();
      }
      try (SocketChannel channel = SocketChannel.open()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        long begun = System.nanoTime();
        channel.connect(service);
        took[i] = System.nanoTime() - begun;
      }
    }
    Arrays.sort(took);
    return took[(connects - 1) / 2]
        + " "
        + took[(int) ((connects - 1) * 0.9)]
        + " "
        + took[(int) ((connects - 1) * 0.99)]
        + " "
        + took[connects - 1];
  }

  private static String check(Fleet fleet, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int checked = Math.min(CHECKED_SERVICES, fleet.services());
    for (int n = 0; n < checked; n++) {
      int index = n == 0 ? 0 : n == 1 ? fleet.services() - 1 : random.nextInt(fleet.services());
      Fleet.Entry entry = fleet.entry(index);
      List<String> expected =
          entry.targets().stream().map(t -> t + ":" + Fleet.TARGET_PORT).toList();
      Map<String, Long> counts = new TreeMap<>();
      // 40 a backend and the chance that an even choice misses one is below 10^-15.
      for (int i = 0; i < 40 * fleet.endpoints(); i++) {
        counts.merge(Backend.ask(entry.address(), Fleet.PORT, ANSWER), 1L, Long::sum);
      }
      Spread spread = Spread.of(counts, expected);
      if (!spread.even()) {
        throw new IOException(entry.name() + " is not spread evenly: " + spread.describe());
      }
    }
    return Integer.toString(checked);
  }

  /// A try a millisecond at first, a thousandth of the time waited later, each on its own thread: a packet that is dropped must
  /// not delay the next try.
  private static long await(String address, long patienceMillis, String target) throws IOException {
    long begun = System.nanoTime();
    long end = begun + patienceMillis * 1_000_000;
    AtomicLong when = new AtomicLong();
    AtomicReference<String> last = new AtomicReference<>("nothing yet");
    while (when.get() == 0 && System.nanoTime() < end) {
      Thread.startVirtualThread(() -> {
        try {
          String who = Backend.ask(address, Fleet.PORT, TRY);
          last.set(who);
          if (target.isEmpty() || who.equals(target + ":" + Fleet.TARGET_PORT)) {
            when.compareAndSet(0, System.nanoTime());
          }
        } catch (IOException e) {
          last.set(String.valueOf(e.getMessage()));
        }
      });
      LockSupport.parkNanos(Math.clamp((System.nanoTime() - begun) / 1_000, 1_000_000, 20_000_000));
    }
    if (when.get() == 0) {
      throw new IOException(address + " after " + patienceMillis + " ms: " + last.get());
    }
    return when.get();
  }

  private static long gone(String address, long patienceMillis, String target) throws IOException {
    long end = System.nanoTime() + patienceMillis * 1_000_000;
    int enough = target.isEmpty() ? QUIET_SERVICE : QUIET_ENDPOINT;
    long since = 0;
    int quiet = 0;
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      boolean answered;
      try {
        String who = Backend.ask(address, Fleet.PORT, SHORT_TRY);
        answered = target.isEmpty() || who.equals(target + ":" + Fleet.TARGET_PORT);
      } catch (IOException _) {
        // Refused, unreachable or dropped: all of them are "no answer".
        answered = false;
      }
      if (answered) {
        quiet = 0;
      } else {
        since = quiet++ == 0 ? begun : since;
      }
      if (quiet == enough) {
        return since;
      }
    }
    throw new IOException(address + " still answers after " + patienceMillis + " ms");
  }
}
