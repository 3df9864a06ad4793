package io.binnacle.dns.rules;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig.Options;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.Cidr;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names of addresses. `catch-all` has `in-addr.arpa ip6.arpa` with `fallthrough`, as most clusters do; `whole` has them
/// without; `part` has `244.10.in-addr.arpa` alone, without ranges; `none` has no reverse zone but knows the cluster's ranges.
class ReverseZonesTest {
  private static final List<Cidr> RANGES =
      List.of(Cidr.of("10.96.0.0/12"), Cidr.of("10.244.0.0/16"));
  private static final List<DnsName> ALL =
      List.of(DnsName.of("in-addr.arpa"), DnsName.of("ip6.arpa"));

  private static ClusterZone zone(String kind) {
    List<DnsName> zones =
        switch (kind) {
          case "catch-all", "whole" -> ALL;
          case "part" -> List.of(DnsName.of("244.10.in-addr.arpa"));
          default -> List.of();
        };
    Options options =
        new Options(
            -1,
            List.of(),
            zones,
            kind.equals("catch-all") ? ALL : List.of(),
            List.of(),
            false,
            false,
            false);
    List<Cidr> ranges = kind.equals("part") ? List.of() : RANGES;
    Cluster cluster = Rules.fill(new Cluster(PodNames.INSECURE, 30, 5, ranges, options));
    return cluster
        .service("also.default", "'clusterIP':'None'")
        .slice(
            "also.default",
            "also-4",
            "'addressType':'IPv4','endpoints':[{'addresses':['10.244.1.2']},{'addresses':['10.244.1.9']}]")
        .service("z.default", "'clusterIP':'None'")
        .slice(
            "z.default",
            "z-4",
            "'addressType':'IPv4','endpoints':[{'addresses':['10.244.1.2'],'hostname':'a'},"
                + "{'addresses':['10.96.0.10'],'hostname':'a'}]")
        .zone();
  }

  @ParameterizedTest(name = "{3} ({0}): {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          catch-all | 7.0.96.10.in-addr.arpa     | PTR  | a cluster address                                     | web.default.svc.cluster.local.
          catch-all | 7.0.96.10.IN-ADDR.ARPA     | PTR  | in any case                                           | web.default.svc.cluster.local.
          catch-all | 10.0.96.10.in-addr.arpa    | PTR  | a cluster address comes before endpoints              | kube-dns.kube-system.svc.cluster.local.
          catch-all | 2.1.244.10.in-addr.arpa    | PTR  | one for each Service                                  | 10-244-1-2.also.default.svc.cluster.local. + a.z.default.svc.cluster.local. + db-0.db.default.svc.cluster.local.
          catch-all | 9.1.244.10.in-addr.arpa    | PTR  | headless or not                                       | 10-244-1-9.also.default.svc.cluster.local. + 10-244-1-9.web.default.svc.cluster.local.
          catch-all | 7.0.96.10.in-addr.arpa     | A    | another type                                          | NODATA
          catch-all | 0.96.10.in-addr.arpa       | PTR  | above an address                                      | NODATA
          catch-all | 10.in-addr.arpa            | A    | far above                                             | NODATA
          catch-all | in-addr.arpa               | A    | the apex                                              | NODATA
          catch-all | x.7.0.96.10.in-addr.arpa   | PTR  | labels too many                                       | not ours
          catch-all | 07.0.96.10.in-addr.arpa    | PTR  | a zero before the digit                               | not ours
          catch-all | 99.0.96.10.in-addr.arpa    | PTR  | a Service range is not asked for elsewhere            | NXDOMAIN
          catch-all | 9.9.244.10.in-addr.arpa    | PTR  | nor is a Pod range                                    | NXDOMAIN
          catch-all | 77.244.10.in-addr.arpa     | PTR  | nor a part of one                                     | NXDOMAIN
          catch-all | 1.2.0.192.in-addr.arpa     | PTR  | all others are                                        | not ours
          catch-all | 8.8.244.10.in-addr.arpa    | PTR  | slices without a Service's name                       | NXDOMAIN
          catch-all | 9.8.244.10.in-addr.arpa    | PTR  | slices without their Service                          | NXDOMAIN
          catch-all | 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa   | PTR | nibbles         | --1.db.default.svc.cluster.local.
          catch-all | 7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.D.F.ip6.arpa   | PTR | in any case     | web.default.svc.cluster.local.
          catch-all | 0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa   | PTR | an unknown one  | not ours
          catch-all | a.7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa | PTR | surplus labels  | not ours
          catch-all | d.f.ip6.arpa               | PTR  | above one                                             | NODATA
          catch-all | 00.d.f.ip6.arpa            | PTR  | a label of two nibbles                                | not ours
          whole     | 1.2.0.192.in-addr.arpa     | PTR  | without fallthrough nobody else is asked              | NXDOMAIN
          whole     | x.7.0.96.10.in-addr.arpa   | PTR  | whatever it is                                        | NXDOMAIN
          whole     | foo.ip6.arpa               | PTR  | in both                                               | NXDOMAIN
          whole     | 7.0.96.10.in-addr.arpa     | PTR  | what is known is known                                | web.default.svc.cluster.local.
          part      | 2.1.244.10.in-addr.arpa    | PTR  | a zone of some addresses                              | 10-244-1-2.also.default.svc.cluster.local. + a.z.default.svc.cluster.local. + db-0.db.default.svc.cluster.local.
          part      | 9.9.244.10.in-addr.arpa    | PTR  | and what is missing in it                             | NXDOMAIN
          part      | 244.10.in-addr.arpa        | A    | its apex                                              | NODATA
          part      | 10.in-addr.arpa            | A    | above it                                              | not ours
          part      | 7.0.96.10.in-addr.arpa     | PTR  | known addresses outside of it                         | web.default.svc.cluster.local.
          part      | 99.0.96.10.in-addr.arpa    | PTR  | unknown ones                                          | not ours
          none      | 7.0.96.10.in-addr.arpa     | PTR  | known without any zone                                | web.default.svc.cluster.local.
          none      | 99.0.96.10.in-addr.arpa    | PTR  | unknown in a range of the cluster                     | NXDOMAIN
          none      | in-addr.arpa               | SOA  | no zone, no apex                                      | not ours
          """)
  void says(String kind, String name, String type, String rule, String answer) {
    Rules.check(zone(kind), name, type, rule, answer);
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          whole | in-addr.arpa              | SOA | ns.dns.cluster.local. hostmaster.cluster.local. 1700000000 7200 1800 86400 5
          part  | 244.10.in-addr.arpa       | SOA | ns.dns.cluster.local. hostmaster.cluster.local. 1700000000 7200 1800 86400 5
          part  | 244.10.in-addr.arpa       | NS  | kube-dns.kube-system.svc.cluster.local.
          """)
  void theApexHasWhatAnApexHas(String kind, String name, String type, String answer) {
    String said = Ways.ask(zone(kind), name, type);
    Rules.same(answer.replaceFirst(" 17[0-9]+ ", " * "), said.replaceFirst(" 17[0-9]+ ", " * "));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "whole, 1.2.0.192.in-addr.arpa, in-addr.arpa.",
    "part, 9.9.244.10.in-addr.arpa, 244.10.in-addr.arpa.",
    "part, 9.9.244.10.IN-ADDR.arpa, 244.10.IN-ADDR.arpa.",
    "none, 99.0.96.10.in-addr.arpa, in-addr.arpa.",
    "catch-all, 9.9.244.10.in-addr.arpa, in-addr.arpa."
  })
  void aNoComesWithTheSoaOfTheZoneThatMatched(String kind, String name, String owner) {
    Rules.same(owner, Rules.soaOwner(zone(kind), name));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2.1.244.10.in-addr.arpa, a.z db-0.db 10-244-1-2.also",
    "9.1.244.10.in-addr.arpa, 10-244-1-9.also 10-244-1-9.web"
  })
  void chosenNamesOfHeadlessServicesComeFirst(String name, String order) {
    String suffix = ".default.svc.cluster.local.";
    Rules.same(order.replace(" ", suffix + " ") + suffix, Rules.inOrder(zone("whole"), name));
  }
}
