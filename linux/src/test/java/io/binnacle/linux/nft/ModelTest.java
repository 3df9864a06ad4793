package io.binnacle.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.linux.nft.Statement.Compare;
import io.binnacle.linux.nft.Statement.InPrefix;
import io.binnacle.linux.nft.Statement.InRange;
import io.binnacle.linux.nft.Statement.Op;
import io.binnacle.linux.nft.Statement.Reject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the model refuses, and how its parts read as text. That the text is good nft is for [ParityKernelTest].
class ModelTest {
  record Wrong(String name, Executable makes, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Wrong> wrongs() {
    NftSet ports = NftSet.set(Samples.IP, "ports", FieldType.INET_SERVICE);
    NftSet verdicts = NftSet.verdictMap(Samples.IP, "v", FieldType.INET_SERVICE);
    return Stream.of(
        new Wrong(
            "a name nft could not read",
            () -> Chain.regular(Samples.IP, "no blanks"),
            "chain name 'no blanks'"),
        new Wrong(
            "a name that begins with a digit",
            () -> new TableId(Family.IP, "1st"),
            "table name '1st'"),
        new Wrong(
            "a comment with a quote",
            () -> Rule.of(new Verdict.Drop()).withComment("\""),
            "comment '\"'"),
        new Wrong("a rule without statements", Rule::of, "at least one statement"),
        new Wrong(
            "a reset for what may not be TCP",
            () -> Rule.of(new Reject(Reject.With.TCP_RESET)),
            "l4proto is tcp"),
        new Wrong(
            "a value of the wrong length",
            () -> new Compare(PacketField.IP_DADDR, Op.EQ, Datum.port(80)),
            "ip daddr: value 0050 has 2 octets, want 4"),
        new Wrong(
            "a prefix with bits beyond it",
            () -> new InPrefix(PacketField.IP_DADDR, Op.EQ, Samples.host("10.0.0.1"), 8),
            "10.0.0.1/8"),
        new Wrong(
            "a prefix longer than the address",
            () -> new InPrefix(PacketField.IP_DADDR, Op.EQ, Samples.host("10.0.0.1"), 33),
            "33: want 1..32"),
        new Wrong(
            "a range the wrong way round",
            () -> new InRange(PacketField.TH_DPORT, Op.EQ, Datum.port(2), Datum.port(1)),
            "is empty"),
        new Wrong(
            "a range of marks",
            () -> new InRange(PacketField.META_MARK, Op.EQ, Datum.mark(1), Datum.mark(2)),
            "not in network order"),
        new Wrong("a random number of none", () -> Field.Numgen.mod(0), "numgen mod 0"),
        new Wrong("a port that is none", () -> Datum.port(65_536), "port 65536: want 0..65535"),
        new Wrong(
            "an interface name too long", () -> Datum.ifname("a234567890123456"), "want 1 to 15"),
        new Wrong(
            "a key too long for the kernel",
            () ->
                NftSet.set(
                    Samples.IP6,
                    "s",
                    FieldType.IPV6_ADDR,
                    FieldType.IPV6_ADDR,
                    FieldType.IPV6_ADDR,
                    FieldType.IPV6_ADDR,
                    FieldType.MARK),
            "exceeds 64 octets"),
        new Wrong(
            "an element whose key does not fit",
            () ->
                encode(
                    new Command.AddElements(ports, List.of(Element.of(Samples.addr("10.0.0.1"))))),
            "key wants 2 octets"),
        new Wrong(
            "a range in a set without them",
            () ->
                encode(
                    new Command.AddElements(
                        ports, List.of(Element.range(Datum.port(1), Datum.port(2))))),
            "no intervals"),
        new Wrong(
            "an element without the verdict its map wants",
            () -> encode(new Command.AddElements(verdicts, List.of(Element.of(Datum.port(1))))),
            "does not fit"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongs")
  void aMistakeIsNamedWhereItIsMade(Wrong wrong) {
    assertThat(assertThrows(IllegalArgumentException.class, wrong.makes()))
        .hasMessageContaining(wrong.says());
  }

  @Test
  void whatIsEqualRendersAndEncodesEqually() {
    for (Samples.Sample sample : Samples.all()) {
      List<Command> again =
          Samples.all().stream()
              .filter(s -> s.name().equals(sample.name()))
              .findFirst()
              .orElseThrow()
              .commands();
      assertEquals(NftText.render(sample.commands()), NftText.render(again));
      assertEquals(
          -1,
          encode(sample.commands()).bytes().written().mismatch(encode(again).bytes().written()));
    }
  }

  @Test
  void partsOfAConcatenationArePadded() {
    Datum key = Datum.concat(Samples.addr("10.96.0.1"), Datum.proto(6), Datum.port(443));
    assertEquals("0a6000010600000001bb0000", key.toString());
    assertEquals(key, Datum.concat(Samples.addr("10.96.0.1"), Datum.proto(6), Datum.port(443)));
    assertEquals(
        key.hashCode(),
        Datum.concat(Samples.addr("10.96.0.1"), Datum.proto(6), Datum.port(443)).hashCode());
    assertNotEquals(key, Datum.concat(Samples.addr("10.96.0.1"), Datum.proto(17), Datum.port(443)));
  }

  @Test
  void durationsReadAsNftWritesThem() {
    assertEquals(
        "1d2h3m4s5ms",
        NftText.duration(
            Duration.ofDays(1).plusHours(2).plusMinutes(3).plusSeconds(4).plusMillis(5)));
    assertEquals("3h", NftText.duration(Duration.ofHours(3)));
    assertEquals("0s", NftText.duration(Duration.ZERO));
  }

  @Test
  void aRuleReadsAsAPersonWouldWriteIt() {
    assertEquals(
        "ip daddr . meta l4proto . th dport vmap @services comment \"Services\"",
        NftText.render(
            Family.IP,
            Rule.of(
                    new Statement.Vmap(
                        List.of(
                            PacketField.IP_DADDR, PacketField.META_L4PROTO, PacketField.TH_DPORT),
                        "services"))
                .withComment("Services")));
  }

  private static Batch encode(Command command) {
    return encode(List.of(command));
  }

  private static Batch encode(List<Command> commands) {
    return Batch.encode(commands, new io.binnacle.linux.netlink.MessageWriter(64));
  }
}
