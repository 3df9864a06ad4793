package io.binnacle.dns.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig.Options;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.IpAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The apex and the fixed names. `front` has the DNS Service, `behind` a Service with one of this DNS's addresses among its
/// endpoints, `headless` one without a cluster address, `alone` none, `unknown` no address either.
class ApexTest {
  private static ClusterZone zone(String kind) {
    List<IpAddress> own =
        kind.equals("unknown")
            ? List.of()
            : List.of(IpAddress.of("10.0.0.53"), IpAddress.of("fd01::53"));
    Options options = new Options(-1, List.of(), List.of(), List.of(), own, false, false, false);
    Cluster cluster = new Cluster(PodNames.INSECURE, options).namespaces("kube-system", "other");
    if (kind.equals("front")) {
      cluster.service(
          "kube-dns.kube-system",
          "'clusterIP':'10.96.0.10','clusterIPs':['10.96.0.10','fd00::10']");
    }
    if (kind.equals("behind") || kind.equals("headless")) {
      cluster
          .service(
              "names.other",
              kind.equals("behind") ? "'clusterIP':'10.96.0.11'" : "'clusterIP':'None'")
          .slice(
              "names.other",
              "names-4",
              "'addressType':'IPv4','endpoints':[{'addresses':['10.0.0.53'],'hostname':'here'},"
                  + "{'addresses':['10.0.0.54']}]")
          .slice(
              "names.other",
              "names-6",
              "'addressType':'IPv6','endpoints':[{'addresses':['fd01::53'],'hostname':'here'}]");
    }
    return cluster.zone();
  }

  @ParameterizedTest(name = "{3} ({0}): {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          front    | cluster.local              | NS   | the Service in front of this DNS                   | kube-dns.kube-system.svc.cluster.local.
          front    | CLUSTER.local              | NS   | in any case                                        | kube-dns.kube-system.svc.CLUSTER.local.
          front    | ns.dns.cluster.local       | A    | the name in the SOA resolves                       | 10.96.0.10
          front    | NS.dns.Cluster.local       | AAAA | for both families, in any case                     | fd00::10
          front    | ns.dns.cluster.local       | TXT  | and has nothing else                               | NODATA
          front    | dns.cluster.local          | A    | something is below it                              | NODATA
          front    | x.dns.cluster.local        | A    | but not this                                       | NXDOMAIN
          front    | x.ns.dns.cluster.local     | A    | nor below                                          | NXDOMAIN
          behind   | cluster.local              | NS   | a Service that leads to an address of this DNS     | names.other.svc.cluster.local.
          behind   | ns.dns.cluster.local       | A    | by its cluster address                             | 10.96.0.11
          headless | cluster.local              | NS   | the endpoint, each once                            | here.names.other.svc.cluster.local.
          headless | ns.dns.cluster.local       | A    | with this DNS's own addresses                      | 10.0.0.53
          headless | ns.dns.cluster.local       | AAAA | of both families                                   | fd01::53
          alone    | cluster.local              | NS   | no Service at all                                  | ns.dns.cluster.local.
          alone    | ns.dns.cluster.local       | A    | then the addresses themselves                      | 10.0.0.53
          unknown  | cluster.local              | NS   | an apex always has a name server                   | ns.dns.cluster.local.
          unknown  | ns.dns.cluster.local       | A    | which may be unknown                               | NODATA
          front    | cluster.local              | A    | no addresses at the apex                           | NODATA
          front    | dns-version.cluster.local  | TXT  | the version of the specification                   | "1.1.0"
          front    | DNS-Version.cluster.local  | TXT  | in any case                                        | "1.1.0"
          """)
  void says(String kind, String name, String type, String rule, String answer) {
    Rules.check(zone(kind), name, type, rule, answer);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          front    | kube-dns.kube-system.svc.cluster.local. 10.96.0.10, kube-dns.kube-system.svc.cluster.local. fd00::10
          headless | here.names.other.svc.cluster.local. 10.0.0.53, here.names.other.svc.cluster.local. fd01::53
          alone    | ns.dns.cluster.local. 10.0.0.53, ns.dns.cluster.local. fd01::53
          """)
  void everyAddressIsGlue(String kind, String glue) {
    Answer answer = zone(kind).answer(DnsName.of("cluster.local"), RrType.NS);
    String is =
        answer instanceof Answer.Found(_, List<Rr> additional)
            ? additional.stream().map(rr -> rr.owner() + " " + rr.data()).toList().toString()
            : "none";
    assertEquals("[" + glue + "]", is);
  }

  @ParameterizedTest(name = "{0} and {1} seconds: {2}")
  @CsvSource({"30, 5, 5 5", "600, 400, 300 400", "0, 0, 0 0", "3600, 3600, 300 3600"})
  void aNoIsKeptForTheNegativeTtl(int ttl, int negative, String soaTtlAndMinimum) {
    ClusterZone zone =
        new Cluster(PodNames.INSECURE, ttl, negative, List.of(), Options.NONE).zone();
    Rr soa = zone.soa();
    String minimum = soa.data().toString().replaceFirst(".* ", "");
    assertEquals(soaTtlAndMinimum, soa.ttl() + " " + minimum);
  }
}
