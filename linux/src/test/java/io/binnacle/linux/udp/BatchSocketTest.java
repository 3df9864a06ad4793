package io.binnacle.linux.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysException;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the kernel, on loopback.
class BatchSocketTest {
  private static final int BUFFER = 1 << 20;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void needsLinux() {
    Assumptions.assumeTrue(
        Sys.unsupported() == null, () -> "needs system calls: " + Sys.unsupported());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) one.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "::"})
  void everyDatagramOfABurstIsAnswered(String at) throws Exception {
    BatchSocket server = server(at);
    DatagramSocket client = client();
    Set<String> want = new TreeSet<>();
    for (int i = 0; i < 200; i++) {
      want.add("reply " + i);
      send(client, "query " + i, server);
    }
    for (int answered = 0; answered < 200; ) {
      int count = server.receive();
      for (int slot = 0; slot < count; slot++) {
        reply(server, slot, text(server, slot).replace("query", "reply"));
      }
      assertEquals(count, server.sendReplies());
      answered += count;
    }
    Set<String> got = new TreeSet<>();
    for (int i = 0; i < 200; i++) got.add(text(client));
    assertEquals(want, got);
    assertEquals(0, server.unsent());
    assertNull(server.lastError());
  }

  @Test
  void slotsWithoutReplyAreLeftOut() throws Exception {
    BatchSocket server = server("127.0.0.1");
    List<DatagramSocket> clients = new ArrayList<>();
    for (int i = 0; i < 30; i++) clients.add(client());
    // a different third goes without in each round, so that headers have to move and move back
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < clients.size(); i++) send(clients.get(i), round + " " + i, server);
      int[] sent = answerSome(server, clients.size(), round % 3);
      assertEquals(20, sent[0]);
      for (int i = 0; i < clients.size(); i++) {
        if (i % 3 != round % 3) assertEquals("re " + round + " " + i, text(clients.get(i)));
      }
    }
    for (DatagramSocket client : clients) {
      client.setSoTimeout(1);
      assertThrows(IOException.class, () -> text(client), "nothing was sent twice");
    }
  }

  private static int[] answerSome(BatchSocket server, int queries, int without)
      throws SysException {
    int[] sent = new int[1];
    for (int seen = 0; seen < queries; ) {
      int count = server.receive();
      for (int slot = 0; slot < count; slot++) {
        String query = text(server, slot);
        int number = Integer.parseInt(query.split(" ")[1]);
        if (number % 3 != without) reply(server, slot, "re " + query);
      }
      sent[0] += server.sendReplies();
      seen += count;
    }
    return sent;
  }

  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({
    "0.0.0.0, 127.0.0.2",
    "0.0.0.0, 127.0.0.1",
    "::, 127.0.0.3",
    "::, ::1",
    "127.0.0.5, 127.0.0.5"
  })
  void repliesLeaveFromTheAddressThatWasAsked(String at, String asked) throws Exception {
    BatchSocket server = server(at);
    InetAddress to = InetAddress.getByName(asked);
    DatagramSocket client = client();
    InetSocketAddress target = new InetSocketAddress(to, server.address().getPort());
    client.send(new DatagramPacket(new byte[] {'x'}, 1, target));
    assertEquals(1, server.receive());
    assertEquals(target, server.local(0));
    InetSocketAddress source = server.source(0);
    assertEquals(client.getLocalPort(), source.getPort());
    assertEquals(client.getLocalPort(), server.sourcePort(0));
    assertEquals(to instanceof Inet6Address ? 1 : 0x7f000001L, server.sourceLow(0));
    assertEquals(0, server.sourceHigh(0));
    reply(server, 0, "batch");
    assertEquals(1, server.sendReplies());
    assertTrue(server.send(bytes("single"), source, server.local(0).getAddress()));
    for (String want : List.of("batch", "single")) {
      DatagramPacket got = receive(client);
      assertEquals(want, text(got));
      assertEquals(to, got.getAddress());
      assertEquals(target.getPort(), got.getPort());
    }
  }

  @Test
  void aDatagramThatIsTooLongIsCutAndSaysSo() throws Exception {
    BatchSocket server = server("127.0.0.1");
    DatagramSocket client = client();
    for (int length : new int[] {5_000, BatchSocket.CAPACITY, 0, 60_000, 1}) {
      client.send(new DatagramPacket(new byte[length], length, server.address()));
    }
    assertEquals(5, server.receive());
    assertEquals(BatchSocket.CAPACITY, server.length(0));
    assertTrue(server.cut(0));
    assertEquals(BatchSocket.CAPACITY, server.length(1));
    assertFalse(server.cut(1));
    assertEquals(0, server.length(2));
    assertFalse(server.cut(2));
    assertTrue(server.cut(3));
    assertEquals(1, server.length(4));
    assertFalse(server.cut(4));
  }

  @Test
  void whatTheKernelHadNoRoomForIsCounted() throws Exception {
    BatchSocket server = open("127.0.0.1", 8_192);
    DatagramSocket client = client();
    for (int i = 0; i < 300; i++) send(client, "query " + i, server);
    int got = 0;
    server.stop();
    for (int count; (count = server.receive()) != BatchSocket.STOPPED; ) got += count;
    assertTrue(server.kernelDrops() > 0);
    assertEquals(300, got + server.kernelDrops());
    server.close();
    assertEquals(300, got + server.kernelDrops(), "the count outlives the socket");
  }

  /// The tests run without the optimizing compiler, which removes the 40 octets the linker makes for each call that keeps errno.
  @Test
  void aDatagramCostsNoAllocation() throws Exception {
    BatchSocket one = server("0.0.0.0");
    BatchSocket two = server("127.0.0.1");
    for (int i = 0; i < 48; i++) {
      assertTrue(two.send(bytes("ball " + i), on("127.0.0.1", one), null));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long seen = 0;
    for (int i = 0; i < 3_000; i++) seen += volley(one) + volley(two);
    long before = threads.getCurrentThreadAllocatedBytes();
    long measuring = threads.getCurrentThreadAllocatedBytes() - before;
    before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 3_000; i++) seen += volley(one) + volley(two);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before - measuring;
    assertEquals(48 * 12_000, seen);
    assertTrue(allocated <= 2 * 40 * 6_000, allocated + " octets for 6000 batches");
  }

  private static long volley(BatchSocket socket) throws SysException {
    int count = socket.receive();
    long sources = 0;
    for (int slot = 0; slot < count; slot++) {
      sources |= socket.sourceLow(slot) | socket.sourceHigh(slot) | socket.sourcePort(slot);
      if (!socket.cut(slot)) socket.reply(slot, socket.length(slot));
    }
    socket.sendReplies();
    return sources == 0 ? 0 : count;
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "::"})
  void aThreadThatWaitsIsWoken(String at) throws Exception {
    for (int i = 0; i < 50; i++) {
      BatchSocket socket = server(at);
      CompletableFuture<Integer> end = new CompletableFuture<>();
      Thread owner =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try (socket) {
                  end.complete(socket.receive());
                } catch (SysException e) {
                  end.completeExceptionally(e);
                }
              });
      if (i % 2 == 0) {
        while (!inKernel(owner)) Thread.onSpinWait();
      }
      socket.stop();
      assertEquals(BatchSocket.STOPPED, end.get(10, TimeUnit.SECONDS));
      owner.join();
      socket.stop();
      assertFalse(socket.send(bytes("late"), socket.address(), null));
    }
  }

  /// A thread in a native call is runnable to the JVM; this finds it by its last frame.
  private static boolean inKernel(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("recvmmsg")) return true;
    }
    return false;
  }

  @Test
  void whatWasQueuedBeforeTheStopIsStillReturned() throws Exception {
    BatchSocket server = server("127.0.0.1");
    DatagramSocket client = client();
    for (int i = 0; i < 100; i++) send(client, "query " + i, server);
    server.stop();
    int seen = 0;
    for (int count; (count = server.receive()) != BatchSocket.STOPPED; ) {
      for (int slot = 0; slot < count; slot++) reply(server, slot, "reply");
      assertEquals(count, server.sendReplies());
      seen += count;
    }
    assertEquals(100, seen);
    for (int i = 0; i < 100; i++) assertEquals("reply", text(client));
  }

  @Test
  void descriptorsAreGivenBack() throws Exception {
    server("127.0.0.1").close();
    int before = descriptors();
    for (int i = 0; i < 100; i++) server("127.0.0.1").close();
    InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 0);
    for (int i = 0; i < 100; i++) {
      SysException refused =
          assertThrows(SysException.class, () -> BatchSocket.open(elsewhere, BUFFER));
      assertEquals(Errno.EADDRNOTAVAIL, refused.errno());
    }
    assertTrue(descriptors() < before + 50, "of 200, so many are still open");
  }

  @Test
  void socketsShareAnAddressAndEachClientHasOne() throws Exception {
    BatchSocket first = server("127.0.0.1");
    BatchSocket second = BatchSocket.open(first.address(), BUFFER);
    open.add(second);
    int clients = 64;
    for (int i = 0; i < clients; i++) {
      DatagramSocket client = client();
      send(client, "one", first);
      send(client, "two", first);
    }
    int seen = 0;
    for (BatchSocket socket : List.of(first, second)) {
      socket.stop();
      int mine = 0;
      for (int count; (count = socket.receive()) != BatchSocket.STOPPED; ) mine += count;
      assertEquals(0, mine % 2);
      assertTrue(mine > 0, "the kernel spreads " + clients + " clients over two sockets");
      seen += mine;
    }
    assertEquals(2 * clients, seen);
  }

  private BatchSocket server(String at) throws IOException {
    return open(at, BUFFER);
  }

  private BatchSocket open(String at, int buffer) throws IOException {
    BatchSocket socket =
        BatchSocket.open(new InetSocketAddress(InetAddress.getByName(at), 0), buffer);
    open.add(socket);
    return socket;
  }

  private DatagramSocket client() throws IOException {
    DatagramSocket client = new DatagramSocket();
    client.setSoTimeout(10_000);
    client.setReceiveBufferSize(BUFFER);
    open.add(client);
    return client;
  }

  private static void send(DatagramSocket client, String text, BatchSocket to) throws IOException {
    InetAddress address = to.address().getAddress();
    InetSocketAddress target =
        !address.isAnyLocalAddress()
            ? to.address()
            : on(address instanceof Inet6Address ? "::1" : "127.0.0.1", to);
    byte[] octets = bytes(text);
    client.send(new DatagramPacket(octets, octets.length, target));
  }

  private static InetSocketAddress on(String address, BatchSocket socket) {
    return new InetSocketAddress(address, socket.address().getPort());
  }

  private static void reply(BatchSocket socket, int slot, String text) {
    byte[] octets = bytes(text);
    MemorySegment.copy(octets, 0, socket.memory(), JAVA_BYTE, socket.at(slot), octets.length);
    socket.reply(slot, octets.length);
  }

  private static String text(BatchSocket socket, int slot) {
    byte[] octets =
        socket.memory().asSlice(socket.at(slot), socket.length(slot)).toArray(JAVA_BYTE);
    return new String(octets, StandardCharsets.UTF_8);
  }

  private static DatagramPacket receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    client.receive(packet);
    return packet;
  }

  private static String text(DatagramSocket client) throws IOException {
    return text(receive(client));
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int descriptors() {
    String[] all = new File("/proc/self/fd").list();
    return all == null ? 0 : all.length;
  }
}
