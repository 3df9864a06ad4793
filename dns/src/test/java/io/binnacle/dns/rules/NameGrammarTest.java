package io.binnacle.dns.rules;

import io.binnacle.dns.zone.ClusterZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a name is taken apart: by labels from the right, never as text.
class NameGrammarTest {
  private final ClusterZone zone = Rules.usualZone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cluster.local                                        | A    | the apex                                           | NODATA
          CLUSTER.Local                                        | A    | names know no case                                 | NODATA
          WEB.Default.SVC.cluster.LOCAL                        | A    | in any label                                       | 10.96.0.7
          dns-version.cluster.local                            | TXT  | one fixed label                                    | "1.1.0"
          a.dns-version.cluster.local                          | TXT  | and nothing below it                               | NXDOMAIN
          other.cluster.local                                  | A    | neither svc nor pod                                | NXDOMAIN
          web.default.other.cluster.local                      | A    | deep below neither                                 | NXDOMAIN
          svc.cluster.local                                    | A    | an empty non-terminal                              | NODATA
          pod.cluster.local                                    | A    | another one                                        | NODATA
          default.svc.cluster.local                            | A    | a namespace                                        | NODATA
          empty.svc.cluster.local                              | A    | a namespace without Services exists, too           | NODATA
          default.pod.cluster.local                            | A    | a namespace of Pods                                | NODATA
          nowhere.svc.cluster.local                            | A    | a namespace that there is not                      | NXDOMAIN
          nowhere.pod.cluster.local                            | A    | nor for Pods                                       | NXDOMAIN
          web.nowhere.svc.cluster.local                        | A    | nothing is below it                                | NXDOMAIN
          nothing.default.svc.cluster.local                    | A    | a Service that there is not                        | NXDOMAIN
          pod.svc.svc.cluster.local                            | A    | labels are positional: a Service pod in svc        | 10.96.0.8
          svc.pod.svc.cluster.local                            | A    | and a Service svc in pod                           | 10.96.0.9
          svc.svc.cluster.local                                | A    | a namespace called svc                             | NODATA
          pod.svc.cluster.local                                | A    | a namespace called pod                             | NODATA
          10-1-2-3.pod.pod.cluster.local                       | A    | Pods of the namespace pod                          | 10.1.2.3
          _http._tcp.web.default.svc.cluster.local             | SRV  | port and protocol, each with its underscore        | 0 50 80 web.default.svc.cluster.local.
          http.tcp.web.default.svc.cluster.local               | SRV  | both are required                                  | NXDOMAIN
          _http.tcp.web.default.svc.cluster.local              | SRV  | the protocol's                                     | NXDOMAIN
          http._tcp.web.default.svc.cluster.local              | SRV  | the port's                                         | NXDOMAIN
          _._tcp.web.default.svc.cluster.local                 | SRV  | and a name behind it                               | NXDOMAIN
          _http._.web.default.svc.cluster.local                | SRV  | behind both                                        | NXDOMAIN
          _http._udp.web.default.svc.cluster.local             | SRV  | the port of another protocol                       | NXDOMAIN
          _HTTP._TCP.web.default.svc.cluster.local             | SRV  | in any case                                        | 0 50 80 web.default.svc.cluster.local.
          _tcp.web.default.svc.cluster.local                   | SRV  | something is below it                              | NODATA
          _udp.web.default.svc.cluster.local                   | A    | for every type                                     | NODATA
          _sctp.web.default.svc.cluster.local                  | SRV  | nothing is below this one                          | NXDOMAIN
          _tcp.plain.default.svc.cluster.local                 | SRV  | ports without name are not below it                | NXDOMAIN
          _tcp.db.default.svc.cluster.local                    | SRV  | of a headless Service                              | NODATA
          a._http._tcp.web.default.svc.cluster.local           | SRV  | nothing is below a port                            | NXDOMAIN
          a.b.c.web.default.svc.cluster.local                  | A    | too many labels                                    | NXDOMAIN
          *.default.svc.cluster.local                          | A    | no wildcards                                       | NXDOMAIN
          any.default.svc.cluster.local                        | A    | in no spelling                                     | NXDOMAIN
          web.*.svc.cluster.local                              | A    | nor for namespaces                                 | NXDOMAIN
          *.web.default.svc.cluster.local                      | A    | nor for endpoints                                  | NXDOMAIN
          _any._any.web.default.svc.cluster.local              | SRV  | nor for ports                                      | NXDOMAIN
          web\\.default.svc.cluster.local                       | A    | a dot in a label separates nothing                 | NXDOMAIN
          web.default\\.svc.cluster.local                       | A    | wherever                                           | NXDOMAIN
          web\\000.default.svc.cluster.local                    | A    | nor does a NUL                                     | NXDOMAIN
          \\032web.default.svc.cluster.local                    | A    | a space is not passed over                         | NXDOMAIN
          w\\195\\164b.default.svc.cluster.local                 | A    | nor octets beyond ASCII                            | NXDOMAIN
          10\\.1\\.2\\.3.default.pod.cluster.local                | A    | an address with dots in one label is no Pod's      | NXDOMAIN
          fd00:10::8.default.pod.cluster.local                 | AAAA | nor is one with colons                             | NXDOMAIN
          foocluster.local                                     | A    | zones end at labels                                | not ours
          local                                                | A    | above the zone                                     | not ours
          """)
  void says(String name, String type, String rule, String answer) {
    Rules.check(zone, name, type, rule, answer);
  }
}
