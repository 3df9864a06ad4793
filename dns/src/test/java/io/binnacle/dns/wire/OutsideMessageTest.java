package io.binnacle.dns.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

class OutsideMessageTest {
  /// `a. A`, one address for 300 s.
  private static final String HEADER = "0007 8180 0001 0001 0000 0000";

  private static final String QUESTION = "0161 00 0001 0001";
  private static final String ADDRESS = "c00c 0001 0001 0000012c 0004 c0000201";

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static final byte[] GOOD = octets(HEADER + QUESTION + ADDRESS);

  record Case(String name, String hex) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> malformed() {
    return Stream.of(
        new Case("nothing", ""),
        new Case("a header cut short", "0007 8180 0001"),
        new Case("a query", "0007 0100 0001 0001 0000 0000" + QUESTION + ADDRESS),
        new Case("no question", "0007 8180 0000 0001 0000 0000" + ADDRESS),
        new Case("two questions", "0007 8180 0002 0000 0000 0000" + QUESTION + QUESTION),
        new Case("a question that points into the header", HEADER + "c000 0001 0001" + ADDRESS),
        new Case("a question cut short", "0007 8180 0001 0000 0000 0000 0161 00 0001"),
        new Case(
            "an owner that points to itself",
            HEADER + QUESTION + "c013 0001 0001 0000012c 0004 c0000201"),
        new Case(
            "an owner that points ahead",
            HEADER + QUESTION + "c01f 0001 0001 0000012c 0004 c0000201"),
        new Case("a record cut short", HEADER + QUESTION + "c00c 0001 0001 0000012c"),
        new Case("data cut short", HEADER + QUESTION + "c00c 0001 0001 0000012c 0004 c00002"),
        new Case(
            "fewer records than counted", "0007 8180 0001 0002 0000 0000" + QUESTION + ADDRESS),
        new Case(
            "more records than could ever be",
            "0007 8180 0001 ffff ffff ffff" + QUESTION + ADDRESS),
        new Case(
            "a record outside the sections", "0007 8180 0001 0000 0000 0000" + QUESTION + ADDRESS),
        new Case("an octet behind the last record", HEADER + QUESTION + ADDRESS + "00"),
        new Case(
            "an OPT left in",
            "0007 8180 0001 0000 0000 0001" + QUESTION + "00 0029 04d0 00000000 0000"),
        new Case(
            "an alias whose data is no name",
            HEADER + QUESTION + "c00c 0005 0001 0000012c 0002 c0ff"),
        new Case(
            "an alias with something behind its name",
            HEADER + QUESTION + "c00c 0005 0001 0000012c 0003 c00c00"),
        new Case(
            "an SOA record cut short",
            "0007 8180 0001 0000 0001 0000" + QUESTION + "c00c 0006 0001 0000012c 0004 00000001"),
        new Case(
            "a label of a kind that does not exist",
            HEADER + QUESTION + "4161 0001 0001 0000012c 0004 c0000201"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void refuses(Case c) {
    assertNull(OutsideMessage.read(octets(c.hex)));
  }

  @Test
  void knowsWhereEverythingStands() {
    OutsideMessage message = Objects.requireNonNull(OutsideMessage.read(GOOD));
    assertEquals("a.", message.name().toString());
    assertEquals(19, message.questionEnd());
    assertEquals(1, message.records());
    assertEquals(GOOD.length, message.end(0));
    assertEquals(25, message.ttlOffsets()[0]);
    assertEquals(300, message.smallestTtl());
    assertTrue(message.reachesType());
    assertEquals(-1, message.negativeTtl());
    assertEquals(1, Objects.requireNonNull(message.reply()).answers().size());
  }

  @Test
  void aTtlWithTheTopBitSetIsLarge() {
    byte[] large = GOOD.clone();
    large[25] = (byte) 0x80;
    assertEquals(0x8000_012cL, Objects.requireNonNull(OutsideMessage.read(large)).smallestTtl());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void whateverTheOctetsAreItNeitherThrowsNorReadsWhatAnotherImplementationRefuses(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole =
        octets(
            "0007 8180 0001 0002 0001 0000"
                + QUESTION
                + "c00c 0005 0001 0000012c 0004 0162c00c"
                + "c01f 0001 0001 0000003c 0004 c0000201"
                + "c00c 0006 0001 00000384 0016 0000 00000001 00000002 00000003 00000004 00000005");
    assertNotNull(OutsideMessage.read(whole));
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant =
          Arrays.copyOf(
              whole, random.nextInt(4) == 0 ? random.nextInt(whole.length + 8) : whole.length);
      for (int flips = random.nextInt(4); flips > 0 && mutant.length > 0; flips--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      OutsideMessage read = OutsideMessage.read(mutant);
      if (read != null) {
        agrees(read, mutant, seed);
      }
    }
  }

  /// dnsjava may refuse data we do not look into; where it reads the message, it must see the same
  /// records with the same TTLs, but for the top bit (RFC 2181 §8 there, RFC 8767 §4 here).
  private static void agrees(OutsideMessage read, byte[] octets, long seed) {
    Message other;
    try {
      other = new Message(octets);
    } catch (java.io.IOException | RuntimeException _) {
      return;
    }
    int records = 0;
    for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
      for (Record record : other.getSection(section)) {
        records++;
        long ttl = QueryReader.u32(octets, read.ttlOffsets()[records - 1]);
        assertEquals(ttl > Integer.MAX_VALUE ? 0 : ttl, record.getTTL(), "seed " + seed);
      }
    }
    assertEquals(records, read.records(), "seed " + seed);
  }
}
