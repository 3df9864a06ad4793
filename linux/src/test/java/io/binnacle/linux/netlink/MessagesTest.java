package io.binnacle.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.linux.sys.Errno;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The one writer and the one reader, as a pair, and the reader against octets that lie.
class MessagesTest {
  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @Test
  void aMessageReadsAsItWasWritten() {
    MessageWriter out = new MessageWriter(0);
    out.begin(0x0a06, Wire.F_REQUEST | Wire.F_ACK, 7);
    out.raw((byte) 2, (byte) 0, (byte) 0, (byte) 10);
    out.string(1, "filter");
    out.be32(2, 0x01020304);
    int nest = out.nest(3);
    out.be64(1, 0x0102030405060708L);
    out.u8(2, 200);
    out.be16(3, 65_000);
    out.unnest(nest);
    out.u32(4, 5);
    out.flag(5);
    out.attr(6, new byte[] {9, 8, 7});
    out.end();

    List<Message> messages = new ArrayList<>();
    assertTrue(Message.walk(out.written(), messages::add));
    assertEquals(1, messages.size());
    Message message = messages.getFirst();
    assertEquals(0x0a06, message.type());
    assertEquals(Wire.F_REQUEST | Wire.F_ACK, message.flags());
    assertEquals(7, message.seq());
    Attributes a = message.attributes(4);
    assertTrue(a.next());
    assertEquals("filter", a.string());
    assertTrue(a.next());
    assertEquals(0x01020304, a.be32());
    assertTrue(a.next());
    assertEquals(3, a.type());
    Attributes inner = a.nested();
    assertTrue(inner.next());
    assertEquals(0x0102030405060708L, inner.be64());
    assertTrue(inner.next());
    assertEquals(200, inner.u8());
    assertTrue(inner.next());
    assertEquals(65_000, inner.be16());
    assertFalse(inner.next());
    assertTrue(a.next());
    assertEquals(5, a.u32());
    assertTrue(a.next());
    assertEquals(0, a.size());
    assertTrue(a.next());
    assertArrayEquals(new byte[] {9, 8, 7}, a.bytes());
    assertFalse(a.next());
    assertFalse(a.malformed());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsLostWhenTheArrayGrows(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MessageWriter out = new MessageWriter(random.nextInt(300));
    out.begin(1, 0, 1);
    int count = 3_000;
    for (int i = 0; i < count; i++) {
      switch (i % 5) {
        case 0 -> out.be32(i, i + 1);
        case 1 -> out.be64(i, i + 1);
        case 2 -> out.u32(i, i + 1);
        case 3 -> out.u8(i, i | 1);
        default -> out.be16(i, i + 1);
      }
    }
    out.end();
    assertTrue(
        Message.walk(
            out.written(),
            message -> {
              Attributes a = message.attributes(0);
              for (int i = 0; i < count; i++) {
                assertTrue(a.next());
                long read =
                    switch (i % 5) {
                      case 0 -> a.be32();
                      case 1 -> a.be64();
                      case 2 -> a.u32();
                      case 3 -> a.u8();
                      default -> a.be16();
                    };
                assertEquals(i % 5 == 3 ? (i | 1) & 0xff : i + 1, read, "attribute " + i);
              }
              assertFalse(a.next());
              return true;
            }));
  }

  @Test
  void valuesShorterThanAskedForReadAsZero() {
    MessageWriter out = new MessageWriter(0);
    out.begin(1, 0, 1);
    out.u8(1, 7);
    out.end();
    Message.walk(
        out.written(),
        message -> {
          Attributes a = message.attributes(0);
          assertTrue(a.next());
          assertEquals(0, a.be16());
          assertEquals(0, a.be32());
          assertEquals(0, a.be64());
          assertEquals(0, a.u32());
          assertEquals(7, a.u8());
          assertEquals(0, message.attributes(5_000).size());
          return true;
        });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void octetsAtRandomAreReadToSomeEnd(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] octets = new byte[random.nextInt(200)];
      random.nextBytes(octets);
      // lengths that are nearly right get further than pure noise
      for (int i = 0; i + 4 <= octets.length; i += 4 + 4 * random.nextInt(4)) {
        if (random.nextBoolean()) {
          octets[i] = (byte) (4 + random.nextInt(30));
          octets[i + 1] = 0;
          octets[i + 2] = 0;
          octets[i + 3] = 0;
        }
      }
      Message.walk(
          MemorySegment.ofArray(octets),
          message -> {
            visit(message.attributes(4), 0);
            Reply.read(message);
            return true;
          });
      visit(Attributes.of(MemorySegment.ofArray(octets)), 0);
    }
  }

  private static void visit(Attributes a, int depth) {
    while (a.next()) {
      a.string();
      a.bytes();
      a.be64();
      a.be32();
      a.be16();
      a.u8();
      if (depth < 4) visit(a.nested(), depth + 1);
    }
  }

  @Test
  void lengthsThatLieEndTheWalk() {
    assertTrue(walks(new byte[0]));
    assertFalse(walks(new byte[15]));
    assertFalse(walks(header(15)));
    assertFalse(walks(header(17)));
    assertFalse(walks(header(-1)));
    assertTrue(walks(header(16)));
    Attributes tooLong = Attributes.of(MemorySegment.ofArray(new byte[] {9, 0, 1, 0, 0, 0, 0, 0}));
    assertFalse(tooLong.next());
    assertTrue(tooLong.malformed());
    Attributes tooShort = Attributes.of(MemorySegment.ofArray(new byte[] {3, 0, 1, 0}));
    assertFalse(tooShort.next());
    assertTrue(tooShort.malformed());
  }

  @Test
  void errorsSayWhatTheKernelSaid() {
    MessageWriter out = new MessageWriter(0);
    out.begin(Wire.NLMSG_ERROR, 0x300, 12);
    out.raw(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(-2).array());
    out.raw(header(500)); // capped: the request was longer than what is repeated of it
    out.string(Reply.ATTR_MSG, "no such thing");
    out.u32(Reply.ATTR_OFFS, 44);
    out.end();
    Message.walk(
        out.written(),
        message -> {
          assertEquals(
              new Reply.Refused(12, Errno.ENOENT, "no such thing", 44), Reply.read(message));
          return true;
        });
  }

  @Test
  void anAttributeLongerThanItsLengthCanSayIsABug() {
    MessageWriter out = new MessageWriter(0);
    out.begin(1, 0, 1);
    assertThrows(IllegalArgumentException.class, () -> out.attr(1, new byte[0x10000]));
    int nest = out.nest(1);
    for (int i = 0; i < 10_000; i++) out.be32(1, i);
    assertThat(assertThrows(IllegalStateException.class, () -> out.unnest(nest)))
        .hasMessageContaining("80004 octets");
  }

  private static boolean walks(byte[] octets) {
    return Message.walk(MemorySegment.ofArray(octets), _ -> true);
  }

  private static byte[] header(int length) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putInt(length)
        .putInt(3)
        .putInt(0)
        .putInt(0)
        .array();
  }
}
