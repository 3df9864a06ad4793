package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However the octets of a connection arrive, the messages are the same.
class MessageFramesFuzzTest {
  @FuzzTest
  void piecesMakeNoDifference(FuzzedDataProvider data) {
    byte[] octets = data.consumeBytes(20_000);
    assertSame(octets, max -> data.consumeInt(1, max));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void piecesMakeNoDifference(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      byte[] octets = new byte[random.nextInt(20_000)];
      random.nextBytes(octets);
      for (int at = 0; at + 1 < octets.length; ) { // lengths that can be, mostly
        int length = random.nextInt(100) == 0 ? 5_000 : random.nextInt(400);
        octets[at] = (byte) (length >> 8);
        octets[at + 1] = (byte) length;
        at += 2 + length;
      }
      assertSame(octets, max -> 1 + random.nextInt(max));
    }
  }

  private static void assertSame(byte[] octets, IntUnaryOperator piece) {
    MessageFrames whole = new MessageFrames();
    whole.add(octets, 0, octets.length);
    List<byte[]> expected = all(whole);
    MessageFrames cut = new MessageFrames();
    List<byte[]> got = new ArrayList<>();
    for (int at = 0; at < octets.length; ) {
      int length = Math.min(piece.applyAsInt(1_000), octets.length - at);
      cut.add(octets, at, at + length);
      got.addAll(all(cut));
      at += length;
      assertTrue(cut.broken() || cut.size() <= 2 * (MessageFrames.MAX_QUERY + 2), "holds too much");
      if (cut.broken()) {
        break;
      }
    }
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < got.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i));
    }
    assertEquals(whole.broken(), cut.broken());
  }

  private static List<byte[]> all(MessageFrames frames) {
    List<byte[]> out = new ArrayList<>();
    for (byte[] next = frames.next(); next != null; next = frames.next()) {
      out.add(next);
    }
    return out;
  }

  @Test
  void nothingIsHeldBetweenMessages() {
    MessageFrames frames = new MessageFrames();
    frames.add(new byte[] {0, 3, 1, 2, 3, 0, 1, 9}, 0, 8);
    assertArrayEquals(new byte[] {1, 2, 3}, frames.next());
    assertArrayEquals(new byte[] {9}, frames.next());
    assertEquals(0, frames.size());
  }
}
