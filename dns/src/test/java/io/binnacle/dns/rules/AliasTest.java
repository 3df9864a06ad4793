package io.binnacle.dns.rules;

import io.binnacle.dns.zone.ClusterZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// ExternalName: an alias for every type.
class AliasTest {
  private final ClusterZone zone = Rules.usualZone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          out.default.svc.cluster.local                        | CNAME | the alias alone, without the dot of the field     | db.example.com.
          out.default.svc.cluster.local                        | A     | leads out                                         | db.example.com. then db.example.com.
          out.default.svc.cluster.local                        | AAAA  | for both families                                 | db.example.com. then db.example.com.
          out.default.svc.cluster.local                        | SRV   | and all types                                     | db.example.com. then db.example.com.
          out.default.svc.cluster.local                        | TXT   | text                                              | db.example.com. then db.example.com.
          out.default.svc.cluster.local                        | MX    | mail                                              | db.example.com. then db.example.com.
          out.default.svc.cluster.local                        | HTTPS | HTTPS                                             | db.example.com. then db.example.com.
          out.default.svc.cluster.local                        | TYPE65280 | and those nobody knows                        | db.example.com. then db.example.com.
          out.default.svc.cluster.local                        | ANY   | any type is the alias itself                      | db.example.com.
          a.out.default.svc.cluster.local                      | A     | nothing is below it                               | NXDOMAIN
          _sql._tcp.out.default.svc.cluster.local              | SRV   | its ports are nothing                             | NXDOMAIN
          in.default.svc.cluster.local                         | A     | a target in the cluster is resolved here          | 10.96.0.7 + web.default.svc.cluster.local.
          in.default.svc.cluster.local                         | AAAA  | from the same state                               | fd00::7 + web.default.svc.cluster.local.
          in.default.svc.cluster.local                         | TXT   | a target without the type                         | web.default.svc.cluster.local. NODATA
          two.default.svc.cluster.local                        | A     | aliases of aliases                                | 10.96.0.7 + in.default.svc.cluster.local. + web.default.svc.cluster.local.
          miss.default.svc.cluster.local                       | A     | a target that is missing is the last word         | no.default.svc.cluster.local. NXDOMAIN
          loop.default.svc.cluster.local                       | A     | an alias of itself ends                           | loop.default.svc.cluster.local. NODATA
          below.default.svc.cluster.local                      | A     | so does one of a name below itself                | a.below.default.svc.cluster.local. NODATA
          ping.default.svc.cluster.local                       | A     | and a circle                                      | ping.default.svc.cluster.local. + pong.default.svc.cluster.local. NODATA
          number.default.svc.cluster.local                     | A     | an address is no name                             | NXDOMAIN
          number.default.svc.cluster.local                     | CNAME | for no type                                       | NXDOMAIN
          dotted.default.svc.cluster.local                     | CNAME | with a dot behind it neither                      | NXDOMAIN
          six.default.svc.cluster.local                        | AAAA  | nor is one of the other family                    | NXDOMAIN
          """)
  void says(String name, String type, String rule, String answer) {
    Rules.check(zone, name, type, rule, answer);
  }
}
