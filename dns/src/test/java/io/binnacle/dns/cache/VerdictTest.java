package io.binnacle.dns.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.binnacle.dns.wire.OutsideMessage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
  private static final String WWW = "www.example.com. A";
  private static final String ALIAS = "www.example.com. 300 IN CNAME cdn.example.net.";
  private static final String NET_SOA =
      "example.net. 30 IN SOA ns.example.net. admin.example.net. 1 7200 1800 86400 600";

  record Case(
      String name,
      String question,
      String rcode,
      List<String> answer,
      List<String> authority,
      String verdict) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "an address is kept for its TTL",
            WWW,
            "NOERROR",
            List.of("www.example.com. 300 IN A 192.0.2.1"),
            List.of(),
            "SUCCESS 300"),
        new Case(
            "the smallest TTL of all records counts",
            WWW,
            "NOERROR",
            List.of(ALIAS, "cdn.example.net. 20 IN A 192.0.2.1"),
            List.of(),
            "SUCCESS 20"),
        new Case(
            "the authority section counts too",
            WWW,
            "NOERROR",
            List.of("www.example.com. 300 IN A 192.0.2.1"),
            List.of("example.com. 100 IN NS ns.example.com."),
            "SUCCESS 100"),
        new Case(
            "a TTL of zero is raised to the minimum",
            WWW,
            "NOERROR",
            List.of("www.example.com. 0 IN A 192.0.2.1"),
            List.of(),
            "SUCCESS 5"),
        new Case(
            "a day is cut to an hour",
            WWW,
            "NOERROR",
            List.of("www.example.com. 86400 IN A 192.0.2.1"),
            List.of(),
            "SUCCESS 3600"),
        new Case(
            "the case of an alias does not matter",
            WWW,
            "NOERROR",
            List.of(
                "WWW.Example.com. 60 IN CNAME CDN.example.net.",
                "cdn.EXAMPLE.net. 60 IN A 192.0.2.1"),
            List.of(),
            "SUCCESS 60"),
        new Case(
            "an alias is an answer to a question for aliases",
            "www.example.com. CNAME",
            "NOERROR",
            List.of(ALIAS),
            List.of(),
            "SUCCESS 300"),
        new Case(
            "any record answers ANY",
            "www.example.com. ANY",
            "NOERROR",
            List.of("www.example.com. 300 IN TXT x"),
            List.of(),
            "SUCCESS 300"),
        new Case(
            "an alias that leads nowhere is not kept",
            WWW,
            "NOERROR",
            List.of(ALIAS),
            List.of(),
            "pass"),
        new Case(
            "an alias that leads nowhere is kept as a denial if an SOA record of its target's zone bounds it",
            WWW,
            "NOERROR",
            List.of(ALIAS),
            List.of(NET_SOA),
            "DENIAL 30"),
        new Case(
            "an SOA record of another zone bounds nothing",
            WWW,
            "NOERROR",
            List.of(ALIAS),
            List.of(Replies.SOA),
            "pass"),
        new Case(
            "an alias that turns in a circle is not kept",
            WWW,
            "NOERROR",
            List.of(ALIAS, "cdn.example.net. 60 IN CNAME www.example.com."),
            List.of(),
            "pass"),
        new Case(
            "an address of somebody else is not an answer",
            WWW,
            "NOERROR",
            List.of("mail.example.com. 300 IN A 192.0.2.1"),
            List.of(),
            "pass"),
        new Case(
            "nothing of this type, bounded by the SOA record's minimum",
            WWW,
            "NOERROR",
            List.of(),
            List.of(Replies.SOA),
            "DENIAL 60"),
        new Case(
            "nothing of this type, bounded by the SOA record's own TTL",
            "www.example.net. A",
            "NOERROR",
            List.of(),
            List.of(NET_SOA),
            "DENIAL 30"),
        new Case("no such name", WWW, "NXDOMAIN", List.of(), List.of(Replies.SOA), "DENIAL 60"),
        new Case(
            "no such name at the end of an alias",
            WWW,
            "NXDOMAIN",
            List.of(ALIAS),
            List.of(NET_SOA),
            "DENIAL 30"),
        new Case(
            "a denial is cut to half an hour",
            WWW,
            "NXDOMAIN",
            List.of(),
            List.of("example.com. 90000 IN SOA a. b. 1 2 3 4 90000"),
            "DENIAL 1800"),
        new Case(
            "no such name, without an SOA record", WWW, "NXDOMAIN", List.of(), List.of(), "pass"),
        new Case("nothing, without an SOA record", WWW, "NOERROR", List.of(), List.of(), "pass"),
        new Case(
            "a referral",
            WWW,
            "NOERROR",
            List.of(),
            List.of("example.com. 300 IN NS ns.example.com."),
            "pass"),
        new Case(
            "a truncated answer",
            WWW,
            "NOERROR+TC",
            List.of("www.example.com. 300 IN A 192.0.2.1"),
            List.of(),
            "pass"),
        new Case(
            "a transfer", "example.com. AXFR", "NOERROR", List.of(Replies.SOA), List.of(), "pass"),
        new Case("a server failure", WWW, "SERVFAIL", List.of(), List.of(), "failure 5"),
        new Case(
            "a server that does not implement this",
            WWW,
            "NOTIMP",
            List.of(),
            List.of(),
            "failure 5"),
        new Case("a server that refuses", WWW, "REFUSED", List.of(), List.of(), "pass"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void weighs(Case c) {
    OutsideMessage message =
        OutsideMessage.read(Replies.message(c.question, c.rcode, c.answer, c.authority));
    assertNotNull(message);
    assertEquals(
        c.verdict,
        switch (Verdict.on(message, CacheConfig.DEFAULT)) {
          case Verdict.Keep(Kind kind, int ttl) -> kind + " " + ttl;
          case Verdict.Failure(int ttl) -> "failure " + ttl;
          case Verdict.Pass _ -> "pass";
        });
  }
}
