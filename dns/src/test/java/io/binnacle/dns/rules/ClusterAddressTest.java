package io.binnacle.dns.rules;

import io.binnacle.dns.zone.ClusterZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Services with a cluster address: ClusterIP, NodePort, LoadBalancer.
class ClusterAddressTest {
  private final ClusterZone zone = Rules.usualZone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.default.svc.cluster.local                        | A    | one record for each IPv4 cluster address           | 10.96.0.7
          web.default.svc.cluster.local                        | AAAA | and for each IPv6 one                              | fd00::7
          plain.default.svc.cluster.local                      | A    | the singular field, if the plural is missing       | 10.96.0.20
          plain.default.svc.cluster.local                      | AAAA | the other family                                   | NODATA
          plain.default.svc.cluster.local                      | A    | published without endpoints                        | 10.96.0.20
          pending.default.svc.cluster.local                    | A    | no address yet                                     | NXDOMAIN
          web.default.svc.cluster.local                        | SRV  | every port number, once each                       | 0 16 53 web.default.svc.cluster.local. + 0 16 80 web.default.svc.cluster.local.
          plain.default.svc.cluster.local                      | SRV  | also of ports without name                         | 0 100 9000 plain.default.svc.cluster.local.
          _http._tcp.web.default.svc.cluster.local             | SRV  | the Service port, neither target nor node port     | 0 50 80 web.default.svc.cluster.local.
          _dns._udp.web.default.svc.cluster.local              | SRV  | the protocol in lower case                         | 0 50 53 web.default.svc.cluster.local.
          _dns-tcp._tcp.web.default.svc.cluster.local          | SRV  | the same number by another protocol                | 0 50 53 web.default.svc.cluster.local.
          _dns._udp.kube-dns.kube-system.svc.cluster.local     | SRV  | one address, one port: all of the weight           | 0 100 53 kube-dns.kube-system.svc.cluster.local.
          _http._tcp.web.default.svc.cluster.local             | A    | no addresses at a port                             | NODATA
          _http._tcp.web.default.svc.cluster.local             | TXT  | nor anything else                                  | NODATA
          10-244-1-9.web.default.svc.cluster.local             | A    | endpoints below a cluster address                  | 10.244.1.9
          10-244-1-9.web.default.svc.cluster.local             | AAAA | of the other family                                | NODATA
          10-244-1-9.web.default.svc.cluster.local             | SRV  | with the ports of their slice                      | 0 100 8080 10-244-1-9.web.default.svc.cluster.local.
          10-244-1-8.web.default.svc.cluster.local             | A    | no such endpoint                                   | NXDOMAIN
          7.0.96.10.in-addr.arpa                               | PTR  | the name of the address                            | web.default.svc.cluster.local.
          7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa | PTR | of both families                | web.default.svc.cluster.local.
          9.1.244.10.in-addr.arpa                              | PTR  | of its endpoints, too                              | 10-244-1-9.web.default.svc.cluster.local.
          7.2.0.192.in-addr.arpa                               | PTR  | external addresses have none                       | not ours
          """)
  void says(String name, String type, String rule, String answer) {
    Rules.check(zone, name, type, rule, answer);
  }
}
