package io.binnacle.dns.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.model.meta.ObjectKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterZoneTest {
  private final ClusterZone zone = Zones.everyKind();

  /// The records of an answer without owner and TTL, sorted; or what kind of "no" it is.
  private static String say(Answer answer) {
    return switch (answer) {
      case Answer.Found(List<Rr> records, _) -> list(records);
      case Answer.NoData(List<Rr> chain, _) -> (list(chain) + " NODATA").strip();
      case Answer.NxDomain(List<Rr> chain, _) -> (list(chain) + " NXDOMAIN").strip();
      case Answer.Elsewhere(List<Rr> chain, DnsName target) -> list(chain) + " then " + target;
      case Answer.NotOurs() -> "not ours";
      case Answer.NotReady() -> "not ready";
    };
  }

  private static String list(List<Rr> records) {
    return records.stream()
        .map(rr -> rr.data().toString())
        .sorted()
        .collect(Collectors.joining(" + "));
  }

  private String ask(String name, String type) {
    return say(zone.answer(DnsName.of(name), Objects.requireNonNull(RrType.parse(type))));
  }

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.default.svc.cluster.local                  | A     | a cluster address                                    | 10.96.0.7
          WEB.Default.SVC.cluster.LOCAL                  | A     | names know no case                                   | 10.96.0.7
          web.default.svc.cluster.local                  | AAAA  | the other family                                     | fd00::7
          web.default.svc.cluster.local                  | TXT   | another type of a name that exists                   | NODATA
          web.default.svc.cluster.local                  | SRV   | one for each port number, and family halves weight   | 0 16 53 web.default.svc.cluster.local. + 0 16 80 web.default.svc.cluster.local.
          _http._tcp.web.default.svc.cluster.local       | SRV   | the Service port, not the target port                | 0 50 80 web.default.svc.cluster.local.
          _http._tcp.web.default.svc.cluster.local       | A     | a port name has no address                           | NODATA
          _http._udp.web.default.svc.cluster.local       | SRV   | the port of another protocol                         | NXDOMAIN
          _tcp.web.default.svc.cluster.local             | SRV   | something is below it                                | NODATA
          http.tcp.web.default.svc.cluster.local         | SRV   | underscores are required                             | NXDOMAIN
          10-244-1-9.web.default.svc.cluster.local       | A     | endpoints of a Service with a cluster address        | 10.244.1.9
          db.default.svc.cluster.local                   | A     | ready endpoints, unstated is ready, no virtual IP    | 10.244.1.2 + 10.244.2.3
          db.default.svc.cluster.local                   | AAAA  | the other family of a headless Service               | fd00:10:244:3::
          db-0.db.default.svc.cluster.local              | A     | an endpoint by its host name                         | 10.244.1.2
          10-244-1-2.db.default.svc.cluster.local        | A     | which is then its only name                          | NXDOMAIN
          10-244-2-3.db.default.svc.cluster.local        | A     | an endpoint without host name                        | 10.244.2.3
          fd00-10-244-3--0.db.default.svc.cluster.local  | AAAA  | a trailing dash is no label                          | fd00:10:244:3::
          db-2.db.default.svc.cluster.local              | A     | an endpoint that is not ready                        | NXDOMAIN
          _sql._tcp.db.default.svc.cluster.local         | SRV   | the port of the slice                                | 0 33 6543 10-244-2-3.db.default.svc.cluster.local. + 0 33 6543 db-0.db.default.svc.cluster.local. + 0 33 6543 fd00-10-244-3--0.db.default.svc.cluster.local.
          _any._tcp.db.default.svc.cluster.local         | SRV   | a slice port without number                          | NODATA
          idle.default.svc.cluster.local                 | A     | a headless Service without ready endpoint            | NXDOMAIN
          out.default.svc.cluster.local                  | CNAME | an ExternalName                                      | db.example.com.
          out.default.svc.cluster.local                  | A     | whose target is elsewhere                            | db.example.com. then db.example.com.
          out.default.svc.cluster.local                  | SRV   | the alias stands for every type                      | db.example.com. then db.example.com.
          a.out.default.svc.cluster.local                | A     | nothing exists below an alias                        | NXDOMAIN
          in.default.svc.cluster.local                   | A     | an alias to a name of ours is followed               | 10.96.0.7 + web.default.svc.cluster.local.
          in.default.svc.cluster.local                   | TXT   | and its "no" too                                     | web.default.svc.cluster.local. NODATA
          loop.default.svc.cluster.local                 | A     | an alias of itself ends                              | loop.default.svc.cluster.local. NODATA
          number.default.svc.cluster.local               | A     | an address is no external name                       | NXDOMAIN
          pod.svc.svc.cluster.local                      | A     | labels are positional                                | 10.96.0.8
          cluster.local                                  | NS    | the zone's server is the DNS Service                 | kube-dns.kube-system.svc.cluster.local.
          cluster.local                                  | A     | the apex has no address                              | NODATA
          ns.dns.cluster.local                           | A     | the name in the SOA resolves                         | 10.96.0.10
          dns-version.cluster.local                      | TXT   | the version of the specification                     | "1.1.0"
          dns-version.cluster.local                      | A     | and nothing else there                               | NODATA
          svc.cluster.local                              | A     | a name with something below it                       | NODATA
          default.svc.cluster.local                      | TXT   | a namespace                                          | NODATA
          empty.svc.cluster.local                        | A     | a namespace without Services                         | NODATA
          nowhere.svc.cluster.local                      | A     | no such namespace                                    | NXDOMAIN
          web.nowhere.svc.cluster.local                  | A     | a Service in no namespace                            | NXDOMAIN
          nothing.default.svc.cluster.local              | A     | no such Service                                      | NXDOMAIN
          a.b.c.web.default.svc.cluster.local            | A     | too many labels                                      | NXDOMAIN
          other.cluster.local                            | A     | neither svc nor pod                                  | NXDOMAIN
          10-1-2-3.default.pod.cluster.local             | A     | a Pod address, any                                   | 10.1.2.3
          10-1-2-3.default.pod.cluster.local             | AAAA  | of the other family                                  | NODATA
          10-1-2-999.default.pod.cluster.local           | A     | no address                                           | NXDOMAIN
          x.10-1-2-3.default.pod.cluster.local           | A     | nothing is below a Pod                               | NXDOMAIN
          10-1-2-3.nowhere.pod.cluster.local             | A     | a Pod in no namespace                                | NXDOMAIN
          7.0.96.10.in-addr.arpa                         | PTR   | a cluster address                                    | web.default.svc.cluster.local.
          2.1.244.10.in-addr.arpa                        | PTR   | an endpoint                                          | db-0.db.default.svc.cluster.local.
          2.1.244.10.in-addr.arpa                        | A     | another type of a reverse name                       | NODATA
          1.244.10.in-addr.arpa                          | PTR   | a reverse name above known ones                      | NODATA
          9.9.244.10.in-addr.arpa                        | PTR   | an address of ours that nobody has                   | NXDOMAIN
          1.2.0.192.in-addr.arpa                         | PTR   | an address of others                                 | not ours
          07.0.96.10.in-addr.arpa                        | PTR   | a leading zero                                       | not ours
          7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa | PTR | an IPv6 cluster address | web.default.svc.cluster.local.
          example.com                                    | A     | a name of others                                     | not ours
          foocluster.local                               | A     | zones match by label                                 | not ours
          """)
  void answers(String name, String type, String why, String expected) {
    assertEquals(expected, ask(name, type), why);
  }

  @Test
  void aNegativeAnswerCarriesTheSoaOfTheZoneWithItsSerial() {
    Answer answer = zone.answer(DnsName.of("nothing.default.svc.cluster.local"), RrType.A);
    Rr soa = ((Answer.NxDomain) answer).soa();
    assertTrue(
        soa.toString()
            .startsWith(
                "cluster.local. 5 IN SOA ns.dns.cluster.local. hostmaster.cluster.local. "));
    assertTrue(zone.serial() >= Zones.NOW.getEpochSecond());
  }

  @Test
  void srvAnswersBringTheAddressesOfTheirTargets() {
    Answer answer = zone.answer(DnsName.of("_sql._tcp.db.default.svc.cluster.local"), RrType.SRV);
    assertEquals(
        "10.244.1.2 + 10.244.2.3 + fd00:10:244:3::", list(((Answer.Found) answer).additional()));
  }

  @Test
  void beforeEverythingIsReadANoWouldBeALie() {
    ClusterZone early = Zones.editor(ZoneConfig.PodNames.INSECURE).snapshot(false);
    assertEquals(
        "not ready", say(early.answer(DnsName.of("nothing.default.svc.cluster.local"), RrType.A)));
    assertEquals("not ours", say(early.answer(DnsName.of("example.com"), RrType.A)));
  }

  @Test
  void podNamesCanBeVerifiedOrOff() {
    ClusterZone verified = Zones.editor(ZoneConfig.PodNames.VERIFIED).snapshot(true);
    assertEquals(
        "10.244.1.2",
        say(verified.answer(DnsName.of("10-244-1-2.default.pod.cluster.local"), RrType.A)));
    assertEquals(
        "NXDOMAIN",
        say(verified.answer(DnsName.of("10-1-2-3.default.pod.cluster.local"), RrType.A)));
    ClusterZone off = Zones.editor(ZoneConfig.PodNames.DISABLED).snapshot(true);
    assertEquals(
        "NXDOMAIN", say(off.answer(DnsName.of("10-1-2-3.default.pod.cluster.local"), RrType.A)));
  }

  @Test
  void whatOneServiceLosesTheOtherKeeps() {
    ZoneEditor editor = Zones.editor(ZoneConfig.PodNames.INSECURE);
    Zones.service(
        editor,
        "{'metadata':{'name':'db2','namespace':'default'},'spec':{'clusterIP':'None'}}",
        "{'addressType':'IPv4','endpoints':[{'addresses':['10.244.1.2'],'hostname':'db-0'}]}");
    ClusterZone both = editor.snapshot(true);
    DnsName reverse = DnsName.of("2.1.244.10.in-addr.arpa");
    assertEquals(
        "db-0.db.default.svc.cluster.local. + db-0.db2.default.svc.cluster.local.",
        say(both.answer(reverse, RrType.PTR)));
    assertTrue(editor.service(new ObjectKey("default", "db"), null));
    assertEquals(
        "db-0.db2.default.svc.cluster.local.",
        say(editor.snapshot(true).answer(reverse, RrType.PTR)));
    assertEquals(
        "NXDOMAIN",
        say(
            editor
                .snapshot(true)
                .answer(DnsName.of("db-0.db.default.svc.cluster.local"), RrType.A)));
    // A snapshot in use does not change under its reader.
    assertEquals(
        "10.244.1.2", say(both.answer(DnsName.of("db-0.db.default.svc.cluster.local"), RrType.A)));
    assertFalse(editor.service(new ObjectKey("default", "db"), null));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      textBlock =
          """
          web.default.svc.cluster.local     | nothing
          no.web.default.svc.cluster.local  | nothing
          nobody.default.svc.cluster.local  | no Service of this name in the namespace
          web.nowhere.svc.cluster.local     | no such namespace
          nowhere.svc.cluster.local         | no such namespace
          www.example.com.cluster.local     | nothing
          example.com                       | nothing
          number.default.svc.cluster.local  | the Service's externalName is not a DNS name
          idle.default.svc.cluster.local    | the headless Service has no endpoints: do its selector and the Pods' labels match?
          """)
  void explains(String name, String why) {
    Reason reason = zone.why(DnsName.of(name));
    assertEquals(why, reason == null ? null : reason.text());
  }

  @Test
  void aHeadlessServiceSaysHowManyEndpointsAreNotReady() {
    ZoneEditor editor = Zones.editor(ZoneConfig.PodNames.INSECURE);
    Zones.slice(
        editor,
        "default",
        "idle",
        "idle-x",
        "{'addressType':'IPv4','endpoints':[{'addresses':['10.244.9.9'],'conditions':{'ready':false}}]}");
    DnsName idle = DnsName.of("idle.default.svc.cluster.local");
    Reason reason = Objects.requireNonNull(editor.snapshot(true).why(idle));
    assertEquals(
        "the headless Service has no ready endpoint, 1 not ready: see the Pods' readiness",
        reason.text());
  }

  @Test
  void aSliceWaitsForItsServiceAndTheServiceForItsNamespace() {
    ZoneEditor editor =
        new ZoneEditor(Zones.config(ZoneConfig.PodNames.INSECURE), InstantSource.fixed(Zones.NOW));
    DnsName name = DnsName.of("late.there.svc.cluster.local");
    DnsName reverse = DnsName.of("5.9.244.10.in-addr.arpa");
    assertFalse(
        Zones.slice(
            editor,
            "there",
            "late",
            "late-1",
            "{'addressType':'IPv4','endpoints':[{'addresses':['10.244.9.5']}]}"));
    Zones.service(
        editor, "{'metadata':{'name':'late','namespace':'there'},'spec':{'clusterIP':'None'}}");
    assertEquals("NXDOMAIN", say(editor.snapshot(true).answer(name, RrType.A)));
    assertEquals("NXDOMAIN", say(editor.snapshot(true).answer(reverse, RrType.PTR)));
    assertTrue(editor.namespace("there", true));
    assertEquals("10.244.9.5", say(editor.snapshot(true).answer(name, RrType.A)));
    assertEquals(
        "10-244-9-5.late.there.svc.cluster.local.",
        say(editor.snapshot(true).answer(reverse, RrType.PTR)));
    assertTrue(editor.namespace("there", false));
    assertEquals("NXDOMAIN", say(editor.snapshot(true).answer(name, RrType.A)));
    assertEquals("NXDOMAIN", say(editor.snapshot(true).answer(reverse, RrType.PTR)));
  }

  @Test
  void anAddressInTwoSlicesIsOneRecordAndStaysUntilBothAreGone() {
    ZoneEditor editor = Zones.editor(ZoneConfig.PodNames.INSECURE);
    String slice =
        "{'addressType':'IPv4','ports':[{'name':'sql','port':6543}],'endpoints':[{'addresses':['10.244.1.2'],'hostname':'db-0'}]}";
    long serial = editor.snapshot(true).serial();
    assertTrue(Zones.slice(editor, "default", "db", "db-again", slice));
    assertFalse(Zones.slice(editor, "default", "db", "db-again", slice));
    ClusterZone twice = editor.snapshot(true);
    assertEquals(serial + 1, twice.serial());
    DnsName name = DnsName.of("db-0.db.default.svc.cluster.local");
    DnsName reverse = DnsName.of("2.1.244.10.in-addr.arpa");
    assertEquals("10.244.1.2", say(twice.answer(name, RrType.A)));
    assertEquals(
        "0 50 6543 db-0.db.default.svc.cluster.local.", say(twice.answer(name, RrType.SRV)));
    assertTrue(editor.slice(new ObjectKey("default", "db-0"), null));
    assertEquals("10.244.1.2", say(editor.snapshot(true).answer(name, RrType.A)));
    assertEquals(
        "db-0.db.default.svc.cluster.local.",
        say(editor.snapshot(true).answer(reverse, RrType.PTR)));
    assertTrue(editor.slice(new ObjectKey("default", "db-again"), null));
    assertEquals("NXDOMAIN", say(editor.snapshot(true).answer(name, RrType.A)));
    assertEquals("NXDOMAIN", say(editor.snapshot(true).answer(reverse, RrType.PTR)));
  }
}
