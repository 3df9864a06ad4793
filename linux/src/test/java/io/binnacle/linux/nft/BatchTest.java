package io.binnacle.linux.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.MessageWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes, without a kernel.
class BatchTest {
  static LongStream seeds() {
    return LongStream.range(0, 30);
  }

  /// Captured from nft 1.0.6 (`--debug=mnl`), but for flags it leaves out.
  @Test
  void anElementIsWrittenAsNftWritesIt() {
    NftSet set =
        NftSet.verdictMap(Samples.IP, "verdicts", FieldType.INET_PROTO, FieldType.INET_SERVICE);
    MessageWriter out = new MessageWriter(0);
    ElementCodec.write(
        out,
        set,
        Element.of(Datum.concat(Datum.proto(6), Datum.port(5)), new Verdict.Jump("there")),
        true);
    assertEquals(
        "30000180"
            + "10000180"
            + "0c000100"
            + "06000000"
            + "00050000"
            + "1c000280"
            + "18000280"
            + "08000100"
            + "fffffffd"
            + "0a000200"
            + "746865726500"
            + "0000",
        hex(out.written()));
  }

  @Test
  void aRangeOfSingleKeysIsTwoElements() {
    NftSet set = NftSet.set(Samples.IP, "prefixes", FieldType.IPV4_ADDR).with(NftSet.Flag.INTERVAL);
    MessageWriter out = new MessageWriter(0);
    ElementCodec.write(
        out, set, Element.range(Samples.addr("10.0.0.0"), Samples.addr("10.255.255.255")), true);
    assertEquals(
        "10000180"
            + "0c000180"
            + "08000100"
            + "0a000000"
            + "18000180"
            + "08000300"
            + "00000001"
            + "0c000180"
            + "08000100"
            + "0b000000",
        hex(out.written()));
  }

  @Test
  void aKernelsReleaseTellsItsAge() {
    assertTrue(Batch.since("6.3", 6, 3));
    assertTrue(Batch.since("6.18.44-fc", 6, 3));
    assertTrue(Batch.since("10.0.1", 6, 3));
    for (String older : List.of("6.1.0-18-amd64", "5.15.0", "", "unknown", "999999999999.1")) {
      assertFalse(Batch.since(older, 6, 3), older);
    }
  }

  @Test
  void manyElementsAreSplitAndEachIsFoundAgainByItsOffset() {
    NftSet set =
        NftSet.set(Samples.IP, "addresses", FieldType.IPV4_ADDR).with(NftSet.Flag.INTERVAL);
    List<Element> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) many.add(Element.of(Datum.integer(i * 2)));
    Batch batch =
        Batch.encode(
            List.of(new Command.AddSet(set), new Command.AddElements(set, many)),
            new MessageWriter(0));
    assertThat(batch.messages()).isBetween(5, 20);
    assertEquals(-1, batch.commandOf(0));
    assertEquals(0, batch.commandOf(1));
    assertEquals(-1, batch.elementAt(1, 40));
    assertEquals(-1, batch.commandOf(batch.messages() + 1));
    int next = 0;
    for (int message = 2; message <= batch.messages(); message++) {
      assertEquals(1, batch.commandOf(message));
      int first = batch.elementAt(message, 60);
      assertEquals(next, first);
      // each element is two: 16 octets and 24
      assertEquals(first + 100, batch.elementAt(message, 60 + 100 * 40));
      assertEquals(first + 100, batch.elementAt(message, 60 + 100 * 40 + 20));
      next = batch.elementAt(message, 60 + 1_499 * 40) + 1;
      if (next == 0) next = many.size();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void elementsSurviveARoundTripInAnyOrder(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean ranges = random.nextBoolean();
    NftSet plain =
        NftSet.map(
            Samples.IP,
            "m",
            random.nextBoolean()
                ? List.of(FieldType.INET_SERVICE)
                : List.of(FieldType.INET_SERVICE, FieldType.INET_PROTO),
            List.of(FieldType.IPV4_ADDR, FieldType.INET_SERVICE));
    NftSet set = ranges ? plain.with(NftSet.Flag.INTERVAL) : plain;
    boolean single = set.key().size() == 1;
    List<Element> elements = new ArrayList<>();
    int port = random.nextInt(3);
    while (elements.size() < 200 && port < 65_000) {
      int last = ranges ? port + random.nextInt(3) : port;
      Datum from = single ? Datum.port(port) : Datum.concat(Datum.port(port), Datum.proto(6));
      Datum to = single ? Datum.port(last) : Datum.concat(Datum.port(last), Datum.proto(6));
      Datum value =
          Datum.concat(
              Samples.addr("10.0.0." + random.nextInt(256)), Datum.port(random.nextInt(65_536)));
      Element element = last == port ? Element.of(from, value) : Element.range(from, to, value);
      elements.add(
          random.nextInt(4) == 0
              ? element.withTimeout(Duration.ofSeconds(random.nextInt(1, 1000)))
              : element);
      port = last + 1 + random.nextInt(4);
    }
    if (ranges && single)
      elements.add(
          Element.range(
              Datum.port(65_100),
              Datum.port(65_535),
              Datum.concat(Samples.addr("10.0.0.1"), Datum.port(1))));
    List<Element> shuffled = new ArrayList<>(elements);
    java.util.Collections.shuffle(shuffled, new java.util.Random(seed));

    MessageWriter out = new MessageWriter(0);
    for (Element each : shuffled) ElementCodec.write(out, set, each, true);
    List<ElementCodec.Raw> raw = new ArrayList<>();
    Attributes read = Attributes.of(out.written());
    while (read.next()) raw.add(ElementCodec.read(read.nested()));
    assertEquals(elements, Lister.join(set, raw));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void octetsAtRandomAreReadToSomeEnd(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    NftSet set =
        NftSet.map(Samples.IP, "m", List.of(FieldType.IPV4_ADDR), List.of(FieldType.IPV4_ADDR))
            .with(NftSet.Flag.INTERVAL);
    MessageWriter good = new MessageWriter(0);
    for (int i = 0; i < 5; i++)
      ElementCodec.write(good, set, Element.of(Datum.integer(i), Datum.integer(i)), true);
    byte[] octets = good.written().toArray(ValueLayout.JAVA_BYTE);
    for (int round = 0; round < 2_000; round++) {
      byte[] bad = octets.clone();
      for (int i = random.nextInt(6); i >= 0; i--)
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      List<ElementCodec.Raw> raw = new ArrayList<>();
      Attributes read =
          Attributes.of(MemorySegment.ofArray(bad).asSlice(0, random.nextInt(bad.length + 1)));
      while (read.next()) {
        ElementCodec.Raw one = ElementCodec.read(read.nested());
        if (one != null) raw.add(one);
      }
      assertTrue(Lister.join(set, raw).size() <= raw.size());
      UserData.find(MemorySegment.ofArray(bad), random.nextInt(8));
    }
  }

  private static String hex(MemorySegment octets) {
    return HexFormat.of().formatHex(octets.toArray(ValueLayout.JAVA_BYTE));
  }
}
