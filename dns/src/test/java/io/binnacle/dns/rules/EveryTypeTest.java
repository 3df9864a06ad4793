package io.binnacle.dns.rules;

import io.binnacle.dns.zone.ClusterZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether a name exists is decided once, for all types.
class EveryTypeTest {
  private final ClusterZone zone = Rules.usualZone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cluster.local                                        | TXT       | the apex                                      | NODATA
          cluster.local                                        | MX        | for mail                                      | NODATA
          cluster.local                                        | ANY       | never all there is (RFC 8482)                 | NODATA
          svc.cluster.local                                    | TXT       | an empty non-terminal                         | NODATA
          default.svc.cluster.local                            | TXT       | a namespace                                   | NODATA
          default.svc.cluster.local                            | NS        | no delegation                                 | NODATA
          default.svc.cluster.local                            | SOA       | no other zone                                 | NODATA
          dns-version.cluster.local                            | A         | the version has one type                      | NODATA
          dns-version.cluster.local                            | AAAA      | for both families                             | NODATA
          web.default.svc.cluster.local                        | TXT       | a Service: text                               | NODATA
          web.default.svc.cluster.local                        | MX        | mail                                          | NODATA
          web.default.svc.cluster.local                        | HTTPS     | HTTPS                                         | NODATA
          web.default.svc.cluster.local                        | TYPE64    | SVCB                                          | NODATA
          web.default.svc.cluster.local                        | TYPE257   | CAA                                           | NODATA
          web.default.svc.cluster.local                        | TYPE43    | DS                                            | NODATA
          web.default.svc.cluster.local                        | TYPE65280 | private                                       | NODATA
          web.default.svc.cluster.local                        | ANY       | ANY                                           | NODATA
          web.default.svc.cluster.local                        | SOA       | SOA below the apex                            | NODATA
          web.default.svc.cluster.local                        | NS        | NS below the apex                             | NODATA
          web.default.svc.cluster.local                        | CNAME     | CNAME where there is none                     | NODATA
          web.default.svc.cluster.local                        | PTR       | PTR                                           | NODATA
          nothing.default.svc.cluster.local                    | TXT       | no Service: text                              | NXDOMAIN
          nothing.default.svc.cluster.local                    | HTTPS     | HTTPS                                         | NXDOMAIN
          nothing.default.svc.cluster.local                    | TYPE64    | SVCB                                          | NXDOMAIN
          nothing.default.svc.cluster.local                    | TYPE257   | CAA                                           | NXDOMAIN
          nothing.default.svc.cluster.local                    | TYPE43    | DS                                            | NXDOMAIN
          nothing.default.svc.cluster.local                    | ANY       | ANY                                           | NXDOMAIN
          nothing.default.svc.cluster.local                    | TYPE65280 | private                                       | NXDOMAIN
          nothing.default.svc.cluster.local                    | SRV       | SRV                                           | NXDOMAIN
          10-1-2-3.default.pod.cluster.local                   | TXT       | a Pod                                         | NODATA
          7.0.96.10.in-addr.arpa                               | A         | a reverse name                                | NODATA
          7.0.96.10.in-addr.arpa                               | ANY       | for any type                                  | NODATA
          """)
  void says(String name, String type, String rule, String answer) {
    Rules.check(zone, name, type, rule, answer);
  }
}
