package io.binnacle.dns.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig.Options;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What clients that speak EDNS are told about a "no" (RFC 8914), each beside a look-alike that is well and told nothing.
class ReasonTest {
  private final ClusterZone zone =
      Rules.usual()
          .service("wbe.default", "'clusterIP':'None','selector':{'app':'wbe','tier':'front'}")
          .slice("wbe.default", "wbe-4", "'addressType':'IPv4','endpoints':[]")
          .service("early.default", "'clusterIP':'None','selector':{'app':'early'}")
          .service("sick.default", "'clusterIP':'None','selector':{'app':'sick'}")
          .slice(
              "sick.default",
              "sick-4",
              "'addressType':'IPv4','endpoints':["
                  + "{'addresses':['10.244.3.1'],'hostname':'sick-0','conditions':{'ready':false}},"
                  + "{'addresses':['10.244.3.2'],'targetRef':{'kind':'Pod','name':'sick-x7'},'conditions':{'ready':false}},"
                  + "{'addresses':['10.244.3.3'],'conditions':{'ready':false}},"
                  + "{'addresses':['10.244.3.4'],'conditions':{'ready':false}}]")
          .service("odd.default", "'clusterIP':'None','selector':{'app':'odd'}")
          .slice(
              "odd.default",
              "odd-4",
              "'addressType':'FQDN','endpoints':[{'addresses':['a.example']}]")
          .zone();

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wbe.default.svc.cluster.local                    | A    | a selector that matches nothing        | no Pod with an address carries app=wbe,tier=front
          early.default.svc.cluster.local                  | A    | no slice                               | no Pod with an address carries app=early
          db.default.svc.cluster.local                     | A    | one that matches                       | ''
          db.default.svc.cluster.local                     | TXT  | a type there is not is no trouble      | ''
          bare.default.svc.cluster.local                   | AAAA | nor is the other family                | ''
          lonely.default.svc.cluster.local                 | A    | no selector, no slice                  | no EndpointSlice belongs to the Service
          idle.default.svc.cluster.local                   | A    | no selector, a slice without endpoints | the Service has no endpoints
          sick.default.svc.cluster.local                   | A    | endpoints, none of them ready          | 4 endpoints, none ready: sick-0, sick-x7, 10.244.3.3
          odd.default.svc.cluster.local                    | A    | endpoints without addresses            | no endpoint has an address of the type its EndpointSlice states
          db-2.db.default.svc.cluster.local                | A    | an endpoint that is not ready          | no ready endpoint has this name; not ready: db-2, db-3
          db-0.db.default.svc.cluster.local                | A    | one that is                            | ''
          db-0.bare.default.svc.cluster.local              | A    | an endpoint that there is not          | no endpoint of the Service has this name
          web.nowhere.svc.cluster.local                    | A    | no such namespace, or a search list    | no such namespace; for a name outside ask web.nowhere. with a final dot, or lower ndots
          nowhere.svc.cluster.local                        | A    | no such namespace                      | no such namespace
          empty.svc.cluster.local                          | A    | one without Services                   | ''
          nobody.default.svc.cluster.local                 | A    | no such Service                        | no Service of this name in the namespace
          plain.default.svc.cluster.local                  | A    | a Service without endpoints is well    | ''
          www.google.com.default.svc.cluster.local         | A    | where a search list leads first        | a search domain was appended; ask www.google.com. with a final dot, or lower ndots
          WWW.google.com.default.svc.cluster.local         | AAAA | in any case                            | a search domain was appended; ask www.google.com. with a final dot, or lower ndots
          www.google.co.uk.svc.cluster.local               | A    | then                                   | a search domain was appended; ask www.google.co.uk. with a final dot, or lower ndots
          www.google.com.cluster.local                     | A    | and then                               | a search domain was appended; ask www.google.com. with a final dot, or lower ndots
          google.com.cluster.local                         | A    | two labels                             | a search domain was appended; ask google.com. with a final dot, or lower ndots
          google.com.default.svc.cluster.local             | A    | or an endpoint of a missing Service    | no Service of this name in the namespace; for a name outside ask google.com. with a final dot, or lower ndots
          _sip._udp.example.default.svc.cluster.local      | SRV  | ports are not searched for             | no Service of this name in the namespace
          wpad.cluster.local                               | A    | one label says nothing                 | ''
          _htp._tcp.web.default.svc.cluster.local          | SRV  | a port name that there is not          | the Service has no such port; it has _dns-tcp._tcp, _dns._udp, _http._tcp
          _http._udp.web.default.svc.cluster.local         | SRV  | by another protocol                    | the Service has no such port; it has _dns-tcp._tcp, _dns._udp, _http._tcp
          _http._tcp.web.default.svc.cluster.local         | SRV  | one that there is                      | ''
          _http._tcp.web.default.svc.cluster.local         | A    | and its other types                    | ''
          _sqll._tcp.db.default.svc.cluster.local          | SRV  | of a headless Service                  | the Service has no such port; it has _any._tcp, _sql._tcp
          _http._tcp.plain.default.svc.cluster.local       | SRV  | of one without named ports             | the Service has no named ports
          http.tcp.web.default.svc.cluster.local           | SRV  | underscores forgotten                  | ports are asked for as _name._protocol
          number.default.svc.cluster.local                 | A    | an ExternalName that is an address     | externalName 192.0.2.1 is no name; addresses need a Service without selector and an EndpointSlice
          out.default.svc.cluster.local                    | CNAME | one that is a name                    | ''
          a.out.default.svc.cluster.local                  | A    | a name below one                       | there are no names below an ExternalName
          loop.default.svc.cluster.local                   | A    | one that leads to itself               | the aliases lead in a circle
          in.default.svc.cluster.local                     | A    | one that leads in                      | ''
          in.default.svc.cluster.local                     | TXT  | to a type there is not                 | ''
          miss.default.svc.cluster.local                   | A    | one that leads to nothing              | no Service of this name in the namespace
          pending.default.svc.cluster.local                | A    | no cluster address yet                 | the Service has no cluster address yet
          web.default.pod.cluster.local                    | A    | the name of a Pod                      | the name of a Pod is its address with dashes, such as 10-244-1-8
          10-1-2-3.default.pod.cluster.local               | A    | its address                            | ''
          10-1-2-3.default.pod.cluster.local               | AAAA | the other family                       | ''
          9.9.244.10.in-addr.arpa                          | PTR  | addresses come and go                  | ''
          """)
  void says(String name, String type, String rule, String why) {
    assertEquals(why, Ways.why(zone, name, type), rule);
  }

  @Test
  void aLongTextIsCutAndStaysAscii() {
    String many = "a-label-key-of-some-length".repeat(9);
    ClusterZone zone =
        new Cluster()
            .namespaces("default")
            .service("long.default", "'clusterIP':'None','selector':{'" + many + "':'\u00e4'}")
            .zone();
    String why = Ways.why(zone, "long.default.svc.cluster.local", "A");
    assertEquals(200, why.length());
  }

  @Test
  void pods() {
    ClusterZone verified = Rules.fill(new Cluster(PodNames.VERIFIED)).zone();
    assertEquals(
        "no Pod of this namespace has the address",
        Ways.why(verified, "10-1-2-3.default.pod.cluster.local", "A"));
    ClusterZone none = Rules.fill(new Cluster(PodNames.DISABLED)).zone();
    assertEquals(
        "names of Pods are switched off (pods disabled)",
        Ways.why(none, "10-1-2-3.default.pod.cluster.local", "A"));
  }

  @Test
  void servicesLeftOut() {
    Options options =
        new Options(
            -1,
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of(),
            false,
            true,
            false);
    ClusterZone zone = Rules.fill(new Cluster(PodNames.INSECURE, options)).zone();
    assertEquals(
        "no EndpointSlice belongs to the Service, and such Services are left out (ignore empty_service)",
        Ways.why(zone, "plain.default.svc.cluster.local", "A"));
    assertEquals("", Ways.why(zone, "web.default.svc.cluster.local", "A"));
  }
}
