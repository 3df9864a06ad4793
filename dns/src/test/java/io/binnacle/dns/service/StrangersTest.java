package io.binnacle.dns.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.forward.ForwardEvents;
import io.binnacle.dns.metrics.CacheFigures;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.Client;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.ReplySink;
import io.binnacle.dns.wire.ServerCookies;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneEditor;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Who gets what: clients of the cluster, and strangers.
class StrangersTest {
  private static final String CLUSTER = "web.default.svc.cluster.local.";
  private static final String OUTSIDE = "names.example.";

  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();

  @AfterEach
  void stop() {
    scheduler.close();
  }

  @ParameterizedTest
  @CsvSource({
    // what the Corefile says, who asks, for a name of the cluster, for one outside
    "answer, 10.244.0.7, NOERROR, NOERROR",
    "answer, 203.0.113.7, NOERROR, NOERROR",
    "cluster_only, 10.244.0.7, NOERROR, NOERROR",
    "cluster_only, 198.51.100.7, NOERROR, NOERROR",
    "cluster_only, 203.0.113.7, NOERROR, REFUSED 18",
    "cluster_only, 2001:db8:1::7, NOERROR, REFUSED 18",
    "refuse, 127.0.0.1, NOERROR, NOERROR",
    "refuse, 198.51.100.7, NOERROR, NOERROR",
    "refuse, 203.0.113.7, REFUSED 18, REFUSED 18",
    "refuse, 2001:db8:1::7, REFUSED 18, REFUSED 18",
  })
  void get(String mode, String client, String cluster, String outside) throws Exception {
    Listening.Answerer answerer = answerer(mode);
    assertEquals(cluster, ask(answerer, client, CLUSTER));
    assertEquals(outside, ask(answerer, client, OUTSIDE));
    answerer.outside().close();
  }

  @ParameterizedTest
  @CsvSource({
    "answer, 203.0.113.7, 512",
    "cluster_only, 203.0.113.7, 0",
    "refuse, 203.0.113.7, 0",
    "refuse, 198.51.100.7, 2147483647",
  })
  void getInPlaceOnlyWhatEverybodyGets(String mode, String client, int room) throws Exception {
    int low = java.nio.ByteBuffer.wrap(InetAddress.ofLiteral(client).getAddress()).getInt();
    assertEquals(room, answerer(mode).room().octets(0, low & 0xffff_ffffL));
  }

  private Listening.Answerer answerer(String mode) throws Exception {
    DnsConfig config =
        Corefile.parse(
            """
            .:53 {
              kubernetes cluster.local
              hosts none {
                10.9.9.9 names.example
              }
              binnacle {
                strangers %s
                cluster_cidr 198.51.100.0/24
              }
            }
            """
                .formatted(mode),
            "Corefile",
            _ -> null);
    ClusterZone zone = zone();
    Answerers answerers =
        new Answerers(
            () -> zone,
            () -> DnsService.NO_ZONE,
            new OutsideBuilder(
                scheduler, ForwardEvents.NONE, name -> new CacheFigures("", name.toString())),
            ClientNamespaces.NONE,
            new ServerCookies(InstantSource.system(), new SecureRandom()),
            new Random(7),
            List::of,
            InstantSource.system());
    return answerers.of(ListenPlan.of(config), config, new HashMap<>()).values().iterator().next();
  }

  private static ClusterZone zone() throws Exception {
    ZoneConfig config = DnsService.NO_ZONE.config();
    ZoneEditor editor =
        new ZoneEditor(
            new ZoneConfig(
                DnsName.of("cluster.local."), 5, 5, config.pods(), config.dnsService(), List.of()),
            InstantSource.system());
    editor.namespace("default", true);
    String web =
        "{\"metadata\":{\"name\":\"web\",\"namespace\":\"default\"},"
            + "\"spec\":{\"clusterIP\":\"10.96.0.7\",\"clusterIPs\":[\"10.96.0.7\"]}}";
    Obj object = (Obj) Json.parse(web.getBytes(StandardCharsets.UTF_8)).value();
    editor.service(new ObjectKey("default", "web"), ServiceView.of(object));
    return editor.snapshot(true);
  }

  /// The response code, and the code of the extended error.
  private static String ask(Listening.Answerer answerer, String from, String name)
      throws IOException {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    byte[] octets = query.toWire();
    InetSocketAddress client = new InetSocketAddress(InetAddress.ofLiteral(from), 4_000);
    byte[][] got = new byte[1][];
    answerer
        .resolver()
        .resolve(
            octets,
            octets.length,
            new Client(client, client, Client.Transport.UDP),
            new ReplySink() {
              @Override
              public void message(byte[] message, boolean last) {
                got[0] = message;
              }

              @Override
              public void nothing() {}
            });
    Message reply = new Message(got[0]);
    OPTRecord opt = reply.getOPT();
    List<EDNSOption> why =
        opt == null ? List.of() : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR);
    String code = Rcode.string(reply.getRcode());
    return why.isEmpty()
        ? code
        : code + " " + ((ExtendedErrorCodeOption) why.getFirst()).getErrorCode();
  }
}
