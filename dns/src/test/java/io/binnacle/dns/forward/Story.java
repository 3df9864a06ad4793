package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A [Dispatcher] without network and on a clock of its own, driven by words:
///
/// - `servers a b [policy] [failfast] [max=N] [fails=N] [case] [preferudp]` begins anew
/// - `start` begins to look for loops
/// - `ask NAME [tcp]`
/// - `wait MS`
/// - `steady N EVERY LATENCY` asks N times, that many milliseconds apart; all that is sent is answered after LATENCY
/// - `reply N RCODE [tc] [stray] [noquestion] [nonsense] [othercase] [ext=N]` to the message sent as number N
/// - `lose N fresh|used` its connection
/// - `unreachable SERVER`, `reachable SERVER` for sending
/// - `comesback N` we are asked for the name of message N
final class Story {
  private static final long MILLI = 1_000_000L;

  private final List<String> came = new ArrayList<>();
  private final List<Attempt> sent = new ArrayList<>();
  private final Set<String> unreachable = new HashSet<>();
  private final Map<Upstream, String> names = new HashMap<>();
  private @Nullable Dispatcher running;
  private long now;

  List<String> run(String command) {
    came.clear();
    String[] words = command.split(" ");
    boolean aboutMessage = List.of("reply", "lose", "comesback").contains(words[0]);
    if (aboutMessage && Integer.parseInt(words[1]) > sent.size()) {
      return List.of("only " + sent.size() + " messages were sent");
    }
    Set<String> flags = Set.copyOf(Arrays.asList(words).subList(1, words.length));
    switch (words[0]) {
      case "servers" -> begin(words, flags);
      case "start" -> {
        dispatcher().start(now);
        advance(0);
      }
      case "ask" -> {
        DnsName name = DnsName.of(words[1]);
        dispatcher()
            .ask(
                new OutsideQuestion(name, RrType.A, false, false, flags.contains("tcp")),
                answer -> say(name + " " + describe(answer)),
                now);
      }
      case "steady" ->
          steady(Integer.parseInt(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
      case "wait" -> advance(Long.parseLong(words[1]) * MILLI);
      case "reply" -> reply(sent.get(Integer.parseInt(words[1]) - 1), words[2], flags);
      case "lose" ->
          dispatcher()
              .lost(
                  List.of(sent.get(Integer.parseInt(words[1]) - 1)),
                  flags.contains("fresh"),
                  "connection reset",
                  now);
      case "unreachable" -> unreachable.add(words[1]);
      case "reachable" -> unreachable.remove(words[1]);
      case "comesback" -> comesBack(sent.get(Integer.parseInt(words[1]) - 1));
      default -> throw new IllegalArgumentException(command);
    }
    return List.copyOf(came);
  }

  private Dispatcher dispatcher() {
    if (running == null) {
      throw new IllegalStateException("a story begins with its servers");
    }
    return running;
  }

  private void begin(String[] words, Set<String> flags) {
    ForwardOptions options = ForwardOptions.DEFAULTS;
    List<Upstream> upstreams = new ArrayList<>();
    sent.clear();
    unreachable.clear();
    now = 0;
    int fails = options.maxFails();
    for (String word : words) {
      if (word.length() == 1) {
        upstreams.add(upstream(word, flags.contains("dot")));
      } else if (word.startsWith("max=")) {
        options = options.withMaxConcurrent(Integer.parseInt(word.substring(4)));
      } else if (word.startsWith("fails=")) {
        fails = Integer.parseInt(word.substring(6));
      } else {
        for (ForwardOptions.Policy policy : ForwardOptions.Policy.values()) {
          if (policy.name().equalsIgnoreCase(word)) {
            options = options.withPolicy(policy);
          }
        }
      }
    }
    options =
        options
            .withHealth(fails, Duration.ofMillis(500), flags.contains("failfast"))
            .withAsking(flags.contains("preferudp"), flags.contains("case"));
    running =
        new Dispatcher(
            new ForwardConfig(List.of(new ForwardRule(DnsName.ROOT, upstreams, options))),
            this::send,
            new SplittableRandom(42),
            new Told());
  }

  private Upstream upstream(String letter, boolean dot) {
    try {
      byte[] address = {(byte) 192, 0, 2, (byte) (letter.charAt(0) - 'a' + 1)};
      InetSocketAddress at = new InetSocketAddress(InetAddress.getByAddress(address), 53);
      Upstream upstream = dot ? Upstream.dot(at, Upstream.Tls.DEFAULT) : Upstream.udp(at);
      names.put(upstream, letter);
      return upstream;
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private @Nullable String send(Attempt attempt) {
    String to = name(attempt.peer.upstream);
    if (unreachable.contains(to)) {
      say("cannot send to " + to);
      return "network is unreachable";
    }
    sent.add(attempt);
    byte[] octets = attempt.message.octets();
    String name = nameIn(octets);
    say(
        "#"
            + sent.size()
            + " to "
            + to
            + " over "
            + (attempt.stream ? "tcp" : "udp")
            + ": "
            + (name.startsWith("binnacle-loop-") ? "(token)" : name)
            + (attempt.edns ? "" : " without EDNS"));
    return null;
  }

  private static String nameIn(byte[] octets) {
    StringBuilder name = new StringBuilder();
    for (int at = AskedMessage.HEADER; octets[at] != 0; at += 1 + octets[at]) {
      for (int i = 1; i <= octets[at]; i++) {
        name.append((char) octets[at + i]);
      }
      name.append('.');
    }
    return name.isEmpty() ? "." : name.toString();
  }

  private void reply(Attempt attempt, String rcode, Set<String> flags) {
    AskedMessage asked = attempt.message.plain();
    byte[] octets = asked.octets().clone();
    octets[2] |= (byte) (flags.contains("tc") ? 0x82 : 0x80);
    for (int i = 0; i < Rcode.BADVERS; i++) {
      if (Rcode.name(i).equals(rcode)) {
        octets[3] |= (byte) i;
      }
    }
    if (flags.contains("stray")) {
      octets[AskedMessage.HEADER + 1] = '?';
    }
    if (flags.contains("othercase")) {
      octets[AskedMessage.HEADER + 1] ^= 0x20;
    }
    if (flags.contains("noquestion")) {
      octets = Arrays.copyOf(octets, AskedMessage.HEADER);
      octets[5] = 0;
    }
    if (flags.contains("nonsense")) {
      octets[7] = 9;
    }
    if (flags.contains("badvers")) {
      int end = octets.length;
      octets = Arrays.copyOf(octets, end + 11);
      octets[end + 2] = RrType.OPT;
      octets[end + 5] = 1;
      octets[11] = 1;
    }
    if (!dispatcher().replied(attempt, octets, now)) {
      say("passed over");
    }
  }

  private void comesBack(Attempt attempt) {
    DnsName token = DnsName.of(nameIn(attempt.message.octets()));
    LoopCheck check = dispatcher().health.tokens.find(token);
    if (check == null) {
      say("not ours");
    } else {
      check.cameBack(token, now);
    }
  }

  private void steady(int times, long every, long latency) {
    Map<String, Integer> asked = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      int before = sent.size();
      run("ask steady" + i + ".example.");
      advance(latency * MILLI);
      for (Attempt attempt : List.copyOf(sent.subList(before, sent.size()))) {
        asked.merge(name(attempt.peer.upstream), 1, Integer::sum);
        reply(attempt, "NOERROR", Set.of());
      }
      advance((every - latency) * MILLI);
    }
    came.clear();
    say("asked so often: " + asked);
  }

  private void advance(long time) {
    long end = now + time;
    while (dispatcher().deadlines.next() <= end) {
      now = Math.max(now, dispatcher().deadlines.next());
      dispatcher().tick(now);
    }
    now = end;
  }

  private static String describe(OutsideAnswer answer) {
    return switch (answer) {
      case OutsideAnswer.Answered(byte[] message, _) ->
          Rcode.name(Rcode.of(message)) + ((message[2] & 2) != 0 ? " truncated" : "");
      case OutsideAnswer.Failed(String why) -> "failed: " + why;
      case OutsideAnswer.Overloaded _ -> "overloaded";
      case OutsideAnswer.Nobody _ -> "nobody to ask";
    };
  }

  private String name(Upstream upstream) {
    return names.getOrDefault(upstream, upstream.toString());
  }

  private void say(String what) {
    came.add(now / MILLI + "ms " + what);
  }

  private final class Told implements ForwardEvents {
    @Override
    public void healthCheckFailed(Upstream to) {
      say("probe of " + name(to) + " failed");
    }

    @Override
    public void allBroken(DnsName suffix) {
      say("all are down");
    }

    @Override
    public void maxConcurrentReject(DnsName suffix) {
      say("too many");
    }

    @Override
    public void hedged(Upstream to) {
      say(name(to) + " is late");
    }

    @Override
    public void health(Upstream to, boolean up) {
      say(name(to) + (up ? " is up" : " is down"));
    }

    @Override
    public void loop(Upstream to, DnsName suffix, boolean looping) {
      say(name(to) + (looping ? " loops" : " loops no more"));
    }
  }
}
