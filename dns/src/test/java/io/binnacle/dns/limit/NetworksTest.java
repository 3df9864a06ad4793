package io.binnacle.dns.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {
  private static final Networks CLUSTER =
      Networks.of(
          Stream.of(
                  "10.244.0.0/16",
                  "10.96.0.0/12",
                  "192.168.1.7/32",
                  "fd00:10::/32",
                  "10.244.8.0/24")
              .map(Cidr::of)
              .toList());

  @ParameterizedTest(name = "{0} known: {1}")
  @CsvSource({
    "10.244.0.0, true",
    "10.244.255.255, true",
    "10.245.0.0, false",
    "10.95.255.255, false",
    "10.96.0.10, true",
    "10.111.255.255, true",
    "10.112.0.0, false",
    "192.168.1.7, true",
    "192.168.1.8, false",
    "0.0.0.0, false",
    "255.255.255.255, false",
    "fd00:10::1, true",
    "fd00:10:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "fd00:11::, false",
    "::1, false",
    "ffff::, false"
  })
  void tellsTheClustersOwnFromStrangers(String address, boolean known) throws Exception {
    assertEquals(known, CLUSTER.contains(InetAddress.ofLiteral(address)));
  }

  @Test
  void ipv4MappedIntoIpv6IsIpv4() {
    assertEquals(true, CLUSTER.contains(0, 0xffff_0af4_0001L));
    assertEquals(false, CLUSTER.contains(0, 0xffff_0af5_0001L));
    assertEquals(false, CLUSTER.contains(0, 0xfffe_0af4_0001L));
  }

  @Test
  void nothingIsInNoNetwork() {
    assertEquals(false, Networks.NONE.contains(0, 0));
    assertEquals(true, Networks.of(List.of(Cidr.of("0.0.0.0/0"))).contains(0, 0xffff_ffffL));
    assertEquals(true, Networks.of(List.of(Cidr.of("::/0"))).contains(-1, -1));
  }

  /// The same as asking each block.
  @Test
  void anyBlocksAgreeWithAskingEach() {
    SplittableRandom random = new SplittableRandom(11);
    for (int turn = 0; turn < 200; turn++) {
      List<Cidr> blocks = new ArrayList<>();
      for (int i = random.nextInt(9); i > 0; i--) {
        blocks.add(Cidr.around(IpAddress.ipv4(random.nextInt(1 << 16)), 16 + random.nextInt(17)));
      }
      Networks networks = Networks.of(blocks);
      for (int i = 0; i < 200; i++) {
        IpAddress address = IpAddress.ipv4(random.nextInt(1 << 17));
        boolean each = blocks.stream().anyMatch(block -> block.contains(address));
        assertEquals(
            each, networks.contains(address.high(), address.low()), blocks + " " + address);
      }
    }
  }
}
