package io.binnacle.dns.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig.Options;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What options change: those of the directive `kubernetes`, and our own.
class OptionsTest {
  private static Options options(String which) {
    DnsName domain = DnsName.of("cluster.local");
    return new Options(
        which.equals("headless ttl") ? 7 : -1,
        which.equals("domains")
            ? List.of(DnsName.of("example.org"), DnsName.of("deep.cluster.local"))
            : List.of(),
        List.of(),
        switch (which) {
          case "fallthrough" -> List.of(DnsName.ROOT);
          case "fallthrough below" -> List.of(DnsName.of("svc.cluster.local"));
          case "fallthrough here" -> List.of(domain);
          default -> List.of();
        },
        List.of(),
        which.equals("pod names"),
        which.equals("ignore empty"),
        false);
  }

  private static ClusterZone zone(String which) {
    PodNames pods =
        switch (which) {
          case "disabled" -> PodNames.DISABLED;
          case "verified" -> PodNames.VERIFIED;
          default -> PodNames.INSECURE;
        };
    Cluster cluster = new Cluster(pods, options(which));
    String running = "'spec':{},'status':{'phase':'Running','podIP':'%s','podIPs':[%s]}";
    return Rules.fill(cluster)
        .service("named.default", "'clusterIP':'None','ports':[{'name':'a','port':1}]")
        .slice(
            "named.default",
            "named-4",
            "'addressType':'IPv4','ports':[{'name':'a','port':1}],'endpoints':["
                + "{'addresses':['10.244.4.1'],'hostname':'host','targetRef':{'kind':'Pod','name':'named-x1'}},"
                + "{'addresses':['10.244.4.2'],'hostname':'host','targetRef':{'kind':'Pod','name':'named-x2'}},"
                + "{'addresses':['10.244.4.3'],'targetRef':{'kind':'Pod','name':'named-x3'}},"
                + "{'addresses':['10.244.4.4'],'targetRef':{'kind':'Pod','name':'has.dots'}},"
                + "{'addresses':['10.244.4.5'],'targetRef':{'kind':'Pod','name':'"
                + "x".repeat(64)
                + "'}}]")
        .pod("p.default", running.formatted("10.244.1.2", "{'ip':'10.244.1.2'},{'ip':'fd00::2'}"))
        .pod(
            "h1.default",
            running
                .formatted("10.0.0.1", "{'ip':'10.0.0.1'}")
                .replace("{}", "{'hostNetwork':true}"))
        .pod(
            "h2.default",
            running
                .formatted("10.0.0.1", "{'ip':'10.0.0.1'}")
                .replace("{}", "{'hostNetwork':true}"))
        .pod(
            "done.default",
            running.formatted("10.244.1.7", "{'ip':'10.244.1.7'}").replace("Running", "Succeeded"))
        .pod("only.default", "'status':{'phase':'Running','podIP':'10.244.1.8'}")
        .zone();
  }

  @ParameterizedTest(name = "{0}: {3}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          disabled      | 10-1-2-3.default.pod.cluster.local           | A    | no names of Pods                             | NXDOMAIN
          disabled      | default.pod.cluster.local                    | A    | nor of their namespaces                      | NXDOMAIN
          disabled      | pod.cluster.local                            | A    | the branch stays                             | NODATA
          verified      | 10-244-1-2.default.pod.cluster.local         | A    | an address a Pod has                         | 10.244.1.2
          verified      | fd00--2.default.pod.cluster.local            | AAAA | all of its addresses                         | fd00::2
          verified      | 10-244-1-2.default.pod.cluster.local         | AAAA | the other family                             | NODATA
          verified      | 10-244-1-2.kube-system.pod.cluster.local     | A    | in another namespace                         | NXDOMAIN
          verified      | 10-244-1-3.default.pod.cluster.local         | A    | nobody has it                                | NXDOMAIN
          verified      | 10-0-0-1.default.pod.cluster.local           | A    | two on a node's network: once                | 10.0.0.1
          verified      | 10-244-1-7.default.pod.cluster.local         | A    | a Pod that has ended                         | NXDOMAIN
          verified      | 10-244-1-8.default.pod.cluster.local         | A    | the singular field                           | 10.244.1.8
          verified      | default.pod.cluster.local                    | A    | a namespace                                  | NODATA
          pod names     | host.named.default.svc.cluster.local         | A    | a host name, shared                          | 10.244.4.1 + 10.244.4.2
          pod names     | named-x1.named.default.svc.cluster.local     | A    | and the Pods' names beside it                | 10.244.4.1
          pod names     | named-x1.named.default.svc.cluster.local     | AAAA | of the other family                          | NODATA
          pod names     | named-x1.named.default.svc.cluster.local     | SRV  | which lead to the first of the names         | 0 100 1 host.named.default.svc.cluster.local.
          pod names     | named-x3.named.default.svc.cluster.local     | A    | the Pod's name for one without host name     | 10.244.4.3
          pod names     | 10-244-4-3.named.default.svc.cluster.local   | A    | whose address is a name, too                 | 10.244.4.3
          pod names     | 10-244-4-1.named.default.svc.cluster.local   | A    | not so where there is a host name            | NXDOMAIN
          pod names     | has.dots.named.default.svc.cluster.local     | A    | a name with dots is no label                 | NXDOMAIN
          pod names     | 10-244-4-4.named.default.svc.cluster.local   | A    | so the address is the name                   | 10.244.4.4
          pod names     | 10-244-4-5.named.default.svc.cluster.local   | A    | as for one that is too long                  | 10.244.4.5
          pod names     | _a._tcp.named.default.svc.cluster.local      | SRV  | every endpoint has one first name            | 0 20 1 10-244-4-4.named.default.svc.cluster.local. + 0 20 1 10-244-4-5.named.default.svc.cluster.local. + 0 20 1 host.named.default.svc.cluster.local. + 0 20 1 named-x3.named.default.svc.cluster.local.
          pod names     | 3.4.244.10.in-addr.arpa                      | PTR  | which its address has                        | named-x3.named.default.svc.cluster.local.
          pod names     | db-0.db.default.svc.cluster.local            | A    | the same name twice is one                   | 10.244.1.2
          ignore empty  | web.default.svc.cluster.local                | A    | a Service with a ready endpoint              | 10.96.0.7
          ignore empty  | plain.default.svc.cluster.local              | A    | one without                                  | NXDOMAIN
          ignore empty  | plain.default.svc.cluster.local              | TXT  | for every type                               | NXDOMAIN
          ignore empty  | _x._tcp.plain.default.svc.cluster.local      | SRV  | and below                                    | NXDOMAIN
          ignore empty  | db.default.svc.cluster.local                 | A    | headless ones are as ever                    | 10.244.1.2 + 10.244.2.3
          ignore empty  | out.default.svc.cluster.local                | CNAME | so are aliases                              | db.example.com.
          ignore empty  | 20.0.96.10.in-addr.arpa                      | PTR  | the address keeps its name                   | plain.default.svc.cluster.local.
          domains       | web.default.svc.cluster.local                | A    | the first domain                             | 10.96.0.7
          domains       | web.default.svc.example.org                  | A    | another with the same names                  | 10.96.0.7
          domains       | web.default.svc.deep.cluster.local           | A    | below the first                              | 10.96.0.7
          domains       | web.default.deep.cluster.local               | A    | where it knows its own                       | NXDOMAIN
          domains       | deep.cluster.local                           | A    | an apex of its own                           | NODATA
          domains       | example.org                                  | NS   | with its own names                           | kube-dns.kube-system.svc.example.org.
          domains       | ns.dns.Example.org                           | A    | all of them                                  | 10.96.0.10
          domains       | _sql._tcp.db.default.svc.EXAMPLE.org         | SRV  | targets end as asked                         | 0 14 6543 --1.db.default.svc.EXAMPLE.org. + 0 14 6543 10-244-2-3.db.default.svc.EXAMPLE.org. + 0 14 6543 db-0.db.default.svc.EXAMPLE.org. + 0 14 6543 fd00-10-244--3-10.db.default.svc.EXAMPLE.org. + 0 14 6543 fd00-10-244-3--0.db.default.svc.EXAMPLE.org.
          domains       | 7.0.96.10.in-addr.arpa                       | PTR  | addresses lead into the first                | web.default.svc.cluster.local.
          fallthrough   | web.default.svc.cluster.local                | A    | what there is is answered                    | 10.96.0.7
          fallthrough   | web.default.svc.cluster.local                | TXT  | NODATA too                                   | NODATA
          fallthrough   | no.default.svc.cluster.local                 | A    | what is missing may be elsewhere             | not ours
          fallthrough   | other.cluster.local                          | A    | anywhere                                     | not ours
          fallthrough   | miss.default.svc.cluster.local               | A    | behind an alias, too                         | no.default.svc.cluster.local. then no.default.svc.cluster.local.
          fallthrough   | db-9.db.default.svc.cluster.local            | A    | and below a Service                          | not ours
          fallthrough below | no.default.svc.cluster.local             | A    | a part of the domain                         | not ours
          fallthrough below | other.cluster.local                      | A    | and no more than that                        | NXDOMAIN
          fallthrough here | other.cluster.local                       | A    | the domain                                   | not ours
          fallthrough here | idle.default.svc.cluster.local            | A    | and all below                                | not ours
          """)
  void says(String which, String name, String type, String rule, String answer) {
    Rules.check(zone(which), name, type, rule, answer);
  }

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.default.svc.cluster.local             | A     | cluster addresses          | 30
          _http._tcp.web.default.svc.cluster.local  | SRV   | their ports                | 30
          out.default.svc.cluster.local             | CNAME | aliases                    | 30
          db.default.svc.cluster.local              | A     | addresses of endpoints     | 7
          db-0.db.default.svc.cluster.local         | AAAA  | endpoints by name          | 7
          _sql._tcp.db.default.svc.cluster.local    | SRV   | ports of endpoints         | 7
          10-244-1-9.web.default.svc.cluster.local  | A     | behind a cluster address   | 7
          7.0.96.10.in-addr.arpa                    | PTR   | names of addresses         | 30
          no.default.svc.cluster.local              | A     | what there is not          | 5
          default.svc.cluster.local                 | A     | of a name there is         | 5
          10-1-2-3.default.pod.cluster.local        | A     | Pods                       | 30
          dns-version.cluster.local                 | TXT   | the version: eight hours   | 28800
          """)
  void secondsToKeep(String name, String type, String rule, int ttl) {
    ClusterZone zone = zone("headless ttl");
    int number = Objects.requireNonNull(RrType.parse(type));
    String _ = Ways.ask(zone, name, type);
    int is =
        switch (zone.answer(DnsName.of(name), number)) {
          case Answer.Found(List<Rr> records, _) -> records.getFirst().ttl();
          case Answer.NoData(_, Rr soa) -> soa.ttl();
          case Answer.NxDomain(_, Rr soa) -> soa.ttl();
          default -> -1;
        };
    assertEquals(ttl, is, rule);
  }
}
