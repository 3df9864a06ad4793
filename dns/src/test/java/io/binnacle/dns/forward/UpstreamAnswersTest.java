package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// What comes of one question, by what the servers do with it.
class UpstreamAnswersTest extends UpstreamsOnLoopback {
  private static final String EVIL = "198.51.100.66";

  record Case(String name, List<ScriptedServer.Script> servers, boolean tcp, String answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    ScriptedServer.Script good = ScriptedServer.saying(GOOD);
    return Stream.of(
        new Case("an answer over UDP", List.of(good), false, "NOERROR " + GOOD + " by udp"),
        new Case(
            "a client over TCP is answered over TCP",
            List.of(good),
            true,
            "NOERROR " + GOOD + " by tcp"),
        new Case(
            "a wrong id before the answer is passed over",
            List.of((q, _) -> List.of(otherId(q), ScriptedServer.answer(q, GOOD).toWire())),
            false,
            "NOERROR " + GOOD + " by udp"),
        new Case(
            "an answer to another question is passed over",
            List.of((q, _) -> List.of(otherName(q), ScriptedServer.answer(q, GOOD).toWire())),
            false,
            "NOERROR " + GOOD + " by udp"),
        new Case(
            "so it is over TCP",
            List.of((q, _) -> List.of(otherName(q), ScriptedServer.answer(q, GOOD).toWire())),
            true,
            "NOERROR " + GOOD + " by tcp"),
        new Case(
            "a truncated answer is fetched again over TCP",
            List.of((q, carrier) ->
                List.of(
                    carrier.equals("udp")
                        ? truncated(q)
                        : ScriptedServer.answer(q, GOOD).toWire())),
            false,
            "NOERROR " + GOOD + " by udp tcp"),
        new Case(
            "a truncated answer is better than none",
            List.of((q, carrier) -> carrier.equals("udp") ? List.of(truncated(q)) : null),
            false,
            "NOERROR tc  by udp tcp"),
        new Case(
            "after SERVFAIL the next is asked",
            List.of(ScriptedServer.failing(Rcode.SERVFAIL), good),
            false,
            "NOERROR " + GOOD + " by udp udp"),
        new Case(
            "after REFUSED the next is asked",
            List.of(ScriptedServer.failing(Rcode.REFUSED), good),
            false,
            "NOERROR " + GOOD + " by udp udp"),
        new Case(
            "SERVFAIL of all is passed on",
            List.of(ScriptedServer.failing(Rcode.REFUSED), ScriptedServer.failing(Rcode.SERVFAIL)),
            false,
            "SERVFAIL  by udp udp"),
        new Case(
            "NXDOMAIN is an answer",
            List.of(ScriptedServer.failing(Rcode.NXDOMAIN), good),
            false,
            "NXDOMAIN  by udp"),
        new Case(
            "who does not know EDNS is asked without",
            List.of((q, _) ->
                List.of(
                    q.getOPT() != null
                        ? ScriptedServer.reply(q, Rcode.FORMERR).toWire()
                        : ScriptedServer.answer(q, GOOD).toWire())),
            false,
            "NOERROR " + GOOD + " by udp udp"),
        new Case(
            "a connection closed instead of an answer leads to the next server",
            List.of((_, _) -> null, good),
            true,
            "NOERROR " + GOOD + " by tcp tcp"),
        new Case(
            "a silent server is given up for the next",
            List.of(ScriptedServer.silent(), good),
            false,
            "NOERROR " + GOOD + " by udp udp"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void answers(Case c) throws Exception {
    List<ScriptedServer> servers = new ArrayList<>();
    for (ScriptedServer.Script script : c.servers) {
      servers.add(run(ScriptedServer.start(script)));
    }
    Upstreams upstreams =
        upstreams(
            ForwardOptions.DEFAULTS.withPolicy(ForwardOptions.Policy.SEQUENTIAL),
            servers.stream().map(s -> Upstream.udp(s.address())).toList());
    String answer = describe(ask(upstreams, "db.example.com.", c.tcp));
    List<String> carriers =
        servers.stream().flatMap(s -> s.asked.stream()).map(a -> a.substring(0, 3)).toList();
    assertEquals(c.answer, answer + " by " + String.join(" ", carriers));
  }

  private static byte[] otherId(Message query) throws IOException {
    byte[] reply = ScriptedServer.answer(query, EVIL).toWire();
    reply[1] ^= 1;
    return reply;
  }

  private static byte[] otherName(Message query) throws IOException {
    byte[] reply = ScriptedServer.answer(query, EVIL).toWire();
    reply[13] = 'x';
    return reply;
  }

  private static byte[] truncated(Message query) {
    Message reply = ScriptedServer.reply(query, Rcode.NOERROR);
    reply.getHeader().setFlag(Flags.TC);
    return reply.toWire();
  }
}
