package io.binnacle.dns.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.dns.log.ErrorLog;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.log.SearchMisses;
import io.binnacle.dns.metrics.DnsMetrics;
import io.binnacle.dns.metrics.ServerFigures;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.observe.Observers.Carrier;
import io.binnacle.dns.run.Client;
import io.binnacle.dns.run.MessageHandler;
import io.binnacle.dns.run.ReplySink;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ObservedHandlerTest {
  private static final DnsName CLUSTER = DnsName.of("cluster.local");
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);
  private static final Client CLIENT = new Client(ADDRESS, ADDRESS, Client.Transport.TCP);

  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final DnsMetrics metrics = new DnsMetrics("cluster.local.");
  private final ServerFigures server = new ServerFigures("test", "");
  private final SharedObserver observer =
      new Observers(
              metrics,
              new QueryLog(scheduler, _ -> null, new SearchMisses(CLUSTER, _ -> true), _ -> {}),
              new ErrorLog(scheduler, List.of(), (_, _) -> {}),
              server)
          .shared("dns://:53", Carrier.TCP);
  private final List<byte[]> got = new ArrayList<>();
  private int nothing;

  private final ReplySink sink =
      new ReplySink() {
        @Override
        public void message(byte[] message, boolean last) {
          got.add(message);
        }

        @Override
        public void messages(Iterator<byte[]> all) {
          all.forEachRemaining(got::add);
        }

        @Override
        public void nothing() {
          nothing++;
        }
      };

  @ParameterizedTest(name = "{0}, RCODE {1}, later: {2}: zone {3}, by {4}")
  @CsvSource({
    "web.shop.svc.cluster.local., 0, false, cluster.local., kubernetes",
    "nothing.cluster.local., 3, false, cluster.local., kubernetes",
    "1.0.96.10.in-addr.arpa., 0, false, in-addr.arpa., kubernetes",
    "1.0.0.0.ip6.arpa., 3, false, ip6.arpa., kubernetes",
    "example.org., 0, false, ., cache",
    "example.org., 0, true, ., forward",
    "example.org., 2, true, ., forward",
    "example.org., 5, false, dropped, ''",
    "example.org., 4, false, dropped, ''"
  })
  void whoKnewTheAnswerIsTold(String name, int rcode, boolean later, String zone, String plugin)
      throws Exception {
    Message query = Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
    byte[] asked = query.toWire();
    query.getHeader().setFlag(Flags.QR);
    query.getHeader().setRcode(rcode);
    byte[] told = query.toWire();
    List<ReplySink> waiting = new ArrayList<>();
    MessageHandler handler =
        (_, _, _, out) -> {
          if (later) {
            waiting.add(out);
          } else {
            out.message(told, true);
          }
        };
    new ObservedHandler(handler, observer, CLUSTER).resolve(asked, asked.length, CLIENT, sink);
    waiting.forEach(out -> out.message(told, true));
    assertEquals(List.of(told), got);
    String text = text();
    assertTrue(
        text.contains("zone=\"" + zone + "\"}") && text.contains("{plugin=\"" + plugin + "\""),
        text);
  }

  @Test
  void aTransferOfManyMessagesIsOneAnswer() throws Exception {
    byte[] message =
        Message.newQuery(Record.newRecord(Name.fromString("cluster.local."), Type.AXFR, DClass.IN))
            .toWire();
    MessageHandler handler =
        (_, _, _, out) -> out.messages(List.of(message, message, message).iterator());
    new ObservedHandler(handler, observer, CLUSTER).resolve(message, message.length, CLIENT, sink);
    assertEquals(3, got.size());
    assertTrue(text().contains("binnacle_dns_answers_total{path=\"slow\",proto=\"tcp\"} 1.0"));
  }

  @Test
  void whatGetsNoReplyIsCounted() {
    new ObservedHandler((_, _, _, out) -> out.nothing(), observer, CLUSTER)
        .resolve(new byte[3], 3, CLIENT, sink);
    assertEquals(1, nothing);
    assertTrue(
        text().contains("binnacle_dns_dropped_total{proto=\"tcp\",reason=\"not_a_query\"} 1.0"));
  }

  private String text() {
    return metrics.text(new PrometheusRegistry());
  }
}
