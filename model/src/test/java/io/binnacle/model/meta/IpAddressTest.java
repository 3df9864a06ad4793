package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({
    "10.96.0.1, 10.96.0.1",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:1::, 0:0:0:1::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "::ffff:1.2.3.4, ::ffff:1.2.3.4",
    "::ffff:102:304, ::ffff:1.2.3.4",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
  })
  void addressesAreWrittenCanonically(String text, String canonical) {
    assertThat(IpAddress.of(text)).hasToString(canonical);
    assertThat(IpAddress.of(canonical)).isEqualTo(IpAddress.of(text));
  }

  @ParameterizedTest(name = "[{0}] is no address")
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.04",
        "010.0.0.1",
        "1.2.3.4 ",
        "1..2.3",
        "1.2.3.",
        "0x1.2.3.4",
        "1.2.3.1234",
        "١.2.3.4",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        "1:2:3:4:5:6:7:",
        ":1:2:3:4:5:6:7",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "[::1]",
        "::1.2.3",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.04",
        "localhost",
        "example.com",
      })
  void anythingElseIsRefused(String text) {
    assertThat(IpAddress.parse(text)).isNull();
    assertThatThrownBy(() -> IpAddress.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rangesAreThoseOfTheRfcs() {
    assertThat(IpAddress.of("127.8.9.1").isLoopback()).isTrue();
    assertThat(IpAddress.of("::1").isLoopback()).isTrue();
    assertThat(IpAddress.of("::ffff:127.0.0.1").isLoopback()).isTrue();
    assertThat(IpAddress.of("128.0.0.1").isLoopback()).isFalse();
    assertThat(IpAddress.of("0.0.0.0").isUnspecified()).isTrue();
    assertThat(IpAddress.of("::").isUnspecified()).isTrue();
    assertThat(IpAddress.of("169.254.1.1").isLinkLocalUnicast()).isTrue();
    assertThat(IpAddress.of("169.253.1.1").isLinkLocalUnicast()).isFalse();
    assertThat(IpAddress.of("fe80::1").isLinkLocalUnicast()).isTrue();
    assertThat(IpAddress.of("febf::1").isLinkLocalUnicast()).isTrue();
    assertThat(IpAddress.of("fec0::1").isLinkLocalUnicast()).isFalse();
    assertThat(IpAddress.of("224.0.0.251").isLinkLocalMulticast()).isTrue();
    assertThat(IpAddress.of("224.0.1.1").isLinkLocalMulticast()).isFalse();
    assertThat(IpAddress.of("224.0.1.1").isMulticast()).isTrue();
    assertThat(IpAddress.of("ff02::fb").isLinkLocalMulticast()).isTrue();
    assertThat(IpAddress.of("ff05::2").isLinkLocalMulticast()).isFalse();
    assertThat(IpAddress.of("::ffff:1.2.3.4").isIpv4Mapped()).isTrue();
    assertThat(IpAddress.of("1.2.3.4").isIpv4Mapped()).isFalse();
  }

  @Test
  void textBytesAndOrderAgreeWithTheJdk() throws UnknownHostException {
    SplittableRandom random = new SplittableRandom(20261123);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = random.nextInt(3) == 0 ? (byte) random.nextInt() : 0;
      }
      IpAddress address = IpAddress.ofBytes(bytes);
      assertThat(address.toBytes()).isEqualTo(bytes);
      assertThat(IpAddress.of(address.toString())).isEqualTo(address);
      String theirs = Objects.requireNonNull(InetAddress.getByAddress(bytes).getHostAddress());
      if (!address.isIpv4Mapped()) {
        assertThat(IpAddress.of(theirs)).isEqualTo(address);
      }
      assertThat(address.next().toBigInteger().subtract(address.toBigInteger()).intValue())
          .isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource({
    "10.96.0.0/12, 10.111.255.255, true",
    "10.96.0.0/12, 10.112.0.0, false",
    "10.96.0.0/12, ::ffff:10.96.0.1, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "1.2.3.4/32, 1.2.3.4, true",
    "fd00::/108, fd00::f:ffff, true",
    "fd00::/108, fd00::10:0, false",
    "fd00:1::/32, fd00:1:ffff::, true",
    "::/0, 8000::, true",
  })
  void aBlockContainsWhatSharesItsPrefix(String block, String address, boolean expected) {
    assertThat(Cidr.of(block).contains(IpAddress.of(address))).isEqualTo(expected);
    assertThat(Cidr.of(block)).hasToString(block);
  }

  @ParameterizedTest(name = "[{0}] is no block")
  @ValueSource(
      strings = {
        "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/+8",
            "10.0.0.1/24",
        "010.0.0.0/8", "fd00::1/64", "fd00::/129", "/8", "10.0.0.0/8/8", "10.0.0.0/٨", "fd00::/00"
      })
  void anythingElseIsNoBlock(String text) {
    assertThat(Cidr.parse(text)).isNull();
  }

  @Test
  void aBlockCountsItsAddresses() {
    Cidr v4 = Cidr.of("10.96.0.0/12");
    assertThat(v4.size()).isEqualTo(1 << 20);
    assertThat(v4.address(1)).hasToString("10.96.0.1");
    assertThat(v4.last()).hasToString("10.111.255.255");
    assertThat(v4.address(v4.lastOffset())).isEqualTo(v4.last());
    assertThat(v4.offsetOf(IpAddress.of("10.96.1.0"))).isEqualTo(256);
    assertThatThrownBy(() -> v4.address(1 << 20)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> v4.offsetOf(IpAddress.of("10.95.0.0")))
        .isInstanceOf(IndexOutOfBoundsException.class);
    Cidr v6 = Cidr.of("fd00::/48");
    assertThat(v6.lastOffset()).isEqualTo(Long.MAX_VALUE);
    assertThat(v6.last()).hasToString("fd00::ffff:ffff:ffff:ffff:ffff");
    assertThat(v6.address(Long.MAX_VALUE)).hasToString("fd00::7fff:ffff:ffff:ffff");
    assertThat(Cidr.of("fd00::/64").last()).hasToString("fd00::ffff:ffff:ffff:ffff");
    assertThat(Cidr.of("::/0").last()).hasToString("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    assertThat(Cidr.of("10.0.0.0/8").overlaps(Cidr.of("10.96.0.0/12"))).isTrue();
    assertThat(Cidr.of("10.96.0.0/12").overlaps(Cidr.of("10.244.0.0/16"))).isFalse();
    assertThat(String.valueOf(Cidr.parseAround("10.1.2.3/8"))).isEqualTo("10.0.0.0/8");
  }
}
