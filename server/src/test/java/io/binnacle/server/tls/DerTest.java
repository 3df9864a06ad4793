package io.binnacle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
  @SuppressWarnings("ArrayRecordComponent")
  record Case(String name, byte[] der, String hex) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("a small number", Der.integer(BigInteger.TWO), "020102"),
        new Case(
            "a number with its top bit set keeps its sign",
            Der.integer(BigInteger.valueOf(128)),
            "02020080"),
        new Case("true", Der.isTrue(), "0101ff"),
        new Case(
            "an identifier with large arcs",
            Der.oid("1.2.840.10045.4.3.2"),
            "06082a8648ce3d040302"),
        new Case("the digitalSignature bit", Der.namedBits(0), "03020780"),
        new Case("the bits of an authority", Der.namedBits(0, 5, 6), "03020186"),
        new Case("an empty sequence", Der.sequence(), "3000"),
        new Case(
            "explicit tags wrap", Der.constructed(0, Der.integer(BigInteger.TWO)), "a003020102"),
        new Case("implicit tags replace", Der.primitive(2, new byte[] {'a'}), "820161"),
        new Case(
            "the last second of UTCTime",
            Der.time(Instant.parse("2049-12-31T23:59:59Z")),
            "170d3439313233313233353935395a"),
        new Case(
            "the first of GeneralizedTime",
            Der.time(Instant.parse("2050-01-01T00:00:00Z")),
            "180f32303530303130313030303030305a"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isWrittenAsTheStandardSays(Case c) {
    assertThat(HexFormat.of().formatHex(c.der)).isEqualTo(c.hex);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536, 1_000_000})
  void everyLengthIsReadBackByUsAndByBouncyCastle(int length) throws Exception {
    byte[] content = new byte[length];
    byte[] der = Der.octetString(content);

    DerReader reader = new DerReader(der);
    assertThat(reader.next().content()).isEqualTo(content);
    assertThat(reader.hasNext()).isFalse();
    assertThat(ASN1Primitive.fromByteArray(der).getEncoded(ASN1Encoding.DER)).isEqualTo(der);
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void bouncyCastleReadsWhatWeWrite(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] octets = new byte[1 + random.nextInt(300)];
    random.nextBytes(octets);
    BigInteger number = new BigInteger(octets);
    assertThat(ASN1Integer.getInstance(Der.integer(number)).getValue()).isEqualTo(number);

    assertThat(
            ASN1BitString.getInstance(ASN1Primitive.fromByteArray(Der.bitString(octets)))
                .getOctets())
        .isEqualTo(octets);

    String oid =
        random.nextInt(3)
            + "."
            + random.nextInt(40)
            + IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(_ -> "." + random.nextLong(1L << 1 + random.nextInt(60)))
                .reduce("", String::concat);
    assertThat(ASN1ObjectIdentifier.getInstance(ASN1Primitive.fromByteArray(Der.oid(oid))).getId())
        .isEqualTo(oid);

    String text = new String(octets, StandardCharsets.ISO_8859_1);
    assertThat(ASN1UTF8String.getInstance(ASN1Primitive.fromByteArray(Der.utf8(text))).getString())
        .isEqualTo(text);

    Instant time = Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
    assertThat(Time.getInstance(ASN1Primitive.fromByteArray(Der.time(time))).getDate().toInstant())
        .as(DateTimeFormatter.ISO_INSTANT.withZone(ZoneOffset.UTC).format(time))
        .isEqualTo(time);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void hostileBytesAreRefusedOrReadButNeverBeyondTheirEnd(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] der =
        Der.sequence(Der.utf8("name"), Der.octetString(new byte[200]), Der.integer(BigInteger.TEN));
    for (int round = 0; round < 200; round++) {
      byte[] bad = Arrays.copyOf(der, random.nextInt(der.length + 1));
      for (int flip = random.nextInt(4); flip > 0 && bad.length > 0; flip--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        DerReader reader = new DerReader(bad);
        while (reader.hasNext()) {
          assertThat(reader.next().content().length).isLessThan(bad.length);
        }
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("octet");
      }
    }
  }

  @Test
  void lengthsBeyondTheInputAreNotBelieved() {
    byte[] liar = HexFormat.of().parseHex("0483ffffff00");
    assertThatThrownBy(() -> new DerReader(liar).next())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("element of 16777215 octets cut short, at octet 0");
    assertThatThrownBy(() -> new DerReader(HexFormat.of().parseHex("0480")).next())
        .hasMessage("length of 0 octets at octet 0");
    assertThatThrownBy(() -> new DerReader(HexFormat.of().parseHex("0484ffffffff")).next())
        .hasMessage("length of 4 octets at octet 0");
    assertThatThrownBy(() -> new DerReader(HexFormat.of().parseHex("1f00")).next())
        .hasMessage("tag of several octets at octet 0");
    assertThatThrownBy(() -> new DerReader(new byte[0]).next())
        .hasMessage("DER cut short at octet 0");
  }
}
