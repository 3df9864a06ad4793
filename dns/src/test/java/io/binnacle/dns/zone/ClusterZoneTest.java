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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How zones change, and what answers have beside the records asked for; what is answered is in `dns.rules`.
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
