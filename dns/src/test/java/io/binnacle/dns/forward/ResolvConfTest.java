package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResolvConfTest {
  private static final List<InetSocketAddress> LISTENING =
      List.of(at("10.96.0.10", 53), at("10.0.0.9", 5353));

  @TempDir Path folder;

  record Case(String name, String text, List<String> upstreams, List<String> leftOut) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("nothing", "", List.of(), List.of()),
        new Case(
            "servers in order, other lines passed over",
            "search a.example\nnameserver 10.0.0.1\noptions ndots:5\nnameserver fd00::1\n",
            List.of("10.0.0.1:53", "[fd00::1]:53"),
            List.of()),
        new Case(
            "comments, tabs and blanks",
            "# nameserver 10.0.0.1\n; nameserver 10.0.0.2\n\tnameserver\t10.0.0.3  # the office\nnameserver 10.0.0.4;\n",
            List.of("10.0.0.3:53", "10.0.0.4:53"),
            List.of()),
        new Case(
            "loopback of either family",
            "nameserver 127.0.0.53\nnameserver ::1\nnameserver 0.0.0.0\nnameserver 10.0.0.1\n",
            List.of("10.0.0.1:53"),
            List.of("127.0.0.53: loopback", "::1: loopback", "0.0.0.0: loopback")),
        new Case(
            "ourselves, but not another server on an address of ours",
            "nameserver 10.96.0.10\nnameserver 10.0.0.9\n",
            List.of("10.0.0.9:53"),
            List.of("10.96.0.10: this server itself")),
        new Case(
            "a link-local address needs its interface",
            "nameserver fe80::1\nnameserver fe80::1%1\n",
            List.of("[fe80::1%1]:53"),
            List.of("fe80::1: link-local without the interface it is on, %eth0")),
        new Case(
            "names, unknown interfaces and nonsense are no addresses",
            "nameserver dns.example\nnameserver fe80::1%no-such-if\nnameserver\nnameserver 10.0.0.256\n",
            List.of(),
            List.of(
                "dns.example: not an address of this machine's networks",
                "fe80::1%no-such-if: not an address of this machine's networks",
                "10.0.0.256: not an address of this machine's networks")),
        new Case(
            "once is enough",
            "nameserver 10.0.0.1\nnameserver 10.0.0.1\n",
            List.of("10.0.0.1:53"),
            List.of("10.0.0.1: named twice")),
        new Case(
            "at most fifteen",
            IntStream.rangeClosed(1, 16)
                .mapToObj(i -> "nameserver 10.0.0." + i)
                .collect(Collectors.joining("\n"))
                .replace(".9\n", ".99\n"),
            IntStream.rangeClosed(1, 15)
                .mapToObj(i -> "10.0.0." + (i == 9 ? 99 : i) + ":53")
                .toList(),
            List.of("10.0.0.16: more than 15")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void reads(Case c) {
    ResolvConf conf = ResolvConf.parse(c.text, LISTENING);
    assertEquals(c.upstreams, conf.upstreams().stream().map(Upstream::toString).toList());
    assertEquals(c.leftOut, conf.leftOut());
  }

  @Test
  void behindALocalCacheItsOwnServersAreAsked() throws IOException {
    Path file = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.53\n");
    Path systemd = Files.writeString(folder.resolve("systemd.conf"), "nameserver 10.0.0.1\n");
    ResolvConf conf = ResolvConf.read(file, systemd, LISTENING);
    assertEquals("[10.0.0.1:53]", conf.upstreams().toString());
    assertEquals(List.of("127.0.0.53: loopback"), conf.leftOut());
    ResolvConf alone = ResolvConf.read(file, folder.resolve("none"), LISTENING);
    assertEquals(List.of(), alone.upstreams());
  }

  @Test
  void listeningEverywhereWeAreEveryAddressOfTheMachine() throws IOException {
    InetAddress own =
        Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
            .findFirst()
            .orElse(null);
    assumeTrue(own != null, "this machine has loopback only");
    String text = "nameserver " + (own == null ? "" : own.getHostAddress()) + "\n";
    assertEquals(List.of(), ResolvConf.parse(text, List.of(at("0.0.0.0", 53))).upstreams());
    assertEquals(1, ResolvConf.parse(text, List.of(at("0.0.0.0", 5353))).upstreams().size());
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }
}
