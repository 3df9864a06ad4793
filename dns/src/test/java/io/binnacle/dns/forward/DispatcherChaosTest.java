package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Servers do anything at any time; whatever they do, every question gets exactly one answer in its time, nobody is asked without
/// end, and in the end nothing is left.
class DispatcherChaosTest {
  private static final long MILLI = 1_000_000L;
  private static final int QUESTIONS = 3_000;
  private static final List<ForwardOptions.Policy> POLICIES =
      List.copyOf(EnumSet.allOf(ForwardOptions.Policy.class));

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 12);
  }

  private record Event(long at, long order, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private long order;
  private long now;
  private int sent;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyQuestionGetsOneAnswerInTime(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int servers = 1 + random.nextInt(4);
    ForwardOptions options =
        ForwardOptions.DEFAULTS
            .withPolicy(POLICIES.get(random.nextInt(POLICIES.size())))
            .withAsking(random.nextBoolean(), random.nextBoolean())
            .withMaxConcurrent(200);
    List<Upstream> upstreams = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + (i + 1)), 53);
      upstreams.add(random.nextInt(4) == 0 ? Upstream.tcp(at) : Upstream.udp(at));
    }
    Dispatcher[] self = new Dispatcher[1];
    Dispatcher dispatcher =
        new Dispatcher(
            new ForwardConfig(List.of(new ForwardRule(DnsName.ROOT, upstreams, options))),
            attempt -> send(self[0], attempt, random),
            random.split(),
            ForwardEvents.NONE);
    self[0] = dispatcher;
    dispatcher.start(0);
    int[] answers = new int[QUESTIONS];
    long[] took = new long[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) {
      int number = i;
      at(
          random.nextLong(60_000 * MILLI),
          () -> {
            long begun = now;
            OutsideQuestion question =
                new OutsideQuestion(
                    DnsName.of("n" + number + ".example"),
                    RrType.A,
                    random.nextBoolean(),
                    false,
                    random.nextInt(8) == 0);
            dispatcher.ask(
                question,
                _ -> {
                  answers[number]++;
                  took[number] = now - begun;
                },
                now);
          });
    }
    run(dispatcher, 70_000 * MILLI);
    for (int i = 0; i < QUESTIONS; i++) {
      assertEquals(1, answers[i], "answers to question " + i);
      assertTrue(took[i] <= 5_000 * MILLI, "question " + i + " took " + took[i]);
    }
    assertEquals(0, dispatcher.rules().getFirst().underWay);
    assertTrue(
        dispatcher.deadlines.all().stream().noneMatch(Pending.class::isInstance),
        "questions are left");
    int most = QUESTIONS * servers * (PeerChoice.TRIES + 3) + 10_000;
    assertTrue(sent <= most, sent + " messages sent, want at most " + most);
  }

  private void at(long time, Runnable what) {
    events.add(new Event(time, order++, what));
  }

  private void run(Dispatcher dispatcher, long end) {
    while (now < end) {
      Event next = events.peek();
      long due = dispatcher.deadlines.next();
      if (next == null || due < next.at()) {
        now = Math.max(now, Math.min(due, end));
        dispatcher.tick(now);
      } else {
        events.remove(next);
        now = next.at();
        next.what().run();
      }
    }
  }

  private @Nullable String send(Dispatcher dispatcher, Attempt attempt, SplittableRandom random) {
    sent++;
    // a server has good and bad minutes
    long mood = (now / (10_000 * MILLI) + attempt.peer.index) % 3;
    int luck = random.nextInt(100) + (int) mood * 30;
    if (luck > 150) {
      return "network is unreachable";
    }
    if (luck > 130) {
      return null;
    }
    long latency = (1 + random.nextLong(luck > 90 ? 3_000 : 20)) * MILLI;
    at(now + latency, () -> come(dispatcher, attempt, luck, random));
    return null;
  }

  private void come(Dispatcher dispatcher, Attempt attempt, int luck, SplittableRandom random) {
    if (luck > 120) {
      dispatcher.lost(List.of(attempt), random.nextBoolean(), "connection reset", now);
      return;
    }
    byte[] reply = attempt.message.plain().octets();
    reply[2] |= (byte) 0x80;
    switch (random.nextInt(14)) {
      case 8 -> {
        reply[3] |= (byte) random.nextInt(16);
        reply = Arrays.copyOf(reply, 12);
        reply[5] = 0;
        reply[2] |= (byte) random.nextInt(3);
      }
      case 9 -> {
        reply = Arrays.copyOf(reply, random.nextInt(reply.length + 30));
        for (int n = random.nextInt(4); n > 0 && reply.length > 2; n--) {
          reply[2 + random.nextInt(reply.length - 2)] = (byte) random.nextInt();
        }
      }
      case 0 -> reply[3] |= Rcode.SERVFAIL;
      case 1 -> reply[3] |= Rcode.REFUSED;
      case 2 -> reply[3] |= Rcode.NXDOMAIN;
      case 3 -> reply[3] |= Rcode.FORMERR;
      case 4 -> reply[2] |= 0x02;
      case 5 -> reply[7] = 3;
      case 6 -> reply[13] ^= 0x20;
      case 7 -> reply[13] ^= 0x01;
      default -> {}
    }
    boolean _ = dispatcher.replied(attempt, reply, now);
    if (random.nextInt(10) == 0) {
      boolean _ = dispatcher.replied(attempt, reply.clone(), now);
    }
  }
}
