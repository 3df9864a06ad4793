package io.binnacle.proxy.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.Await;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Real sockets on loopback, no root.
class ListenersTest {
  private static final String VIP = "127.96.7.1";

  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Listeners listeners =
      new Listeners(
          scheduler,
          new Random(7),
          List.of(Cidr.of("10.244.0.0/16")),
          (_, reason, says) -> complaints.add(reason + ": " + says));
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ServicePlanner planner =
      new ServicePlanner(
          new ThisNode("n1", "", List.of(), List.of(IpAddress.of("127.0.0.1"))), Set.of());
  private @Nullable Obj service;
  private List<Obj> slices = List.of();
  private int port;

  @BeforeEach
  void start() throws IOException {
    do {
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
    } while (!isFree(port + 1));
  }

  /// The node port is the one behind the Service's: what else runs on this machine may have it.
  private static boolean isFree(int port) throws IOException {
    try (ServerSocket _ = new ServerSocket(port)) {
      return true;
    } catch (BindException taken) {
      return false;
    }
  }

  @AfterEach
  void stop() throws Exception {
    listeners.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
    scheduler.close();
  }

  private void service(String spec) {
    service =
        Given.service(
            "web",
            ("'clusterIP':'%s','ports':[{'name':'t','port':%d,'nodePort':%d},"
                    + "{'name':'u','port':%d,'protocol':'UDP'}]%s")
                .formatted(VIP, port, port + 1, port, spec.isEmpty() ? "" : "," + spec));
    serve();
  }

  private void endpoints(String ports, String... addresses) {
    String[] ready = new String[addresses.length];
    for (int i = 0; i < ready.length; i++) {
      ready[i] = addresses[i] + "@n1 ready";
    }
    slices = List.of(Given.slice("web-a", "web", ports, ready));
    serve();
  }

  private void serve() {
    listeners.service(
        Given.key("web"),
        service == null
            ? List.of()
            : planner.plan(ServiceView.of(service), slices.stream().map(SliceView::of).toList()));
  }

  /// Reads all, then answers with its own address and what it read.
  private int echo(String address, int at) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), at));
    opened.add(server);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket client = server.accept();
              Thread.ofVirtual().start(() -> answer(address, client));
            } catch (IOException e) {
              return;
            }
          }
        });
    return server.getLocalPort();
  }

  private static void answer(String address, Socket client) {
    try (client) {
      byte[] said = client.getInputStream().readAllBytes();
      client.getOutputStream().write((address + " ").getBytes(StandardCharsets.UTF_8));
      client.getOutputStream().write(said);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String say(byte[] what) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(VIP), port), 2_000);
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(what);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (ConnectException e) {
      return "refused";
    } catch (SocketException e) {
      return "reset";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String say(String what) {
    return say(what.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void endpointsWhereNothingAnswersAreNotAsked() throws IOException {
    service("");
    int server = echo("127.0.7.1", 0);
    endpoints("t:" + server, "10.244.1.2");
    assertThat(say(new byte[0])).isEqualTo("refused");
    endpoints("t:" + server, "10.244.1.2", "127.0.7.1");
    assertThat(say(new byte[0])).isEqualTo("127.0.7.1 ");
    assertThat(complaints).isEmpty();
  }

  @Test
  void forwardsBothWaysAndPassesOnTheEndOfOneDirection() throws IOException {
    int at = echo("127.50.0.1", 0);
    service("");
    endpoints("t:" + at, "127.50.0.1");
    assertThat(say("hello")).isEqualTo("127.50.0.1 hello");
    byte[] much = new byte[3_000_000];
    Arrays.fill(much, (byte) 'x');
    assertThat(say(much)).hasSize(much.length + "127.50.0.1 ".length());
  }

  @Test
  void spreadsOverEndpointsAndSkipsOneThatDoesNotAnswer() throws IOException {
    int at = echo("127.50.0.1", 0);
    echo("127.50.0.2", at);
    service("");
    endpoints("t:" + at, "127.50.0.1", "127.50.0.2", "127.50.0.3");
    assertThat(say("")).startsWith("127.50.0.");
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      seen.merge(say(""), 1, Integer::sum);
    }
    assertThat(seen).containsOnlyKeys("127.50.0.1 ", "127.50.0.2 ");
    assertThat(seen.values()).allMatch(n -> n > 50);
  }

  @Test
  void aClientKeepsItsEndpointAsLongAsThereIsOne() throws IOException {
    int at = echo("127.50.0.1", 0);
    echo("127.50.0.2", at);
    service("'sessionAffinity':'ClientIP'");
    endpoints("t:" + at, "127.50.0.1", "127.50.0.2");
    assertThat(say("")).startsWith("127.50.0.");
    String mine = say("");
    for (int i = 0; i < 20; i++) {
      assertThat(say("")).isEqualTo(mine);
    }
    String other = mine.equals("127.50.0.1 ") ? "127.50.0.2" : "127.50.0.1";
    endpoints("t:" + at, other);
    assertThat(say("")).isEqualTo(other + " ");
  }

  @Test
  void isRefusedWithoutEndpointsAndWithoutService() throws IOException {
    int at = echo("127.50.0.1", 0);
    service("");
    endpoints("t:" + at, "127.50.0.1");
    assertThat(say("")).isEqualTo("127.50.0.1 ");
    slices = List.of(Given.slice("web-a", "web", "t:" + at, "127.50.0.1@n1 notready"));
    serve();
    // The kernel lets go of the socket when the accepting thread has left it.
    Await.until("refusal", () -> say("").equals("refused"));
    endpoints("t:" + at, "127.50.0.1");
    assertThat(say("")).isEqualTo("127.50.0.1 ");
    service = null;
    serve();
    // The kernel lets go of the socket when the accepting thread has left it.
    Await.until("refusal", () -> say("").equals("refused"));
    assertThat(listeners.open()).isZero();
  }

  @Test
  void aNodePortIsAnsweredOnLoopback() throws IOException {
    int at = echo("127.50.0.1", 0);
    service("'type':'NodePort'");
    endpoints("t:" + at, "127.50.0.1");
    assertThat(say("")).isEqualTo("127.50.0.1 ");
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port + 1)) {
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes())
          .isEqualTo("127.50.0.1 ".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void datagramsGoThereAndBackAndLeaveADeadEndpoint() throws IOException {
    int at = udp("127.50.0.1", 0);
    udp("127.50.0.2", at);
    service("");
    endpoints("u:" + at + "/UDP", "127.50.0.1");
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(200);
      client.connect(new InetSocketAddress(InetAddress.ofLiteral(VIP), port));
      Await.until("an answer", () -> ask(client).equals("127.50.0.1"));
      endpoints("u:" + at + "/UDP", "127.50.0.2");
      Await.until("the next endpoint", () -> ask(client).equals("127.50.0.2"));
    }
  }

  private int udp(String address, int at) throws IOException {
    DatagramSocket server =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), at));
    opened.add(server);
    Thread.ofVirtual()
        .start(() -> {
          DatagramPacket packet = new DatagramPacket(new byte[100], 100);
          while (!server.isClosed()) {
            try {
              server.receive(packet);
              byte[] reply = address.getBytes(StandardCharsets.UTF_8);
              server.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException e) {
              return;
            }
          }
        });
    return server.getLocalPort();
  }

  private static String ask(DatagramSocket client) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      client.send(new DatagramPacket(new byte[] {'?'}, 1));
      client.receive(packet);
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aTakenPortIsToldOnTheServiceAndTriedAgain() throws IOException {
    int at = echo("127.50.0.1", 0);
    try (ServerSocket thief = new ServerSocket()) {
      thief.bind(new InetSocketAddress(InetAddress.ofLiteral(VIP), port));
      service("");
      endpoints("t:" + at, "127.50.0.1");
      assertThat(complaints.getFirst())
          .startsWith("ProxyCannotListen: no traffic on TCP 127.96.7.1:" + port)
          .contains("ss -ltnup");
    }
    Await.until("the next try", () -> say("").equals("127.50.0.1 "));
  }
}
