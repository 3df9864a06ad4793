package io.binnacle.proxy.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A client, a node with a bridge and two Pods on it, and a Pod on another node, each a network namespace of its own:
///
/// ```
/// client 192.168.1.77 ──── 192.168.1.10 node 10.244.1.1 ──┬── pod1 10.244.1.2
///                                   │                     └── pod2 10.244.1.3
///                                   └── remote 10.244.2.2
/// ```
///
/// The same with fd01::77, fd01::10, fd03:0:0:1::1…3 in IPv6.
public final class Machines implements AutoCloseable {
  static final List<String> ALL = List.of("client", "node", "pod1", "pod2", "remote");
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final int PATIENCE_MS = 700;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String prefix =
      "bn-proxy-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "-";
  private final List<AutoCloseable> servers = new ArrayList<>();

  /// Skips the test out loud where there is no root or no `ip`.
  public static void assumeRoot() {
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean ip =
        List.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip").stream()
            .anyMatch(p -> Files.isExecutable(Path.of(p)));
    String why = !root ? "not root" : !ip ? "no program ip (Debian: apt install iproute2)" : null;
    if (why != null) {
      System.err.println("*** SKIPPED: the proxy's kernel tests need root and a kernel: " + why);
    }
    assumeTrue(why == null, () -> "needs root and a kernel: " + why);
  }

  /// Bare machines without cables.
  public Machines(String... names) {
    for (String machine : names) {
      run("ip", "netns", "add", prefix + machine);
      in(machine, "ip link set lo up");
    }
  }

  Machines() {
    this(ALL.toArray(String[]::new));
    cable("client", "eth0", "node", "eth0");
    cable("remote", "eth0", "node", "eth1");
    cable("pod1", "eth0", "node", "veth1");
    cable("pod2", "eth0", "node", "veth2");
    in("node", "ip link add cni0 type bridge");
    in("node", "ip link set veth1 master cni0");
    in("node", "ip link set veth2 master cni0");
    in("node", "bridge link set dev veth1 hairpin on");
    in("node", "bridge link set dev veth2 hairpin on");
    in("node", "ip link set cni0 up");
    addresses("client", "eth0", "192.168.1.77/24", "fd01::77/64");
    addresses("node", "eth0", "192.168.1.10/24", "fd01::10/64");
    addresses("node", "eth1", "192.168.2.1/24", "fd01:0:0:2::1/64");
    addresses("node", "cni0", "10.244.1.1/24", "fd03:0:0:1::1/64");
    addresses("pod1", "eth0", "10.244.1.2/24", "fd03:0:0:1::2/64");
    addresses("pod2", "eth0", "10.244.1.3/24", "fd03:0:0:1::3/64");
    addresses("remote", "eth0", "192.168.2.2/24", "fd01:0:0:2::2/64");
    addresses("remote", "lo", "10.244.2.2/32", "fd03:0:0:2::2/128");
    in("client", "ip route add default via 192.168.1.10");
    in("client", "ip -6 route add default via fd01::10");
    in("remote", "ip route add default via 192.168.2.1");
    in("remote", "ip -6 route add default via fd01:0:0:2::1");
    for (String pod : List.of("pod1", "pod2")) {
      in(pod, "ip route add default via 10.244.1.1");
      in(pod, "ip -6 route add default via fd03:0:0:1::1");
    }
    in("node", "ip route add 10.244.2.0/24 via 192.168.2.2");
    in("node", "ip -6 route add fd03:0:0:2::/64 via fd01:0:0:2::2");
    in("node", "ip route add default via 192.168.1.77");
    in("node", "ip -6 route add default via fd01::77");
    set("net/ipv4/ip_forward", "1");
    set("net/ipv6/conf/all/forwarding", "1");
    set("net/ipv4/conf/cni0/route_localnet", "1");
    set("net/ipv4/conf/eth1/route_localnet", "1");
  }

  public Path path(String machine) {
    return Path.of("/run/netns", prefix + machine);
  }

  private void cable(String a, String nameA, String b, String nameB) {
    run(
        "ip",
        "link",
        "add",
        nameA,
        "netns",
        prefix + a,
        "type",
        "veth",
        "peer",
        "name",
        nameB,
        "netns",
        prefix + b);
    in(a, "ip link set " + nameA + " up");
    in(b, "ip link set " + nameB + " up");
  }

  private void addresses(String machine, String device, String v4, String v6) {
    in(machine, "ip addr add " + v4 + " dev " + device);
    in(machine, "ip -6 addr add " + v6 + " dev " + device + " nodad");
  }

  private void set(String key, String value) {
    run(
        "ip",
        "netns",
        "exec",
        prefix + "node",
        "sh",
        "-c",
        "echo " + value + " > /proc/sys/" + key);
  }

  /// Runs a command on a machine and returns what it printed.
  String in(String machine, String command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", prefix + machine));
    all.addAll(List.of(command.split(" ")));
    return run(all.toArray(String[]::new));
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + out);
      }
      return out;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(String.join(" ", command), e);
    }
  }

  /// Runs `call` on a thread of that machine: sockets made by it stay there.
  <T> T on(String machine, Callable<T> call) {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          if (!(Sys.open(path(machine).toString()) instanceof SysResult.Ok(long fd))
              || !(Sys.setns((int) fd, CLONE_NEWNET) instanceof SysResult.Ok)) {
            throw new AssertionError("cannot enter " + machine);
          }
          Sys.close((int) fd);
          return call.call();
        });
    try {
      Thread.ofPlatform().start(task).join();
      return task.get();
    } catch (Exception e) {
      throw new AssertionError("on " + machine + ": " + e.getMessage(), e);
    }
  }

  /// Serves TCP and UDP on a machine: tells a client the machine's name and the client's address as seen there.
  void serve(String machine, int port) {
    serve(machine, "::", port);
  }

  void serve(String machine, String address, int port) {
    InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral(address), port);
    ServerSocket tcp =
        on(
            machine,
            () -> {
              ServerSocket s = new ServerSocket();
              s.setReuseAddress(true);
              s.bind(at, 256);
              return s;
            });
    DatagramSocket udp = on(machine, () -> new DatagramSocket(at));
    servers.add(tcp);
    servers.add(udp);
    Thread.ofPlatform().daemon().start(() -> tcp(machine, tcp));
    Thread.ofPlatform().daemon().start(() -> udp(machine, udp));
  }

  private static void tcp(String name, ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write(says(name, client.getInetAddress()));
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  private static void udp(String name, DatagramSocket server) {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    while (!server.isClosed()) {
      try {
        server.receive(packet);
        byte[] reply = says(name, packet.getAddress());
        server.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  private static byte[] says(String name, InetAddress peer) {
    return (name + " " + peer.getHostAddress()).getBytes(StandardCharsets.UTF_8);
  }

  /// Connects from a machine and returns what is said there: `pod1 192.168.1.77`, or `refused`, `timeout`, `unreachable`.
  String tcp(String from, String address, int port) {
    return on(from, () -> connect(address, port));
  }

  /// Connects `times` times and counts the answers.
  Map<String, Integer> tcp(String from, String address, int port, int times) {
    return on(
        from,
        () -> {
          Map<String, Integer> out = new TreeMap<>();
          for (int i = 0; i < times; i++) {
            out.merge(connect(address, port), 1, Integer::sum);
          }
          return out;
        });
  }

  private static String connect(String address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (SocketTimeoutException e) {
      return "timeout";
    } catch (ConnectException e) {
      return "refused";
    } catch (NoRouteToHostException e) {
      return "unreachable";
    }
  }

  /// A socket on a machine, for a flow of datagrams.
  DatagramSocket udp(String machine) {
    DatagramSocket socket = on(machine, () -> new DatagramSocket(new InetSocketAddress(0)));
    servers.add(socket);
    return socket;
  }

  /// Sends one datagram and returns what is answered, or `refused`, `timeout`.
  static String ask(DatagramSocket socket, String address, int port) throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    try {
      socket.send(new DatagramPacket(new byte[] {'?'}, 1));
      socket.receive(packet);
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException e) {
      return "timeout";
    } catch (PortUnreachableException e) {
      return "refused";
    } finally {
      socket.disconnect();
    }
  }

  @Override
  public void close() {
    for (AutoCloseable server : servers) {
      try {
        server.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    for (String machine : ALL) {
      if (Files.exists(path(machine))) {
        run("ip", "netns", "delete", prefix + machine);
      }
    }
  }
}
