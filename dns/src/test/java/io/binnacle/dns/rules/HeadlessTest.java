package io.binnacle.dns.rules;

import io.binnacle.dns.zone.ClusterZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Services without a cluster address: only the slices count.
class HeadlessTest {
  private final ClusterZone zone = Rules.usualZone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          db.default.svc.cluster.local                         | A    | ready ones; unstated is ready; no duplicates       | 10.244.1.2 + 10.244.2.3
          db.default.svc.cluster.local                         | AAAA | the slices of the other family                     | ::1 + fd00:10:244:3:: + fd00:10:244::2 + fd00:10:244::3:10
          db-0.db.default.svc.cluster.local                    | A    | an endpoint by its host name                       | 10.244.1.2
          db-0.db.default.svc.cluster.local                    | AAAA | of both families                                   | fd00:10:244::2
          db-2.db.default.svc.cluster.local                    | A    | not ready has no name                              | NXDOMAIN
          db-3.db.default.svc.cluster.local                    | A    | nor has who is terminating                         | NXDOMAIN
          db-0.db.default.svc.cluster.local                    | SRV  | the ports of its slices, once each                 | 0 33 6543 db-0.db.default.svc.cluster.local.
          _sql._tcp.db.default.svc.cluster.local               | SRV  | the port of the slice, each endpoint once          | 0 14 6543 --1.db.default.svc.cluster.local. + 0 14 6543 10-244-2-3.db.default.svc.cluster.local. + 0 14 6543 db-0.db.default.svc.cluster.local. + 0 14 6543 fd00-10-244--3-10.db.default.svc.cluster.local. + 0 14 6543 fd00-10-244-3--0.db.default.svc.cluster.local.
          db.default.svc.cluster.local                         | SRV  | all ports at the name itself                       | 0 14 6543 --1.db.default.svc.cluster.local. + 0 14 6543 10-244-2-3.db.default.svc.cluster.local. + 0 14 6543 db-0.db.default.svc.cluster.local. + 0 14 6543 fd00-10-244--3-10.db.default.svc.cluster.local. + 0 14 6543 fd00-10-244-3--0.db.default.svc.cluster.local.
          _any._tcp.db.default.svc.cluster.local               | SRV  | a port without number                              | NODATA
          _sql._udp.db.default.svc.cluster.local               | SRV  | another protocol                                   | NXDOMAIN
          bare.default.svc.cluster.local                       | A    | no ports in the slice                              | 10.244.9.1
          bare.default.svc.cluster.local                       | SRV  | are no targets                                     | NODATA
          bare.default.svc.cluster.local                       | AAAA | the other family                                   | NODATA
          idle.default.svc.cluster.local                       | A    | no ready endpoint, no name                         | NXDOMAIN
          idle.default.svc.cluster.local                       | TXT  | for every type                                     | NXDOMAIN
          idle.default.svc.cluster.local                       | SRV  | SRV among them                                     | NXDOMAIN
          lonely.default.svc.cluster.local                     | A    | no slice at all                                    | NXDOMAIN
          gone.default.svc.cluster.local                       | A    | slices without their Service                       | NXDOMAIN
          2.1.244.10.in-addr.arpa                              | PTR  | the name of an endpoint                            | db-0.db.default.svc.cluster.local.
          4.2.244.10.in-addr.arpa                              | PTR  | not of one that is not ready                       | NXDOMAIN
          """)
  void says(String name, String type, String rule, String answer) {
    Rules.check(zone, name, type, rule, answer);
  }
}
