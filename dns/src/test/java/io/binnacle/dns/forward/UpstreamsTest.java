package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.name.DnsName;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The exchange on loopback, with servers that behave and servers that do not.
class UpstreamsTest extends UpstreamsOnLoopback {
  @Test
  void nobodyListensOnThePort() throws Exception {
    ScriptedServer good = run(ScriptedServer.start(ScriptedServer.saying(GOOD)));
    Upstreams upstreams =
        upstreams(
            ForwardOptions.DEFAULTS, List.of(Upstream.udp(unused()), Upstream.udp(good.address())));
    assertEquals("NOERROR " + GOOD, describe(ask(upstreams, "db.example.com.", false)));
    assertEquals("NOERROR " + GOOD, describe(ask(upstreams, "db.example.com.", true)));
  }

  @Test
  void aServerThatComesBackIsUsedAgain() throws Exception {
    InetSocketAddress address = unused();
    CompletableFuture<Boolean> down = new CompletableFuture<>();
    CompletableFuture<Boolean> up = new CompletableFuture<>();
    ForwardEvents events =
        new ForwardEvents() {
          @Override
          public void health(Upstream to, boolean isUp) {
            (isUp ? up : down).complete(true);
          }
        };
    Upstreams upstreams =
        run(
            Upstreams.start(
                new ForwardConfig(
                    List.of(
                        new ForwardRule(
                            DnsName.ROOT,
                            List.of(Upstream.udp(address)),
                            ForwardOptions.DEFAULTS.withHealth(2, Duration.ofMillis(20), false)))),
                events));
    assertInstanceOf(OutsideAnswer.Failed.class, ask(upstreams, "db.example.com.", false));
    assertTrue(down.get(10, TimeUnit.SECONDS));
    run(ScriptedServer.startAt(address.getPort(), ScriptedServer.saying(GOOD)));
    assertTrue(up.get(10, TimeUnit.SECONDS));
    assertEquals("NOERROR " + GOOD, describe(ask(upstreams, "db.example.com.", false)));
  }

  @Test
  void theLongestSuffixSaysWhoIsAsked() throws Exception {
    ScriptedServer stub = run(ScriptedServer.start(ScriptedServer.saying("192.0.2.1")));
    ScriptedServer rest = run(ScriptedServer.start(ScriptedServer.saying("192.0.2.2")));
    Upstreams upstreams =
        run(
            Upstreams.start(
                new ForwardConfig(
                    List.of(
                        ForwardRule.of(DnsName.ROOT, List.of(Upstream.udp(rest.address()))),
                        ForwardRule.of(
                            DnsName.of("corp.example"), List.of(Upstream.udp(stub.address()))),
                        ForwardRule.of(DnsName.of("secret.corp.example"), List.of()))),
                ForwardEvents.NONE));
    assertEquals("NOERROR 192.0.2.1", describe(ask(upstreams, "DB.Corp.Example.", false)));
    assertEquals("NOERROR 192.0.2.2", describe(ask(upstreams, "db.notcorp.example.", false)));
    assertInstanceOf(OutsideAnswer.Nobody.class, ask(upstreams, "a.secret.corp.example.", false));
  }

  @Test
  void manyQuestionsShareOneConnectionAndComeBackInAnyOrder() throws Exception {
    List<byte[]> held = new ArrayList<>();
    ScriptedServer server =
        run(
            ScriptedServer.start((q, _) -> {
              held.addFirst(ScriptedServer.answer(q, GOOD).toWire());
              return held.size() < 20 ? List.of() : List.copyOf(held);
            }));
    AtomicInteger opened = new AtomicInteger();
    ForwardEvents events =
        new ForwardEvents() {
          @Override
          public void connection(Upstream to, Upstream.Protocol carrier, boolean hit) {
            opened.addAndGet(hit ? 0 : 1);
          }
        };
    Upstreams upstreams =
        run(
            Upstreams.start(
                ForwardConfig.everything(List.of(Upstream.tcp(server.address()))), events));
    List<CompletableFuture<OutsideAnswer>> asked =
        IntStream.range(0, 20).mapToObj(i -> begin(upstreams, i + ".example.com.", false)).toList();
    for (int i = 0; i < asked.size(); i++) {
      Message reply = message(asked.get(i).get(10, TimeUnit.SECONDS));
      assertEquals(i + ".example.com.", reply.getQuestion().getName().toString());
    }
    assertEquals(1, opened.get());
  }

  @Test
  void aConnectionThatFellSilentIsReplaced() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    ScriptedServer server =
        run(
            ScriptedServer.start((q, _) ->
                q.getQuestion().getName().toString().startsWith("two")
                        && answered.getAndIncrement() == 0
                    ? List.of()
                    : List.of(ScriptedServer.answer(q, GOOD).toWire())));
    List<Boolean> hits = new CopyOnWriteArrayList<>();
    ForwardEvents events =
        new ForwardEvents() {
          @Override
          public void connection(Upstream to, Upstream.Protocol carrier, boolean hit) {
            hits.add(hit);
          }
        };
    Upstream upstream = Upstream.tcp(server.address());
    ForwardOptions options =
        ForwardOptions.DEFAULTS
            .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(100))
            .withHealth(0, Duration.ofSeconds(1), false);
    Upstreams upstreams =
        run(
            Upstreams.start(
                new ForwardConfig(
                    List.of(new ForwardRule(DnsName.ROOT, List.of(upstream), options))),
                events));
    assertEquals("NOERROR " + GOOD, describe(ask(upstreams, "one.example.", false)));
    hits.clear();
    assertEquals("NOERROR " + GOOD, describe(ask(upstreams, "two.example.", false)));
    assertEquals(List.of(true, false), hits);
  }

  @Test
  void whatTheClientGetsHasNoOptAndItsOwnCase() throws Exception {
    ScriptedServer server =
        run(
            ScriptedServer.start((q, _) -> {
              Message reply = ScriptedServer.answer(q, GOOD);
              reply.addRecord(q.getOPT(), Section.ADDITIONAL);
              return List.of(reply.toWire());
            }));
    Upstreams upstreams =
        upstreams(
            ForwardOptions.DEFAULTS.withAsking(false, true),
            List.of(Upstream.udp(server.address())));
    Message reply = message(ask(upstreams, "DB.exAMple-of-a-rather-long-name.com.", false));
    assertNull(reply.getOPT());
    assertEquals("DB.exAMple-of-a-rather-long-name.com.", reply.getQuestion().getName().toString());
    Message sent = server.queries.getFirst();
    assertEquals(AskedMessage.UDP_SIZE, sent.getOPT().getPayloadSize());
    assertFalse(
        sent.getQuestion().getName().toString().equals("DB.exAMple-of-a-rather-long-name.com."),
        "asked in the client's case, a chance of 1 in 2^28");
  }

  @Test
  void aLoopIsFoundAndReportedOnce() throws Exception {
    CompletableFuture<Upstreams> self = new CompletableFuture<>();
    CompletableFuture<DnsName> found = new CompletableFuture<>();
    List<Boolean> reports = new ArrayList<>();
    ScriptedServer server =
        run(
            ScriptedServer.start((q, _) -> {
              DnsName asked = DnsName.of(q.getQuestion().getName().toString());
              boolean own = self.join().isOwnProbe(asked);
              boolean again = self.join().isOwnProbe(asked);
              assertEquals(q.getQuestion().getType() == Type.HINFO, own && again);
              return List.of(ScriptedServer.reply(q, Rcode.SERVFAIL).toWire());
            }));
    ForwardEvents events =
        new ForwardEvents() {
          @Override
          public void loop(Upstream to, DnsName suffix, boolean looping) {
            reports.add(looping);
            found.complete(suffix);
          }
        };
    Upstreams upstreams =
        run(
            Upstreams.start(
                ForwardConfig.everything(List.of(Upstream.udp(server.address()))), events));
    self.complete(upstreams);
    assertEquals(DnsName.ROOT, found.get(10, TimeUnit.SECONDS));
    OutsideAnswer answer = ask(upstreams, "db.example.com.", false);
    assertEquals(
        "questions for . come back to this server",
        assertInstanceOf(OutsideAnswer.Failed.class, answer).why());
    assertEquals(List.of(), server.asked);
    assertEquals(List.of(true), reports);
  }

  @Test
  void whatIsUnderWayFailsWhenItStops() throws Exception {
    ScriptedServer server = run(ScriptedServer.start(ScriptedServer.silent()));
    Upstreams upstreams =
        upstreams(ForwardOptions.DEFAULTS, List.of(Upstream.udp(server.address())));
    CompletableFuture<OutsideAnswer> asked = begin(upstreams, "db.example.com.", false);
    upstreams.close();
    assertInstanceOf(OutsideAnswer.Failed.class, asked.get(10, TimeUnit.SECONDS));
    assertInstanceOf(OutsideAnswer.Failed.class, ask(upstreams, "db.example.com.", false));
  }

  private static InetSocketAddress unused() throws IOException {
    try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) closed.getLocalSocketAddress();
    }
  }
}
