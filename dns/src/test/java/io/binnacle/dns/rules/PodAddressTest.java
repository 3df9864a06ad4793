package io.binnacle.dns.rules;

import io.binnacle.dns.zone.ClusterZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names of Pod addresses, answered without looking at Pods.
class PodAddressTest {
  private final ClusterZone zone = Rules.usualZone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10-1-2-3.default.pod.cluster.local                   | A    | any address in a namespace that exists             | 10.1.2.3
          10-1-2-3.default.pod.cluster.local                   | AAAA | the other family                                   | NODATA
          10-1-2-3.default.pod.cluster.local                   | SRV  | has no ports                                       | NODATA
          10-1-2-3.nowhere.pod.cluster.local                   | A    | in no namespace                                    | NXDOMAIN
          10-1-2-999.default.pod.cluster.local                 | A    | octets end at 255                                  | NXDOMAIN
          10-1-2-03.default.pod.cluster.local                  | A    | no leading zeros                                   | NXDOMAIN
          10-1-2.default.pod.cluster.local                     | A    | three dashes                                       | NXDOMAIN
          fd00-10--8.default.pod.cluster.local                 | AAAA | dashes for colons                                  | fd00:10::8
          fd00-10--8.default.pod.cluster.local                 | A    | the other family                                   | NODATA
          1--2-3.default.pod.cluster.local                     | AAAA | three dashes, two of them together                 | 1::2:3
          --1.default.pod.cluster.local                        | AAAA | a leading one                                      | ::1
          fd00-10--8-g.default.pod.cluster.local               | AAAA | no digit                                           | NXDOMAIN
          web.default.pod.cluster.local                        | A    | Pod names are none                                 | NXDOMAIN
          x.10-1-2-3.default.pod.cluster.local                 | A    | nothing is below one                               | NXDOMAIN
          _a._tcp.10-1-2-3.default.pod.cluster.local           | SRV  | no ports either                                    | NXDOMAIN
          """)
  void says(String name, String type, String rule, String answer) {
    Rules.check(zone, name, type, rule, answer);
  }
}
