package io.binnacle.dns.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.dns.config.ConfigException;
import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.DnsClient;
import io.binnacle.dns.wire.MessageReader.Reply;
import io.binnacle.model.meta.ResourceName;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Another configuration takes over while clients ask.
@Timeout(120)
class ReloadTest {
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();
  private static final int RELOADS = 40;

  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  private final ListsApi api = new ListsApi();
  private static final Logger LOG = System.getLogger(ReloadTest.class.getName());

  private final int port = freePort();
  private final DnsService dns =
      new DnsService(corefile(30, ""), api, scheduler, RANDOM, ClientNamespaces.NONE, "test");

  ReloadTest() throws IOException {}

  @AfterEach
  void stop() {
    dns.close();
    scheduler.close();
  }

  @Test
  void noQueryIsLostWhilePlacesComeAndGo() throws Exception {
    start();
    InetSocketAddress stays = dns.addresses().getFirst();
    try (Flood flood = new Flood(stays, "web.default.svc.cluster.local.")) {
      for (int i = 0; i < RELOADS; i++) {
        flood.awaitAnswers(100);
        // Every other time there is a place more, and the zone is read anew.
        dns.reload(corefile(30 + i, i % 2 == 0 ? "127.0.0.2" : ""));
        assertEquals(i % 2 == 0 ? 2 : 1, dns.addresses().size());
        if (i % 2 == 0) {
          assertEquals("10.96.0.7", ask(dns.addresses().get(1)));
        }
        // An address that is not this machine's: everything stays as it is.
        assertThrows(IOException.class, () -> dns.reload(corefile(7, "192.0.2.1")));
      }
      Flood.Count count = flood.finish();
      assertEquals(0, count.lost(), count + " over " + RELOADS + " reloads");
      assertEquals(0, count.wrong(), count + " over " + RELOADS + " reloads");
      assertTrue(count.asked() >= 100 * RELOADS, count.toString());
    }
    assertEquals(stays, dns.addresses().getFirst());
  }

  @Test
  void oldNamesAnswerUntilTheNewOnesAreReadHoweverOftenTheConfigurationChanges() throws Exception {
    start();
    api.forbidden.add(ResourceName.SERVICES);
    dns.reload(corefile(31, ""));
    assertEquals("10.96.0.7", ask(dns.addresses().getFirst()), "the old zone");
    assertEquals(30, dns.zone().config().ttl());
    // The same zone, beside something else that changes: what is being read is what is wanted
    // still.
    dns.reload(corefile(31, "127.0.0.2"));
    assertEquals(30, dns.zone().config().ttl());
    api.forbidden.clear();
    while (dns.zone().config().ttl() != 31) {
      Thread.onSpinWait();
    }
    assertEquals("10.96.0.7", ask(dns.addresses().getFirst()), "the new zone");
  }

  private void start() throws IOException, InterruptedException {
    dns.start();
    CountDownLatch ready = new CountDownLatch(1);
    dns.onReady(ready::countDown);
    ready.await();
  }

  /// A port that is free for both protocols at every address of this machine.
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket tcp = new ServerSocket(0);
          DatagramSocket udp = new DatagramSocket(tcp.getLocalPort())) {
        return udp.getLocalPort();
      } catch (BindException taken) {
        LOG.log(Level.DEBUG, "free for TCP only", taken);
      }
    }
  }

  private DnsConfig corefile(int ttl, String more) throws ConfigException {
    return Corefile.parse(
        """
        .:%d {
          bind 127.0.0.1 %s
          kubernetes cluster.local {
            ttl %d
          }
        }
        """
            .formatted(port, more, ttl),
        "Corefile",
        _ -> null);
  }

  private static String ask(InetSocketAddress at) throws IOException {
    Reply reply =
        new DnsClient(at, RANDOM).ask(DnsName.of("web.default.svc.cluster.local"), RrType.A);
    return reply.answers().getFirst().data() instanceof Rdata.Address(var ip)
        ? ip.toString()
        : reply.toString();
  }
}
