package io.binnacle.dns.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.fastpath.FastPath;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.Client;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.ReplySink;
import io.binnacle.dns.run.Resolver;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Asks one question in every way there is, and fails unless all say the same: the zone in objects, the resolver in a message
/// without and with EDNS, and the path that answers in place, where it does.
///
/// An answer is told as `10.96.0.7 + fd00::7` (records of the answer section, sorted, without owner and TTL), `NODATA`,
/// `NXDOMAIN` (after the aliases that lead there), `then NAME` (aliases that lead out), `not ours` or `not ready`.
final class Ways {
  private static final int ROOM = 1_232;
  private static final int AROUND = 512;

  private Ways() {}

  static String ask(ClusterZone zone, String name, String type) {
    return ask(zone, DnsName.of(name), Objects.requireNonNull(RrType.parse(type)));
  }

  static String ask(ClusterZone zone, DnsName name, int type) {
    Answer answer = zone.answer(name, type);
    String said = say(answer);
    for (int edns : new int[] {0, ROOM}) {
      byte[] query = query(name, type, edns);
      Message reply = resolve(zone, query);
      check(name, answer, reply);
      Message inPlace = inPlace(zone, query);
      if (inPlace != null) {
        check(name, answer, inPlace);
        assertEquals(why(reply), why(inPlace), "what both paths explain");
      }
    }
    return said;
  }

  /// What a client that speaks EDNS is told besides: the text of the extended error, or nothing.
  static String why(ClusterZone zone, String name, String type) {
    int number = Objects.requireNonNull(RrType.parse(type));
    byte[] query = query(DnsName.of(name), number, ROOM);
    String why = why(resolve(zone, query));
    Message inPlace = inPlace(zone, query);
    if (inPlace != null) {
      assertEquals(why, why(inPlace), "what both paths explain");
    }
    assertTrue(why.chars().allMatch(c -> c >= ' ' && c <= '~') && why.length() <= 200, why);
    assertEquals("", why(resolve(zone, query(DnsName.of(name), number, 0))), "without EDNS");
    return why;
  }

  private static void check(DnsName name, Answer answer, Message reply) {
    boolean ours = !(answer instanceof Answer.NotOurs || answer instanceof Answer.NotReady);
    assertEquals(ours, reply.getHeader().getFlag(Flags.AA), "AA");
    assertTrue(reply.getHeader().getFlag(Flags.RA), "RA");
    assertEquals(name.toString(), reply.getQuestion().getName().toString(), "the question's case");
    assertEquals(rcode(answer), Rcode.string(reply.getRcode()));
    assertEquals(List.of(), soaOf(answer, reply), "SOA of a \"no\"");
    switch (answer) {
      case Answer.Found(List<Rr> records, List<Rr> additional) -> {
        assertEquals(sorted(records), sorted(reply, Section.ANSWER));
        assertEquals(sorted(additional), sorted(reply, Section.ADDITIONAL));
        assertEquals(records.size(), new HashSet<>(records).size(), "duplicates");
        assertEquals(additional.size(), new HashSet<>(additional).size(), "duplicate glue");
      }
      case Answer.NoData(List<Rr> chain, _) ->
          assertEquals(sorted(chain), sorted(reply, Section.ANSWER));
      case Answer.NxDomain(List<Rr> chain, _) ->
          assertEquals(sorted(chain), sorted(reply, Section.ANSWER));
      case Answer.Elsewhere(List<Rr> chain, _) ->
          assertEquals(sorted(chain), sorted(reply, Section.ANSWER));
      case Answer.NotOurs(), Answer.NotReady() ->
          assertEquals(List.of(), sorted(reply, Section.ANSWER));
    }
  }

  /// What is wrong with the authority section.
  private static List<String> soaOf(Answer answer, Message reply) {
    Rr soa =
        switch (answer) {
          case Answer.NoData(_, Rr record) -> record;
          case Answer.NxDomain(_, Rr record) -> record;
          default -> null;
        };
    List<String> expected = soa == null ? List.of() : sorted(List.of(soa));
    List<String> is = sorted(reply, Section.AUTHORITY);
    return expected.equals(is) ? List.of() : List.of(expected.toString(), is.toString());
  }

  private static String rcode(Answer answer) {
    return switch (answer) {
      case Answer.NxDomain _ -> "NXDOMAIN";
      case Answer.NotReady() -> "SERVFAIL";
      case Answer.NotOurs() -> "REFUSED";
      default -> "NOERROR";
    };
  }

  private static String say(Answer answer) {
    return switch (answer) {
      case Answer.Found(List<Rr> records, _) -> list(records);
      case Answer.NoData(List<Rr> chain, _) -> (list(chain) + " NODATA").strip();
      case Answer.NxDomain(List<Rr> chain, _) -> (list(chain) + " NXDOMAIN").strip();
      case Answer.Elsewhere(List<Rr> chain, DnsName target) -> list(chain) + " then " + target;
      case Answer.NotOurs() -> "not ours";
      case Answer.NotReady() -> "not ready";
    };
  }

  private static String list(List<Rr> records) {
    return records.stream()
        .map(rr -> rr.data().toString())
        .sorted()
        .collect(Collectors.joining(" + "));
  }

  private static List<String> sorted(List<Rr> records) {
    return records.stream()
        .map(rr ->
            rr.owner() + " " + rr.ttl() + " " + RrType.name(rr.data().type()) + " " + rr.data())
        .sorted()
        .toList();
  }

  private static List<String> sorted(Message reply, int section) {
    return reply.getSection(section).stream()
        .filter(r -> r.getType() != Type.OPT)
        .map(r -> r.getName() + " " + r.getTTL() + " " + Type.string(r.getType()) + " " + data(r))
        .sorted()
        .toList();
  }

  /// The data as our records write it.
  private static String data(Record record) {
    String text = record.rdataToString();
    return switch (record.getType()) {
      case Type.AAAA -> IpAddress.of(text).toString();
      case Type.TXT -> "\"" + text.replace("\"", "") + "\"";
      default -> text;
    };
  }

  static String why(Message reply) {
    OPTRecord opt = reply.getOPT();
    return opt == null
        ? ""
        : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
            .map(o -> ((ExtendedErrorCodeOption) o).getText())
            .collect(Collectors.joining(" | "));
  }

  static byte[] query(DnsName name, int type, int udpSize) {
    byte[] query = MessageReader.query(0x1234, name, type);
    if (udpSize == 0) {
      query[11] = 0;
      return Arrays.copyOf(query, query.length - 11);
    }
    query[query.length - 8] = (byte) (udpSize >> 8);
    query[query.length - 7] = (byte) udpSize;
    return query;
  }

  private static Message resolve(ClusterZone zone, byte[] query) {
    List<byte[]> replies = new ArrayList<>();
    InetSocketAddress client = new InetSocketAddress(InetAddress.ofLiteral("10.244.1.2"), 4711);
    new Resolver(() -> zone, OutsideNames.NONE, ClientNamespaces.NONE)
        .resolve(
            query,
            query.length,
            new Client(client, client, Client.Transport.TCP),
            new ReplySink() {
              @Override
              public void message(byte[] message, boolean last) {
                replies.add(message);
              }

              @Override
              public void nothing() {
                throw new AssertionError("no reply");
              }
            });
    assertEquals(1, replies.size());
    return read(replies.getFirst());
  }

  /// The reply of the path that answers in place; null if it leaves the query to others.
  private static @Nullable Message inPlace(ClusterZone zone, byte[] query) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(AROUND + ROOM);
      MemorySegment.copy(query, 0, memory, ValueLayout.JAVA_BYTE, 0, query.length);
      FastPath path = new FastPath(() -> zone, QueryCounters.NONE, new SplittableRandom(1));
      int size = path.answer(memory, 0, query.length, ROOM);
      if (size <= 0) {
        return null;
      }
      Message reply = read(memory.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE));
      assertFalse(reply.getHeader().getFlag(Flags.TC), "tables hold what fits");
      return reply;
    }
  }

  private static Message read(byte[] message) {
    try {
      return new Message(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
