package io.binnacle.dns.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServerCookiesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.100");
  private static final byte[] SECRET = HEX.parseHex("e5e973e5a6b2a43f48e7dc849e37bfcf");

  private Instant now = Instant.ofEpochSecond(1_559_731_985);
  private final InstantSource clock = () -> now;

  /// From the paper that defines SipHash: key 00 01 … 0f, input 00 01 ….
  @ParameterizedTest(name = "{0} octets")
  @CsvSource({
    "0, 310e0edd47db6f72",
    "1, fd67dc93c539f874",
    "7, 37d1018bf50002ab",
    "8, 6224939a79f5f593",
    "15, e545be4961ca29a1"
  })
  void theHashIsThePublishedOne(int length, String hash) {
    byte[] key = new byte[16];
    byte[] input = new byte[length];
    for (int i = 0; i < 16; i++) {
      key[i] = (byte) i;
      if (i < length) {
        input[i] = (byte) i;
      }
    }
    assertEquals(hash, HEX.toHexDigits(Long.reverseBytes(SipHash.of(key, input))));
  }

  record Vector(
      String name, String client, String cookie, long time, String secret, String server) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vector> vectors() {
    return Stream.of(
        new Vector(
            "learning a new cookie (RFC 9018 A.1)",
            "198.51.100.100",
            "2464c4abcf10c957",
            1_559_731_985L,
            "e5e973e5a6b2a43f48e7dc849e37bfcf",
            "010000005cf79f111f8130c3eee29480"),
        new Vector(
            "IPv6 (A.4)",
            "2001:db8:220:1:59de:d0f4:8769:82b8",
            "22681ab97d52c298",
            1_559_741_817L,
            "dd3bdf9344b678b185a6f5cb60fca715",
            "010000005cf7c57926556bd0934c72f8"),
        new Vector(
            "IPv6 with another secret (A.4)",
            "2001:db8:220:1:59de:d0f4:8769:82b8",
            "22681ab97d52c298",
            1_559_741_961L,
            "445536bcd2513298075a5d379663c962",
            "010000005cf7c609a6bb79d16625507a"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void cookiesAreThePublishedOnes(Vector v) {
    now = Instant.ofEpochSecond(v.time);
    byte[] secret = HEX.parseHex(v.secret);
    byte[] both =
        new ServerCookies(clock, secret, secret)
            .renewed(HEX.parseHex(v.cookie), InetAddress.ofLiteral(v.client));
    assertEquals(v.cookie + v.server, HEX.formatHex(both));
  }

  private byte[] cookie(ServerCookies cookies) {
    return cookies.renewed(HEX.parseHex("2464c4abcf10c957"), CLIENT);
  }

  @Test
  void aCookieIsGoodForItsClientForAnHour() {
    ServerCookies cookies = new ServerCookies(clock, SECRET, SECRET);
    byte[] both = cookie(cookies);
    assertTrue(cookies.good(both, CLIENT));
    assertFalse(cookies.good(both, InetAddress.ofLiteral("198.51.100.101")));
    assertFalse(cookies.good(HEX.parseHex("2464c4abcf10c957"), CLIENT));
    byte[] wrong = both.clone();
    wrong[23] ^= 1;
    assertFalse(cookies.good(wrong, CLIENT));
    now = now.plus(Duration.ofHours(1));
    assertTrue(cookies.good(both, CLIENT));
    now = now.plusSeconds(1);
    assertFalse(cookies.good(both, CLIENT));
  }

  @Test
  void aCookieFromTheFutureIsGoodForFiveMinutesOfWrongClock() {
    ServerCookies cookies = new ServerCookies(clock, SECRET, SECRET);
    byte[] both = cookie(cookies);
    now = now.minus(Duration.ofMinutes(5));
    assertTrue(cookies.good(both, CLIENT));
    now = now.minusSeconds(1);
    assertFalse(cookies.good(both, CLIENT));
  }

  @Test
  void aYoungCookieStaysAnOldOneIsReplaced() {
    ServerCookies cookies = new ServerCookies(clock, SECRET, SECRET);
    byte[] both = cookie(cookies);
    now = now.plus(Duration.ofMinutes(29));
    assertArrayEquals(both, cookies.renewed(both, CLIENT));
    now = now.plus(Duration.ofMinutes(1));
    byte[] newer = cookies.renewed(both, CLIENT);
    assertNotEquals(HEX.formatHex(both), HEX.formatHex(newer));
    assertTrue(cookies.good(newer, CLIENT));
  }

  @Test
  void aChangeOfSecretsIsNotNoticed() {
    SplittableRandom random = new SplittableRandom(1);
    ServerCookies cookies = new ServerCookies(clock, random);
    now = now.plus(Duration.ofHours(26)).minusSeconds(10);
    byte[] before = cookie(cookies);
    now = now.plusSeconds(10);
    assertTrue(cookies.good(before, CLIENT), "made with the secret before");
    byte[] after = cookies.renewed(before, CLIENT);
    assertNotEquals(HEX.formatHex(before), HEX.formatHex(after));
    assertTrue(cookies.good(after, CLIENT));
  }
}
