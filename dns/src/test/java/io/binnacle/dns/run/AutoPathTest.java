package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.transfer.ZoneTransfers;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.SearchingPods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Search lists gone through for the Pods of [SearchingPods].
class AutoPathTest {
  private static final String OUTSIDE = "www.example.com.";

  private final Outside outside =
      new Outside()
          .says(OUTSIDE, Rcode.NOERROR, OUTSIDE + " 60 IN A 203.0.113.10")
          .says("sick.example.com.", Rcode.SERVFAIL)
          .says(
              "alias.example.com.",
              Rcode.NOERROR,
              "alias.example.com. 60 IN CNAME www.example.com.",
              OUTSIDE + " 60 IN A 203.0.113.10");
  private Instant now = Instant.ofEpochSecond(1_000);
  private ClusterZone zone = SearchingPods.zone();

  private Resolver resolver(OutsideNames names, ClientNamespaces clients) {
    InstantSource clock = () -> now;
    return new Resolver(
        new Resolver.Parts(
            () -> zone,
            names,
            clients,
            ReplyPolicy.OPEN,
            ZoneTransfers.NOBODY,
            RandomGenerator.of("L64X128MixRandom"),
            List::of,
            clock));
  }

  /// Replies to one query, when they come.
  private static List<Message> ask(Resolver resolver, String client, String name, int type) {
    byte[] query = MessageReader.query(7, DnsName.of(name), type);
    List<Message> out = new ArrayList<>();
    InetSocketAddress from = new InetSocketAddress(InetAddress.ofLiteral(client), 4711);
    resolver.resolve(
        query,
        query.length,
        new Client(from, from, Client.Transport.UDP),
        new ReplySink() {
          @Override
          public void message(byte[] message, boolean last) {
            try {
              out.add(new Message(message));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void nothing() {
            throw new AssertionError("no reply");
          }
        });
    return out;
  }

  private static String say(List<Message> replies) {
    assertEquals(1, replies.size());
    Message reply = replies.getFirst();
    List<String> records = new ArrayList<>();
    for (Record record : reply.getSection(Section.ANSWER)) {
      records.add(Type.string(record.getType()) + " " + record.rdataToString());
    }
    return (Rcode.string(reply.getRcode()) + " " + String.join(" ", records)).strip();
  }

  private String ask(String client, String name, String type) {
    Resolver resolver = resolver(outside, _ -> "only a block with autopath has this");
    Integer number = RrType.parse(type);
    return say(ask(resolver, client, name, number == null ? 0 : number));
  }

  @ParameterizedTest(name = "{3}: {0} asks {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.244.1.2 | www.example.com.default.svc.cluster.local   | A    | the name outside at the end of the list            | NOERROR CNAME www.example.com. A 203.0.113.10
          10.244.1.2 | WWW.example.com.Default.svc.Cluster.local   | A    | in any case                                        | NOERROR CNAME WWW.example.com. A 203.0.113.10
          fd00::2    | www.example.com.default.svc.cluster.local   | A    | by any address of the Pod                          | NOERROR CNAME www.example.com. A 203.0.113.10
          10.244.1.2 | alias.example.com.default.svc.cluster.local | A    | with the aliases found there                       | NOERROR CNAME alias.example.com. CNAME www.example.com. A 203.0.113.10
          10.244.1.2 | web.other.default.svc.cluster.local         | A    | a Service of another namespace, next in the list   | NOERROR CNAME web.other.svc.cluster.local. A 10.96.0.8
          10.244.1.2 | web.other.default.svc.cluster.local         | AAAA | both families lead to the same name                | NOERROR CNAME web.other.svc.cluster.local.
          10.244.1.2 | web.other.svc.default.svc.cluster.local     | A    | the last search domain                             | NOERROR CNAME web.other.svc.cluster.local. A 10.96.0.8
          10.244.1.2 | web.default.svc.cluster.local               | A    | what there is needs no search                      | NOERROR A 10.96.0.7
          10.244.1.2 | web.default.svc.cluster.local               | AAAA | nor does its other family                          | NOERROR
          10.244.1.2 | web.other.svc.cluster.local.default.svc.cluster.local | A | a full name of the cluster                  | NOERROR CNAME web.other.svc.cluster.local. A 10.96.0.8
          10.244.1.2 | no.other.svc.cluster.local.default.svc.cluster.local  | A | and one that there is not                   | NXDOMAIN
          10.244.1.2 | no.example.com.default.svc.cluster.local    | A    | found nowhere                                      | NXDOMAIN
          10.244.1.2 | sick.example.com.default.svc.cluster.local  | A    | others fail: the Pod goes on by itself             | NXDOMAIN
          10.244.1.2 | www.example.com.other.svc.cluster.local     | A    | not the Pod's first search domain                  | NXDOMAIN
          10.244.1.2 | www.example.com.svc.cluster.local           | A    | nor its second                                     | NXDOMAIN
          10.244.1.2 | _a._tcp.nobody.default.svc.cluster.local    | SRV  | names of ports are not searched for                | NXDOMAIN
          10.244.1.2 | nowhere.svc.cluster.local                   | A    | no part of it is its namespace                     | NXDOMAIN
          10.244.9.9 | www.example.com.default.svc.cluster.local   | A    | nobody known                                       | NXDOMAIN
          10.0.0.1   | www.example.com.default.svc.cluster.local   | A    | an address of a node                               | NXDOMAIN
          10.244.1.5 | www.example.com.default.svc.cluster.local   | A    | an address two Pods have                           | NXDOMAIN
          10.244.1.6 | www.example.com.default.svc.cluster.local   | A    | an address a Pod had                               | NXDOMAIN
          10.244.2.2 | www.example.com.other.svc.cluster.local     | A    | every Pod has its own list                         | NOERROR CNAME www.example.com. A 203.0.113.10
          10.244.2.2 | www.example.com.default.svc.cluster.local   | A    | and none of another                                | NXDOMAIN
          """)
  void searches(String client, String name, String type, String rule, String reply) {
    assertEquals(reply, ask(client, name, type), rule);
  }

  @Test
  void aBlockWithoutItDoesNotSearch() {
    Resolver resolver = resolver(outside, ClientNamespaces.NONE);
    String name = OUTSIDE + "default.svc.cluster.local";
    assertEquals("NXDOMAIN", say(ask(resolver, "10.244.1.2", name, RrType.A)));
    assertTrue(outside.asked.isEmpty());
  }

  @Test
  void namesOfTheClusterAreNotAskedForElsewhere() {
    Resolver resolver = resolver(outside, _ -> "any");
    for (String full : List.of("web.other.svc.cluster.local", "no.other.svc.cluster.local")) {
      String searched = full + ".default.svc.cluster.local";
      assertEquals(1, ask(resolver, "10.244.1.2", searched, RrType.A).size());
    }
    assertTrue(outside.asked.isEmpty());
  }

  @Test
  void aDeniedNameIsNotAskedForAgainInTheSameMoment() {
    Resolver resolver = resolver(outside, _ -> "any");
    String name = "no.example.com.default.svc.cluster.local";
    assertEquals("NXDOMAIN", say(ask(resolver, "10.244.1.2", name, RrType.A)));
    assertEquals("NXDOMAIN", say(ask(resolver, "10.244.1.2", name, RrType.AAAA)));
    assertEquals(1, outside.asked.size());
    now = now.plusSeconds(6);
    assertEquals("NXDOMAIN", say(ask(resolver, "10.244.1.2", name, RrType.A)));
    assertEquals(2, outside.asked.size());
  }

  @Test
  void aNameFoundForOneFamilyExistsForTheOther() {
    Outside halves =
        new Outside() {
          @Override
          public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
            if (question.type() == RrType.AAAA) {
              out.accept(new OutsideAnswer.Failed("no upstream answered in 5 s"));
            } else {
              super.resolve(question, out);
            }
          }
        };
    halves.says(OUTSIDE, Rcode.NOERROR, OUTSIDE + " 60 IN A 203.0.113.10");
    Resolver resolver = resolver(halves, _ -> "any");
    String name = OUTSIDE + "default.svc.cluster.local";
    assertEquals(
        "NOERROR CNAME www.example.com. A 203.0.113.10",
        say(ask(resolver, "10.244.1.2", name, RrType.A)));
    assertEquals(
        "SERVFAIL",
        say(ask(resolver, "10.244.1.2", name, RrType.AAAA)),
        "a failure, which is no denial");
  }

  @Test
  void bothFamiliesWaitForOneDecision() {
    Map<Integer, Consumer<OutsideAnswer>> open = new HashMap<>();
    OutsideNames slow =
        new OutsideNames() {
          @Override
          public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
            open.put(question.type(), out);
          }

          @Override
          public void close() {}
        };
    Resolver resolver = resolver(slow, _ -> "any");
    String name = OUTSIDE + "default.svc.cluster.local";
    List<Message> first = ask(resolver, "10.244.1.2", name, RrType.A);
    List<Message> second = ask(resolver, "10.244.1.2", name, RrType.AAAA);
    assertEquals(List.of(RrType.A), List.copyOf(open.keySet()));
    Consumer<OutsideAnswer> one = open.get(RrType.A);
    if (one != null) {
      one.accept(
          new OutsideAnswer.Answered(
              Outside.message(OUTSIDE, Rcode.NOERROR, 0, OUTSIDE + " 60 IN A 203.0.113.10"),
              false));
    }
    assertEquals("NOERROR CNAME www.example.com. A 203.0.113.10", say(first));
    assertEquals(List.of(), second);
    Consumer<OutsideAnswer> other = open.get(RrType.AAAA);
    if (other != null) {
      String soa = "example.com. 60 IN SOA ns.example.com. root.example.com. 1 2 3 4 5";
      other.accept(
          new OutsideAnswer.Answered(Outside.message(OUTSIDE, Rcode.NOERROR, 0, soa), false));
    }
    assertEquals("NOERROR CNAME www.example.com.", say(second));
  }

  @Test
  void aServiceThatAppearsInBetweenDoesNotSplitTheFamilies() {
    Resolver resolver = resolver(outside, _ -> "any");
    String name = "late.other.default.svc.cluster.local";
    assertEquals("NXDOMAIN", say(ask(resolver, "10.244.1.2", name, RrType.AAAA)));
    zone = SearchingPods.withLateService();
    assertEquals("NXDOMAIN", say(ask(resolver, "10.244.1.2", name, RrType.A)));
    now = now.plusSeconds(6);
    assertEquals(
        "NOERROR CNAME late.other.svc.cluster.local. A 10.96.0.9",
        say(ask(resolver, "10.244.1.2", name, RrType.A)));
  }
}
