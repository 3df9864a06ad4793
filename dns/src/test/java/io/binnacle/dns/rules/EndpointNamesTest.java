package io.binnacle.dns.rules;

import io.binnacle.dns.zone.ClusterZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What endpoints are called: by their host name, else by their address.
class EndpointNamesTest {
  private final ClusterZone zone = Rules.usualZone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10-244-1-2.db.default.svc.cluster.local              | A    | a host name is the only name                       | NXDOMAIN
          10-244-2-3.db.default.svc.cluster.local              | A    | dashes for dots                                    | 10.244.2.3
          stray.db.default.svc.cluster.local                   | A    | Pod names are none, unless asked for               | NXDOMAIN
          fd00-10-244--3-10.db.default.svc.cluster.local       | AAAA | dashes for colons, in the shortest form            | fd00:10:244::3:10
          fd00-10-0244-0000--3-10.db.default.svc.cluster.local | AAAA | not as the slice has it                            | NXDOMAIN
          fd00-10-244-3--0.db.default.svc.cluster.local        | AAAA | a trailing dash gets a 0                           | fd00:10:244:3::
          fd00-10-244-3--.db.default.svc.cluster.local         | AAAA | and is none without                                | NXDOMAIN
          --1.db.default.svc.cluster.local                     | AAAA | a leading dash stays                               | ::1
          FD00-10-244--3-10.db.default.svc.cluster.local       | AAAA | in any case                                        | fd00:10:244::3:10
          10-244-2-3.db.default.svc.cluster.local              | AAAA | the other family                                   | NODATA
          0.1.0.0.3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.4.4.2.0.0.1.0.0.0.0.d.f.ip6.arpa | PTR | by the address, however written | fd00-10-244--3-10.db.default.svc.cluster.local.
          """)
  void says(String name, String type, String rule, String answer) {
    Rules.check(zone, name, type, rule, answer);
  }
}
