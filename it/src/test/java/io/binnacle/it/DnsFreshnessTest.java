package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.it.Api.Endpoint;
import io.binnacle.testkit.BinnacleProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

/// Whoever has seen what is new never sees what was before: of the DNS in the process of the API, and of one that is attached to
/// it. Clients ask while somebody writes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DnsFreshnessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration WRITING = Duration.ofSeconds(10);
  private static final String DOMAIN = ".default.svc.cluster.local";

  private BinnacleProcess cluster;
  private ScriptedNames outside;
  private DnsProcess attached;
  private Api api;

  @BeforeAll
  void start(@TempDir Path temp) throws IOException {
    Path data = temp.resolve("data");
    cluster = BinnacleProcess.start(data, "--service-cidr", "10.96.0.0/16,fd00:96::/112");
    Path kubeconfig = data.resolve("kubeconfig");
    api = new Api(kubeconfig);
    outside = ScriptedNames.start(Map.of());
    attached = DnsProcess.ready(temp, DnsProcess.stockCorefile(outside.at()), kubeconfig);
  }

  @AfterAll
  void stop() {
    attached.close();
    outside.close();
    api.close();
    cluster.close();
  }

  private List<InetSocketAddress> servers() {
    int port = Integer.parseInt(cluster.environment().get("DNS_PORT"));
    return List.of(new InetSocketAddress("127.0.0.1", port), attached.address());
  }

  /// Asked all the time from before it is made until after it is gone, a Service is there exactly once.
  @Test
  void aServiceComesOnceAndGoesOnce() throws Exception {
    for (InetSocketAddress server : servers()) {
      try (Dig dig = new Dig(server)) {
        for (int i = 0; i < 20; i++) {
          String name = "comes-" + i;
          assertThat(dig.say(name + DOMAIN, "A")).isEqualTo("NXDOMAIN");
          api.service(name, "{'ports':[{'port':80}]}");
          String ip = api.clusterIp(name);
          String reverse = reverse(ip);
          Patience.await("there", PATIENCE, () -> !dig.say(name + DOMAIN, "A").equals("NXDOMAIN"));
          for (int again = 0; again < 20; again++) {
            assertThat(dig.say(name + DOMAIN, "A")).isEqualTo(ip);
            assertThat(dig.say(name + DOMAIN, "AAAA")).isEqualTo("NODATA");
            assertThat(dig.say(reverse, "PTR")).isEqualTo(name + DOMAIN + ".");
          }
          api.deleteService(name);
          Patience.await("gone", PATIENCE, () -> dig.say(name + DOMAIN, "A").equals("NXDOMAIN"));
          for (int again = 0; again < 20; again++) {
            assertThat(dig.say(name + DOMAIN, "A")).isEqualTo("NXDOMAIN");
            assertThat(dig.say(name + DOMAIN, "AAAA")).isEqualTo("NXDOMAIN");
            assertThat(dig.say(reverse, "PTR")).isEqualTo("NXDOMAIN");
          }
        }
      }
    }
  }

  /// An endpoint moves on with each write; its number is in its addresses and its port. IPv4 is written before IPv6.
  @Test
  void noClientEverGoesBackInTime() throws Exception {
    api.headless("moves");
    api.slice("moves", "moves-4", "IPv4", port(0), at4(0));
    api.slice("moves", "moves-6", "IPv6", port(0), at6(0));
    for (InetSocketAddress server : servers()) {
      try (Dig dig = new Dig(server)) {
        Patience.await("there", PATIENCE, () -> dig.say("moves" + DOMAIN, "AAAA").contains(":"));
      }
    }
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> clients = new ArrayList<>();
      for (InetSocketAddress server : servers()) {
        for (int i = 0; i < 2; i++) {
          clients.add(threads.submit(() -> watchItMove(server, done)));
        }
      }
      int last = 0;
      for (long end = System.nanoTime() + WRITING.toNanos(); System.nanoTime() < end; ) {
        last++;
        api.change("moves", "moves-4", "IPv4", port(last), at4(last));
        api.change("moves", "moves-6", "IPv6", port(last), at6(last));
      }
      int written = last;
      for (InetSocketAddress server : servers()) {
        try (Dig dig = new Dig(server)) {
          Patience.await(
              "the last", PATIENCE, () -> generation(dig, "moves" + DOMAIN, "AAAA") == written);
        }
      }
      done.set(true);
      for (Future<Integer> client : clients) {
        assertThat(client.get()).as("how many different answers a client saw").isGreaterThan(10);
      }
    }
  }

  /// @return how many generations were seen
  private static int watchItMove(InetSocketAddress server, AtomicBoolean done) throws IOException {
    int seen = -1;
    int different = 0;
    try (Dig dig = new Dig(server)) {
      while (!done.get()) {
        int six = generation(dig, "moves" + DOMAIN, "AAAA");
        int four = generation(dig, "moves" + DOMAIN, "A");
        assertThat(four)
            .as("A, asked after AAAA")
            .isGreaterThanOrEqualTo(six)
            .isGreaterThanOrEqualTo(seen);
        int srv = service(dig);
        assertThat(srv).as("SRV, asked after A").isGreaterThanOrEqualTo(four);
        Message reverse = dig.ask(reverse(address4(srv)), "PTR");
        int next = generation(dig, "db.moves" + DOMAIN, "A");
        assertThat(next).as("the name of the endpoint").isGreaterThanOrEqualTo(srv);
        if (reverse.getRcode() == Rcode.NOERROR) {
          assertThat(Dig.data(reverse)).containsExactly("db.moves" + DOMAIN + ".");
        } else {
          assertThat(next).as("A, after no PTR for " + srv).isGreaterThan(srv);
        }
        different += next > seen ? 1 : 0;
        seen = next;
      }
    }
    return different;
  }

  /// The generation an SRV answer is of, which its parts agree on.
  private static int service(Dig dig) throws IOException {
    Message reply = dig.ask("_db._tcp.moves" + DOMAIN, "SRV");
    int newest = -1;
    for (Record record : reply.getSection(Section.ANSWER)) {
      newest = Math.max(newest, ((SRVRecord) record).getPort() - port(0));
    }
    int four = -1;
    int six = -1;
    for (Record record : reply.getSection(Section.ADDITIONAL)) {
      if (record instanceof ARecord a) {
        four = generation(a);
      } else if (record instanceof AAAARecord aaaa) {
        six = generation(aaaa);
      }
    }
    assertThat(four).as("A beside SRV of " + newest).isEqualTo(newest);
    assertThat(six).as("AAAA beside SRV of " + newest).isBetween(newest - 1, newest);
    return newest;
  }

  private static int generation(Dig dig, String name, String type) {
    try {
      Message reply = dig.ask(name, type);
      assertThat(reply.getSection(Section.ANSWER)).as(() -> reply.toString()).hasSize(1);
      return generation(reply.getSection(Section.ANSWER).getFirst());
    } catch (IOException e) {
      throw new AssertionError(name + " " + type, e);
    }
  }

  private static int generation(Record record) {
    byte[] rdata = record.rdataToWireCanonical();
    return (rdata[rdata.length - 2] & 0xff) << 8 | rdata[rdata.length - 1] & 0xff;
  }

  private static int port(int generation) {
    return 1_000 + generation;
  }

  private static String address4(int generation) {
    return "198.18." + (generation >> 8) + "." + (generation & 0xff);
  }

  private static List<Endpoint> at4(int generation) {
    return List.of(new Endpoint(address4(generation), "db"));
  }

  private static List<Endpoint> at6(int generation) {
    return List.of(new Endpoint("2001:db8::" + Integer.toHexString(generation), "db"));
  }

  private static String reverse(String ip) {
    String[] parts = ip.split("\\.", -1);
    return parts[3] + "." + parts[2] + "." + parts[1] + "." + parts[0] + ".in-addr.arpa";
  }

  /// 100 slices of 100 endpoints; the first ten of each slice stay, the others come and go.
  @Test
  void inAVeryLargeServiceThatKeepsChangingNobodyIsMissed() throws Exception {
    api.headless("large");
    for (int slice = 0; slice < 100; slice++) {
      api.slice("large", "large-" + slice, "IPv4", 5432, crowd(slice, 100));
    }
    for (InetSocketAddress server : servers()) {
      try (Dig dig = new Dig(server)) {
        Patience.await("there", PATIENCE, () -> !dig.say(member(99, 9), "A").equals("NXDOMAIN"));
      }
    }
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> clients = new ArrayList<>();
      for (InetSocketAddress server : servers()) {
        for (int i = 0; i < 2; i++) {
          int seed = 7 + i;
          Callable<Integer> client = () -> lookUpStableNames(server, seed, done);
          clients.add(threads.submit(client));
        }
      }
      RandomGenerator random = RandomGeneratorFactory.getDefault().create(7);
      for (long end = System.nanoTime() + WRITING.toNanos() / 3; System.nanoTime() < end; ) {
        int slice = random.nextInt(100);
        api.change("large", "large-" + slice, "IPv4", 5432, crowd(slice, 10 + random.nextInt(91)));
      }
      done.set(true);
      for (Future<Integer> client : clients) {
        assertThat(client.get()).as("look-ups").isGreaterThan(100);
      }
    }
  }

  private static int lookUpStableNames(InetSocketAddress server, int seed, AtomicBoolean done)
      throws IOException {
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    int asked = 0;
    try (Dig dig = new Dig(server)) {
      for (; !done.get(); asked++) {
        int slice = random.nextInt(100);
        int number = random.nextInt(10);
        assertThat(dig.say(member(slice, number), "A")).isEqualTo(address(slice, number));
      }
    }
    return asked;
  }

  private static List<Endpoint> crowd(int slice, int size) {
    return IntStream.range(0, size)
        .mapToObj(n -> new Endpoint(address(slice, n), "m-" + slice + "-" + n))
        .toList();
  }

  private static String address(int slice, int number) {
    return "198.19." + slice + "." + number;
  }

  private static String member(int slice, int number) {
    return "m-" + slice + "-" + number + ".large" + DOMAIN;
  }
}
