package io.binnacle.dns.run;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.run.UdpSettings.Kind;
import io.binnacle.linux.sys.Sys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What both kinds of sockets do. The messages say what is to become of them: `fast`, `slow`, `later`, `drop`, `bug`, `none`.
class UdpListenerTest {
  private static final String LOOPBACK = "127.0.0.1";

  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicInteger tookQueries = new AtomicInteger();
  private final AtomicLong tookNanos = new AtomicLong();
  private final Set<String> asked = new ConcurrentSkipListSet<>();
  private volatile SourceLimits limits = SourceLimits.NONE;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) one.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void inPlaceOrHandedOnAtOnceOrLater(Kind kind) throws Exception {
    UdpListener listener = listener(kind, LOOPBACK);
    DatagramSocket client = client();
    for (String how : List.of("fast", "slow", "later", "fast", "later", "slow")) {
      send(client, how + " 1", listener.address());
      assertEquals("re " + how + " 1", receive(client));
    }
    assertEquals(0, dropped.get());
    assertEquals(0, listener.unsent());
    listener.close();
    assertEquals(2, tookQueries.get(), "those answered in place");
    assertTrue(tookNanos.get() > 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void repliesReachTheirSendersWhenOthersGetNone(Kind kind) throws Exception {
    UdpListener listener = listener(kind, LOOPBACK);
    DatagramSocket client = client();
    List<String> ways = List.of("fast", "drop", "slow", "none", "later", "bug", "", "fast");
    Set<String> want = new TreeSet<>();
    for (int i = 0; i < 160; i++) {
      String how = ways.get(i % ways.size());
      send(client, how.isEmpty() ? "" : how + " " + i, listener.address());
      if (List.of("fast", "slow", "later").contains(how)) want.add("re " + how + " " + i);
    }
    assertEquals(want, receive(client, want.size()));
    listener.close();
    assertEquals(60, dropped.get(), "drop, bug and empty; none is for the handler to count");
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void manyClientsAtOnce(Kind kind) throws Exception {
    UdpListener listener = listener(kind, LOOPBACK);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int c = 0; c < 50; c++) {
        int number = c;
        clients.add(
            threads.submit(() -> {
              DatagramSocket client = client();
              for (int i = 0; i < 40; i++) {
                String query = List.of("fast ", "slow ", "later ").get(i % 3) + number + "/" + i;
                send(client, query, listener.address());
                assertEquals("re " + query, receive(client));
              }
              return null;
            }));
      }
      for (Future<?> client : clients) client.get();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void tenThousandInBurstsAreAllAnswered(Kind kind) throws Exception {
    UdpListener listener = listener(kind, LOOPBACK);
    DatagramSocket client = client();
    for (int burst = 0; burst < 50; burst++) {
      Set<String> want = new TreeSet<>();
      for (int i = 0; i < 200; i++) {
        String query = (i % 10 == 9 ? "slow " : "fast ") + burst + "/" + i;
        want.add("re " + query);
        send(client, query, listener.address());
      }
      assertEquals(want, receive(client, want.size()));
    }
    assertEquals(0, listener.kernelDrops());
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void tooLongIsHandedOnCutAndEmptyIsDropped(Kind kind) throws Exception {
    UdpListener listener = listener(kind, LOOPBACK);
    DatagramSocket client = client();
    send(client, "", listener.address());
    send(client, "fast " + "x".repeat(UdpListener.MAX_MESSAGE), listener.address());
    assertEquals(("re fast " + "x".repeat(4_096)).substring(0, 4_096), receive(client));
    assertEquals(List.of(4_096), asked.stream().map(String::length).toList());
    send(client, "fast " + "x".repeat(UdpListener.MAX_MESSAGE - 8), listener.address());
    assertEquals("re fast " + "x".repeat(UdpListener.MAX_MESSAGE - 8), receive(client));
    listener.close();
    assertEquals(1, dropped.get());
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void whoAsksTooMuchGetsNoReply(Kind kind) throws Exception {
    List<String> sources = new ArrayList<>();
    limits =
        (high, low, _) -> {
          sources.add(Long.toHexString(high) + ":" + Long.toHexString(low));
          return sources.size() % 2 == 0;
        };
    for (String at : List.of(LOOPBACK, "::1")) {
      sources.clear();
      UdpListener listener = UdpListener.start(address(at, 0), settings(kind, 1), work());
      open.add(listener);
      DatagramSocket client = client();
      for (int i = 0; i < 4; i++) send(client, "fast " + i, listener.address());
      assertEquals(Set.of("re fast 1", "re fast 3"), receive(client, 2));
      assertEquals(Set.of(at.equals("::1") ? "0:1" : "0:7f000001"), Set.copyOf(sources));
    }
    for (AutoCloseable one : open.reversed()) one.close();
    assertEquals(4, dropped.get());
  }

  @ParameterizedTest
  @CsvSource({
    "BATCH, 0.0.0.0, 127.0.0.2",
    "BATCH, ::, ::1",
    "BATCH, ::, 127.0.0.2",
    "BATCH, 127.0.0.2, 127.0.0.2",
    "PORTABLE, 127.0.0.2, 127.0.0.2",
    "PORTABLE, ::1, ::1"
  })
  void repliesLeaveFromTheAddressThatWasAsked(Kind kind, String at, String to) throws Exception {
    UdpListener listener = listener(kind, at);
    InetSocketAddress target = address(to, listener.address().getPort());
    DatagramSocket client = client();
    for (String how : List.of("fast", "slow", "later")) {
      send(client, how + " 1", target);
      DatagramPacket reply = receivePacket(client);
      assertEquals(target, reply.getSocketAddress(), how);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void theSamePortOnOtherAddressesAndAgain(Kind kind) throws Exception {
    UdpListener first = listener(kind, "127.0.0.2");
    int port = first.address().getPort();
    UdpListener second = UdpListener.start(address("127.0.0.3", port), settings(kind, 2), work());
    open.add(second);
    DatagramSocket client = client();
    for (int i = 0; i < 20; i++) {
      send(client, "fast " + i, second.address());
      assertEquals("re fast " + i, receive(client));
      first.close();
      first.close();
      first = UdpListener.start(address("127.0.0.2", port), settings(kind, 3), work());
      open.add(first);
      send(client, "later " + i, first.address());
      assertEquals("re later " + i, receive(client));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH", "PORTABLE"})
  void closeEndsThreadsThatWaitAndLateRepliesAreLost(Kind kind) throws Exception {
    List<ReplySink> sinks = new ArrayList<>();
    UdpListener listener =
        UdpListener.start(
            address(LOOPBACK, 0),
            settings(kind, 4),
            UdpWork.of((_, _, _, out) -> {
              synchronized (sinks) {
                sinks.add(out);
                sinks.notifyAll();
              }
            }));
    open.add(listener);
    DatagramSocket client = client();
    send(client, "slow", listener.address());
    synchronized (sinks) {
      while (sinks.isEmpty()) sinks.wait();
    }
    String prefix = "dns-udp-" + listener.address().getPort() + "-";
    assertEquals(4, threads(prefix));
    listener.close();
    assertEquals(0, threads(prefix));
    sinks.getFirst().message("late".getBytes(US_ASCII), true);
    client.setSoTimeout(1);
    assertThrows(SocketTimeoutException.class, () -> receive(client));
  }

  @Test
  void warmingAnswersWithoutAnybodyNoticing() throws Exception {
    assumeTrue(Sys.unsupported() == null, () -> "needs system calls: " + Sys.unsupported());
    List<byte[]> queries =
        Stream.of("fast 1", "slow 2", "drop 3", "none 4", "later 5", "bug 6")
            .map(q -> q.getBytes(US_ASCII))
            .toList();
    long answered = UdpListener.warm(work(), queries, Duration.ofMillis(1));
    assertTrue(answered >= queries.size(), answered + " queries");
    assertEquals(Set.of("slow 2", "none 4", "later 5", "bug 6"), asked);
    assertEquals(0, UdpListener.warm(work(), List.of(), Duration.ofMillis(1)));
  }

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith(prefix))
        .count();
  }

  private UdpListener listener(Kind kind, String at) throws IOException {
    assumeTrue(
        kind == Kind.PORTABLE || Sys.unsupported() == null,
        () -> "needs system calls: " + Sys.unsupported());
    UdpListener listener = UdpListener.start(address(at, 0), settings(kind, 2), work());
    open.add(listener);
    assertFalse(listener.address().getPort() == 0);
    return listener;
  }

  private static UdpSettings settings(Kind kind, int sockets) {
    return new UdpSettings(kind, sockets, 1 << 20);
  }

  private UdpWork work() {
    return new UdpWork(
        limits, UdpWork.Room.ALL, _ -> UdpListenerTest::inPlace, Counters::new, this::handle);
  }

  private static int inPlace(MemorySegment buffer, long at, int length, int room) {
    assertTrue(room >= 1_232);
    String query = new String(buffer.asSlice(at, length).toArray(JAVA_BYTE), US_ASCII);
    if (query.startsWith("drop")) return PacketAnswerer.DROP;
    if (!query.startsWith("fast")) return PacketAnswerer.SLOW;
    byte[] reply = ("re " + query).getBytes(US_ASCII);
    MemorySegment.copy(reply, 0, buffer, JAVA_BYTE, at, reply.length);
    return reply.length;
  }

  private void handle(byte[] message, int length, Client client, ReplySink out) {
    String query = new String(message, 0, length, US_ASCII);
    asked.add(query);
    byte[] reply =
        ("re " + query)
            .substring(0, Math.min(UdpListener.MAX_MESSAGE, length + 3))
            .getBytes(US_ASCII);
    switch (query.split(" ")[0]) {
      case "none" -> out.nothing();
      case "bug" -> throw new IllegalStateException("a bug, as the test wants");
      case "later" -> Thread.ofVirtual().start(() -> out.message(reply, true));
      default -> out.message(reply, true);
    }
  }

  private final class Counters implements QueryCounters {
    @Override
    public void answered(int type, int rcode, int queryOctets, int replyOctets) {}

    @Override
    public void took(long nanos, int queries) {
      tookNanos.addAndGet(nanos);
      tookQueries.addAndGet(queries);
    }

    @Override
    public void dropped() {
      dropped.incrementAndGet();
    }
  }

  private DatagramSocket client() throws IOException {
    DatagramSocket client = new DatagramSocket();
    client.setSoTimeout(10_000);
    client.setReceiveBufferSize(1 << 20);
    synchronized (open) {
      open.add(client);
    }
    return client;
  }

  private static InetSocketAddress address(String address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  private static void send(DatagramSocket client, String query, InetSocketAddress to)
      throws IOException {
    byte[] octets = query.getBytes(US_ASCII);
    client.send(new DatagramPacket(octets, octets.length, to));
  }

  private static DatagramPacket receivePacket(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[8_192], 8_192);
    client.receive(packet);
    return packet;
  }

  private static String receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = receivePacket(client);
    return new String(Arrays.copyOf(packet.getData(), packet.getLength()), US_ASCII);
  }

  private static Set<String> receive(DatagramSocket client, int count) throws IOException {
    Set<String> all = new TreeSet<>();
    for (int i = 0; i < count; i++) all.add(receive(client));
    return all;
  }
}
