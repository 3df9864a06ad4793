package io.binnacle.dns.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTableTest {
  private static final HostsTable TABLE =
      HostsTable.of(
          List.of("10.0.0.1 own.example # from the Corefile"),
          List.of(
              "# a comment",
              "10.0.0.2\town.example other.example",
              "10.0.0.3 dual.example Alias.Example",
              "fd00::3 dual.example",
              "10.0.0.4 *.wild.example",
              "10.0.0.5 here.wild.example",
              "nonsense line",
              "10.0.0.6"),
          true);

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      nullValues = "none",
      value = {
        "own.example, A, 10.0.0.1",
        "OTHER.example, A, 10.0.0.2",
        "dual.example, A, 10.0.0.3",
        "dual.example, AAAA, fd00::3",
        "dual.example, TXT, ''",
        "alias.example, A, 10.0.0.3",
        "any.wild.example, A, 10.0.0.4",
        "here.wild.example, A, 10.0.0.5",
        "deep.any.wild.example, A, none",
        "wild.example, A, none",
        "nonsense, A, none",
        "3.0.0.10.in-addr.arpa, PTR, dual.example. Alias.example.",
        "3.0.0.10.in-addr.arpa, A, ''",
        "4.0.0.10.in-addr.arpa, PTR, none",
      })
  void knows(String name, String type, String expected) {
    HostsNames names =
        new HostsNames(() -> TABLE, List.of(DnsName.ROOT), List.of(), 60, OutsideNames.NONE);
    List<OutsideAnswer> answers = new ArrayList<>();
    names.resolve(
        new OutsideQuestion(
            DnsName.of(name), Objects.requireNonNull(RrType.parse(type)), false, false, false),
        answers::add);
    String got =
        switch (answers.getFirst()) {
          case OutsideAnswer.Answered(byte[] message, _) -> records(message);
          case OutsideAnswer.Failed _, OutsideAnswer.Nobody _, OutsideAnswer.Overloaded _ -> null;
        };
    assertEquals(expected, got);
  }

  private static String records(byte[] message) {
    return String.join(
        " ",
        Objects.requireNonNull(MessageReader.read(message)).answers().stream()
            .map(rr ->
                switch (rr.data()) {
                  case io.binnacle.dns.name.Rdata.Address(var ip) -> ip.toString();
                  case io.binnacle.dns.name.Rdata.Ptr(var target) -> target.toString();
                  default -> rr.toString();
                })
            .toList());
  }
}
