package io.binnacle.dns.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.dns.config.ConfigException;
import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.DnsClient;
import io.binnacle.dns.wire.MessageReader.Reply;
import io.binnacle.model.meta.ResourceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole DNS on loopback, asked over UDP and TCP.
@Timeout(60)
class DnsServiceTest {
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();
  private static final String CLUSTER =
      """
      .:0 {
        bind 127.0.0.1
        kubernetes cluster.local in-addr.arpa {
          fallthrough in-addr.arpa
        }
        hosts none {
          10.9.9.%d names.example
        }
      }
      """;

  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  private final ListsApi api = new ListsApi();
  private final List<DnsService> running = new ArrayList<>();

  @TempDir Path dir = Path.of(".");

  @AfterEach
  void stop() {
    running.forEach(DnsService::close);
    scheduler.close();
  }

  @Test
  void answersFromTheStartAndSaysWhatIsMissing() throws Exception {
    api.forbidden.add(ResourceName.ENDPOINT_SLICES);
    DnsService dns = start(CLUSTER.formatted(1));
    assertEquals("10.9.9.1", ask(dns, "names.example"));
    assertEquals("2", ask(dns, "web.default.svc.cluster.local"), "SERVFAIL until all is read");
    assertFalse(dns.isReady());
    String waiting = "";
    while (!waiting.contains("403")) {
      waiting = String.join(", ", dns.waitingFor());
      Thread.onSpinWait();
    }
    assertTrue(
        waiting.contains("it takes the verbs list and watch on endpointslices.discovery.k8s.io"),
        waiting);
    CountDownLatch ready = new CountDownLatch(1);
    dns.onReady(ready::countDown);
    api.forbidden.clear();
    ready.await();
    assertTrue(dns.isReady());
    assertEquals("10.96.0.7", ask(dns, "web.default.svc.cluster.local"));
  }

  @Test
  void aLameDuckIsNotReadyAndAnswers() throws Exception {
    DnsService dns = ready(start(CLUSTER.formatted(1)));
    dns.lameDuck();
    assertFalse(dns.isReady());
    assertEquals("10.96.0.7", ask(dns, "web.default.svc.cluster.local"));
  }

  @Test
  void anotherConfigurationTakesOverBehindTheSameSocketsAndLosesNothing() throws Exception {
    DnsService dns = ready(start(CLUSTER.formatted(1)));
    List<InetSocketAddress> before = dns.addresses();
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              while (!enough.get()) {
                try {
                  boolean right = ask(dns, "names.example").startsWith("10.9.9.");
                  right &= ask(dns, "web.default.svc.cluster.local").equals("10.96.0.7");
                  wrong.addAndGet(right ? 0 : 1);
                } catch (IOException e) {
                  wrong.incrementAndGet();
                }
                asked.incrementAndGet();
              }
            });
    for (int i = 2; i < 30; i++) {
      dns.reload(parse(CLUSTER.formatted(i)));
      assertEquals("10.9.9." + i, ask(dns, "names.example"));
    }
    dns.reload(parse(CLUSTER.formatted(30).replace("{\n    fall", "{\n    ttl 7\n    fall")));
    enough.set(true);
    client.join();
    assertEquals(0, wrong.get(), asked + " rounds");
    assertEquals(before, dns.addresses());
  }

  @Test
  void aNewAddressIsOpenedAndAnOldOneClosed() throws Exception {
    DnsService dns = ready(start(CLUSTER.formatted(1)));
    InetSocketAddress before = dns.addresses().getFirst();
    String elsewhere = CLUSTER.formatted(2).replace("127.0.0.1", "127.0.0.2");
    dns.reload(parse(elsewhere));
    assertEquals("127.0.0.2", dns.addresses().getFirst().getAddress().getHostAddress());
    assertEquals("10.9.9.2", ask(dns, "names.example"));
    assertNotEquals(before, dns.addresses().getFirst());
  }

  @Test
  void anAddressInUseLeavesTheOldConfigurationInForce() throws Exception {
    DnsService dns = ready(start(CLUSTER.formatted(1)));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String wanted = CLUSTER.formatted(2).replace(":0 ", ":" + taken.getLocalPort() + " ");
      IOException e = assertThrows(IOException.class, () -> dns.reload(parse(wanted)));
      assertTrue(
          String.valueOf(e.getMessage()).contains("cannot listen on dns://127.0.0.1:"),
          e.getMessage());
    }
    assertEquals("10.9.9.1", ask(dns, "names.example"));
    assertEquals("10.96.0.7", ask(dns, "web.default.svc.cluster.local"));
  }

  @Test
  void blocksOfOnePortAreChosenByTheLongestZone() throws Exception {
    DnsService dns =
        start(
            """
            example:0 {
              bind 127.0.0.1
              hosts none {
                10.1.0.1 a.example a.deep.example
                fallthrough
              }
            }
            deep.example:0 {
              bind 127.0.0.1
              hosts none {
                10.1.0.2 a.deep.example
              }
            }
            """);
    assertEquals("10.1.0.1", ask(dns, "a.example"));
    assertEquals("10.1.0.2", ask(dns, "a.deep.example"));
    assertEquals("5", ask(dns, "elsewhere"), "nobody is asked: REFUSED");
    assertTrue(dns.isReady(), "there is nothing to wait for");
  }

  @Test
  void aBadFileIsRefusedOnceAndTheOldOneStays() throws Exception {
    Path file = dir.resolve("Corefile");
    Files.writeString(file, CLUSTER.formatted(1));
    DnsService dns = ready(start(CLUSTER.formatted(1)));
    try (ConfigWatch watch =
        new ConfigWatch(dns, () -> Corefile.load(file, _ -> null), scheduler, RANDOM)) {
      Files.writeString(file, CLUSTER.formatted(2) + "}");
      watch.now();
      assertEquals(1, watch.failures());
      assertEquals("Corefile:10: a } that closes nothing", watch.rejected());
      assertEquals("10.9.9.1", ask(dns, "names.example"));
      Files.writeString(file, CLUSTER.formatted(3));
      watch.now();
      assertEquals(1, watch.reloads());
      assertNull(watch.rejected());
      assertEquals("10.9.9.3", ask(dns, "names.example"));
    }
  }

  private DnsService start(String corefile) throws IOException {
    DnsService dns =
        new DnsService(parse(corefile), api, scheduler, RANDOM, ClientNamespaces.NONE, "test");
    running.add(dns);
    dns.start();
    return dns;
  }

  private static DnsService ready(DnsService dns) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    dns.onReady(ready::countDown);
    ready.await();
    return dns;
  }

  private static DnsConfig parse(String corefile) throws ConfigException {
    return Corefile.parse(corefile, "Corefile", _ -> null);
  }

  /// The first address, or the response code.
  private static String ask(DnsService dns, String name) throws IOException {
    InetSocketAddress at = dns.addresses().getFirst();
    Reply reply = new DnsClient(at, RANDOM).ask(DnsName.of(name), RrType.A);
    return reply.answers().isEmpty()
        ? Integer.toString(reply.rcode())
        : reply.answers().getFirst().data() instanceof io.binnacle.dns.name.Rdata.Address(var ip)
            ? ip.toString()
            : reply.toString();
  }
}
