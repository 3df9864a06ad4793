package io.binnacle.dns.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import java.util.List;
import java.util.stream.Collectors;

/// The cluster most tables ask, and what goes for each row of them.
final class Rules {
  private static final String READY = "'conditions':{'ready':true}";

  private Rules() {}

  /// Asks in all ways.
  static void check(ClusterZone zone, String name, String type, String rule, String answer) {
    assertEquals(answer, Ways.ask(zone, name, type), rule);
  }

  static Cluster usual() {
    return fill(new Cluster(PodNames.INSECURE));
  }

  /// Puts Services of every kind into a cluster.
  static Cluster fill(Cluster cluster) {
    return cluster
        .namespaces("default", "kube-system", "empty", "svc", "pod")
        .service(
            "kube-dns.kube-system",
            "'clusterIP':'10.96.0.10','ports':[{'name':'dns','protocol':'UDP','port':53}]")
        .service(
            "web.default",
            "'clusterIP':'10.96.0.7','clusterIPs':['10.96.0.7','fd00::7'],'externalIPs':['192.0.2.7'],"
                + "'ports':[{'name':'http','port':80,'targetPort':8080,'nodePort':30080},"
                + "{'name':'dns','protocol':'UDP','port':53},{'name':'dns-tcp','port':53}]")
        .slice(
            "web.default",
            "web-4",
            "'addressType':'IPv4','ports':[{'name':'http','port':8080}],'endpoints':["
                + "{'addresses':['10.244.1.9'],"
                + READY
                + "}]")
        .service("plain.default", "'clusterIP':'10.96.0.20','ports':[{'port':9000}]")
        .service("pending.default", "'clusterIP':'','ports':[{'port':80}]")
        .service(
            "db.default",
            "'clusterIP':'None','selector':{'app':'db'},'ports':[{'name':'sql','port':5432}]")
        .slice(
            "db.default",
            "db-4",
            "'addressType':'IPv4','ports':[{'name':'sql','port':6543}],'endpoints':["
                + "{'addresses':['10.244.1.2'],'hostname':'db-0','targetRef':{'kind':'Pod','name':'db-0'},"
                + READY
                + "},{'addresses':['10.244.2.3'],'targetRef':{'kind':'Pod','name':'stray'},'conditions':{}},"
                + "{'addresses':['10.244.2.4'],'hostname':'db-2','conditions':{'ready':false,'serving':true}},"
                + "{'addresses':['10.244.2.5'],'hostname':'db-3',"
                + "'conditions':{'ready':false,'serving':true,'terminating':true}}]")
        .slice(
            "db.default",
            "db-4-again",
            "'addressType':'IPv4','ports':[{'name':'sql','port':6543}],'endpoints':["
                + "{'addresses':['10.244.1.2'],'hostname':'db-0',"
                + READY
                + "}]")
        .slice(
            "db.default",
            "db-6",
            "'addressType':'IPv6','ports':[{'name':'sql','port':6543},{'name':'any'}],'endpoints':["
                + "{'addresses':['fd00:10:244:3::'],"
                + READY
                + "},{'addresses':['::1'],"
                + READY
                + "},{'addresses':['FD00:10:0244:0000::3:10'],"
                + READY
                + "},{'addresses':['fd00:10:244::2'],'hostname':'db-0',"
                + READY
                + "}]")
        .service("bare.default", "'clusterIP':'None'")
        .slice(
            "bare.default",
            "bare-4",
            "'addressType':'IPv4','ports':null,'endpoints':[{'addresses':['10.244.9.1'],"
                + READY
                + "}]")
        .service("idle.default", "'clusterIP':'None','ports':[{'port':80}]")
        .slice("idle.default", "idle-4", "'addressType':'IPv4','ports':[],'endpoints':[]")
        .service("lonely.default", "'clusterIP':'None'")
        .orphan(
            "orphan.default",
            "'addressType':'IPv4','ports':[],'endpoints':[{'addresses':['10.244.8.8'],"
                + READY
                + "}]")
        .slice(
            "gone.default",
            "gone-4",
            "'addressType':'IPv4','ports':[],'endpoints':[{'addresses':['10.244.8.9'],"
                + READY
                + "}]")
        .service(
            "out.default",
            "'type':'ExternalName','externalName':'db.example.com.','ports':[{'name':'sql','port':1}]")
        .service(
            "in.default", "'type':'ExternalName','externalName':'web.default.svc.cluster.local'")
        .service(
            "two.default", "'type':'ExternalName','externalName':'in.default.svc.cluster.local'")
        .service(
            "miss.default", "'type':'ExternalName','externalName':'no.default.svc.cluster.local'")
        .service(
            "loop.default", "'type':'ExternalName','externalName':'loop.default.svc.cluster.local'")
        .service(
            "below.default",
            "'type':'ExternalName','externalName':'a.below.default.svc.cluster.local'")
        .service(
            "ping.default", "'type':'ExternalName','externalName':'pong.default.svc.cluster.local'")
        .service(
            "pong.default", "'type':'ExternalName','externalName':'ping.default.svc.cluster.local'")
        .service("number.default", "'type':'ExternalName','externalName':'192.0.2.1'")
        .service("dotted.default", "'type':'ExternalName','externalName':'192.0.2.1.'")
        .service("six.default", "'type':'ExternalName','externalName':'2001:db8::1'")
        .service("pod.svc", "'clusterIP':'10.96.0.8','ports':[{'port':80}]")
        .service("svc.pod", "'clusterIP':'10.96.0.9','ports':[{'port':80}]");
  }

  static ClusterZone usualZone() {
    return usual().zone();
  }

  static void same(String expected, String is) {
    assertEquals(expected, is);
  }

  /// The owner of the SOA record that comes with a "no".
  static String soaOwner(ClusterZone zone, String name) {
    return switch (zone.answer(DnsName.of(name), RrType.PTR)) {
      case Answer.NoData(_, Rr soa) -> soa.owner().toString();
      case Answer.NxDomain(_, Rr soa) -> soa.owner().toString();
      default -> "none";
    };
  }

  /// The data of the PTR records in the order the zone has them.
  static String inOrder(ClusterZone zone, String name) {
    return zone.answer(DnsName.of(name), RrType.PTR) instanceof Answer.Found(List<Rr> records, _)
        ? records.stream().map(rr -> rr.data().toString()).collect(Collectors.joining(" "))
        : "none";
  }
}
