package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.zone.Zones;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Aliases that lead out of the cluster: `out.default.svc.cluster.local` is one for `db.example.com`.
class AliasTest {
  private static final String OUT = "out.default.svc.cluster.local.";
  private static final String SOA =
      "example.com. 60 IN SOA ns.example.com. root.example.com. 1 2 3 4 5";

  record Case(String name, Outside outside, String reply) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Outside says(int rcode, String... records) {
    return new Outside().says("db.example.com.", rcode, records);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "the alias comes first, then what stands at its end",
            says(Rcode.NOERROR, "db.example.com. 60 IN A 203.0.113.10"),
            "NOERROR CNAME db.example.com.|A 203.0.113.10"),
        new Case(
            "aliases outside are passed on in the order they lead",
            says(
                Rcode.NOERROR,
                "db.example.com. 60 IN CNAME lb.example.net.",
                "lb.example.net. 60 IN CNAME edge.example.net.",
                "edge.example.net. 60 IN A 203.0.113.11"),
            "NOERROR CNAME db.example.com.|CNAME lb.example.net.|CNAME edge.example.net.|A 203.0.113.11"),
        new Case(
            "a last name that does not exist makes the whole one that does not",
            says(Rcode.NXDOMAIN, SOA),
            "NXDOMAIN CNAME db.example.com. / SOA example.com."),
        new Case(
            "a last name without the type is no error",
            says(Rcode.NOERROR, SOA),
            "NOERROR CNAME db.example.com. / SOA example.com."),
        new Case("another server's failure is ours", says(Rcode.SERVFAIL), "SERVFAIL"),
        new Case("another server's refusal is a failure", says(Rcode.REFUSED), "SERVFAIL"),
        new Case(
            "nobody answers",
            new Outside()
                .says("db.example.com.", new OutsideAnswer.Failed("no upstream answered in 5 s")),
            "SERVFAIL"),
        new Case(
            "too much is under way",
            new Outside().says("db.example.com.", new OutsideAnswer.Overloaded()),
            "REFUSED"),
        new Case(
            "without anybody to ask the alias is all that can be told",
            new Outside().says("db.example.com.", new OutsideAnswer.Nobody()),
            "NOERROR CNAME db.example.com."),
        new Case(
            "a message that makes no sense",
            new Outside().says("db.example.com.", new OutsideAnswer.Answered(new byte[40], false)),
            "SERVFAIL"),
        new Case(
            "a message about another name",
            new Outside()
                .says(
                    "db.example.com.",
                    new OutsideAnswer.Answered(
                        Outside.message(
                            "evil.example.com.", 0, 0, "evil.example.com. 60 IN A 203.0.113.66"),
                        false)),
            "SERVFAIL"),
        new Case(
            "an alias that leads back in is resolved here",
            says(Rcode.NOERROR, "db.example.com. 60 IN CNAME web.default.svc.cluster.local."),
            "NOERROR CNAME db.example.com.|CNAME web.default.svc.cluster.local.|A 10.96.0.7"),
        new Case(
            "what others say about our own names does not count",
            says(
                Rcode.NOERROR,
                "db.example.com. 60 IN CNAME web.default.svc.cluster.local.",
                "web.default.svc.cluster.local. 60 IN A 203.0.113.66"),
            "NOERROR CNAME db.example.com.|CNAME web.default.svc.cluster.local.|A 10.96.0.7"),
        new Case(
            "an alias back to a name that does not exist here",
            says(Rcode.NXDOMAIN, "db.example.com. 60 IN CNAME no.default.svc.cluster.local."),
            "NXDOMAIN CNAME db.example.com.|CNAME no.default.svc.cluster.local. / SOA cluster.local."),
        new Case(
            "an alias back to where it began ends in a failure, not in a loop",
            says(Rcode.NOERROR, "db.example.com. 60 IN CNAME " + OUT),
            "SERVFAIL"),
        new Case(
            "aliases outside in a circle are passed on as they are",
            says(
                Rcode.NOERROR,
                "db.example.com. 60 IN CNAME a.example.com.",
                "a.example.com. 60 IN CNAME db.example.com."),
            "NOERROR CNAME db.example.com.|CNAME a.example.com.|CNAME db.example.com."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void follows(Case c) throws IOException {
    Asking asking = new Asking(Zones.everyKind(), c.outside);
    Message reply = asking.udp(Asking.query(OUT, Type.A));
    assertEquals(c.reply, text(reply));
    assertTrue(asking.questions().size() <= 10);
    assertTrue(
        asking.questions().stream().noneMatch(q -> q.name().toString().contains("cluster")),
        "our own names are never asked of others");
  }

  private static String text(Message reply) {
    String answers =
        String.join(
            "|",
            reply.getSection(Section.ANSWER).stream()
                .map(r -> Type.string(r.getType()) + " " + r.rdataToString())
                .toList());
    String authority =
        String.join(
            "|",
            reply.getSection(Section.AUTHORITY).stream()
                .map(r -> Type.string(r.getType()) + " " + r.getName())
                .toList());
    return Rcode.string(reply.getRcode())
        + (answers.isEmpty() ? "" : " " + answers)
        + (authority.isEmpty() ? "" : " / " + authority);
  }

  @Test
  void whatAnotherServerCutSaysSo() throws IOException {
    byte[] cut =
        Outside.message("db.example.com.", 0, Flags.TC, "db.example.com. 60 IN A 203.0.113.10");
    Asking asking =
        new Asking(
            Zones.everyKind(),
            new Outside().says("db.example.com.", new OutsideAnswer.Answered(cut, false)));
    assertTrue(asking.udp(Asking.query(OUT, Type.A)).getHeader().getFlag(Flags.TC));
  }

  @Test
  void whatIsStaleIsCalledStale() throws IOException {
    byte[] old = Outside.message("db.example.com.", 0, 0, "db.example.com. 30 IN A 203.0.113.10");
    Asking asking =
        new Asking(
            Zones.everyKind(),
            new Outside().says("db.example.com.", new OutsideAnswer.Answered(old, true)));
    assertEquals(3, Asking.extendedError(asking.udp(Asking.query(OUT, Type.A))));
    assertEquals(3, Asking.extendedError(asking.udp(Asking.query("db.example.com.", Type.A))));
  }

  @Test
  void withoutRecursionTheAliasIsAllThereIs() throws IOException {
    Outside outside = new Outside();
    Message query = Asking.query(OUT, Type.A);
    query.getHeader().unsetFlag(Flags.RD);
    assertEquals(
        "NOERROR CNAME db.example.com.", text(new Asking(Zones.everyKind(), outside).udp(query)));
    assertEquals(List.of(), outside.asked);
  }

  @Test
  void theWishesOfTheClientGoAlong() throws IOException {
    Outside outside = new Outside();
    Message query = Asking.query(OUT, Type.A);
    query.getHeader().setFlag(Flags.CD);
    query.removeAllRecords(Section.ADDITIONAL);
    query.addRecord(new org.xbill.DNS.OPTRecord(1232, 0, 0, Flags.DO), Section.ADDITIONAL);
    Asking asking = new Asking(Zones.everyKind(), outside);
    asking.udp(query);
    asking.tcp(query);
    assertTrue(outside.asked.stream().allMatch(q -> q.dnssecOk() && q.checkingDisabled()));
    assertFalse(outside.asked.getFirst().overTcp());
    assertTrue(outside.asked.getLast().overTcp());
  }

  @Test
  void anAliasIsNeverSentWithoutWhatItLeadsTo() throws IOException {
    String[] many = new String[60];
    for (int i = 0; i < many.length; i++) {
      many[i] = "db.example.com. 60 IN TXT \"" + "x".repeat(200) + i + "\"";
    }
    Message reply =
        new Asking(Zones.everyKind(), says(Rcode.NOERROR, many))
            .udp(Message.newQuery(Asking.query(OUT, Type.A).getQuestion()));
    assertTrue(reply.getHeader().getFlag(Flags.TC));
    assertTrue(reply.toWire().length <= 512);
    Message all =
        new Asking(Zones.everyKind(), says(Rcode.NOERROR, many)).tcp(Asking.query(OUT, Type.A));
    assertEquals(61, all.getSection(Section.ANSWER).size());
    assertFalse(all.getHeader().getFlag(Flags.TC));
  }
}
