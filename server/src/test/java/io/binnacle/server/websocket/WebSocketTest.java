package io.binnacle.server.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.server.http.Upgraded;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
  /// A connection whose client has said all it will.
  private static final class Said implements Upgraded {
    final InputStream in;
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean closed;

    Said(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public InputStream in() {
      return in;
    }

    @Override
    public OutputStream out() {
      return out;
    }

    @Override
    public void onClose(Runnable action) {}

    @Override
    public void close() {
      closed = true;
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /// What a reader gets, as `first/last:hex`.
  private static String read(Said said) {
    WebSocket socket = new WebSocket(said);
    StringBuilder out = new StringBuilder();
    for (var piece = socket.read(); piece != null; piece = socket.read()) {
      out.append(piece.first() ? "[" : "")
          .append(HexFormat.of().formatHex(piece.bytes()))
          .append(piece.last() ? "]" : "");
    }
    return out.toString();
  }

  record Case(String what, String sent, String read, String answered) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("a masked message, RFC 6455 §5.7", "8185 37fa213d 7f9f4d5158", "[48656c6c6f]", ""),
        new Case("an empty message", "8280 00000000", "[]", ""),
        new Case(
            "a message in parts, a ping between",
            "0281 00000000 61 8981 00000000 70 8081 00000000 62",
            "[6162]",
            "8a0170"),
        new Case("an empty first part", "0280 00000000 8081 00000000 62", "[62]", ""),
        new Case("a length in two octets", "82fe0002 00000000 6162", "[6162]", ""),
        new Case(
            "a close with a reason is answered with its code",
            "8882 00000000 03e8",
            "",
            "880203e8"),
        new Case("a close without one, as intended", "8880 00000000", "", "880203e8"),
        new Case("a close with a code that is none", "8882 00000000 0001", "", "880203ea"),
        new Case("not masked", "820161", "", "8803ea"),
        new Case("reserved bits", "c281 00000000 61", "", "8803ea"),
        new Case("an unknown opcode", "8380 00000000", "", "8803ea"),
        new Case("a continuation of nothing", "8081 00000000 61", "", "8803ea"),
        new Case(
            "a message within a message", "0281 00000000 61 8281 00000000 62", "[61", "8803ea"),
        new Case("a ping in parts", "0980 00000000", "", "8803ea"),
        new Case("a ping of 126 octets", "89fe007e 00000000", "", "8803ea"),
        new Case("a length of 64 bits", "82ffffffffffffffffff 00000000", "", "8803ea"),
        new Case("an announced exabyte costs nothing", "82ff0fffffffffffffff 00000000 61", "", ""),
        new Case("cut short", "8185 37fa", "", ""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reads(Case c) {
    Said said = new Said(hex(c.sent));
    assertEquals(c.read.replace("][", ""), read(said).replace("][", ""));
    String answered = HexFormat.of().formatHex(said.out.toByteArray());
    if (c.answered.startsWith("8803ea")) { // with the reason, whose words are free
      assertTrue(answered.matches("88[0-9a-f]{2}03ea.*"), answered);
      assertTrue(said.closed);
    } else {
      assertEquals(c.answered, answered);
    }
  }

  @Test
  void longMessagesComeInPieces() throws Exception {
    byte[] frame = Arrays.copyOf(hex("82ff 0000000000100000 00000000"), 14 + (1 << 20));
    WebSocket socket = new WebSocket(new Said(frame));
    int length = 0;
    boolean first = true;
    boolean last = false;
    for (var piece = socket.read(); piece != null; piece = socket.read()) {
      assertEquals(first, piece.first());
      assertFalse(last);
      assertTrue(piece.bytes().length <= 32 * 1024);
      first = false;
      last = piece.last();
      length += piece.bytes().length;
    }
    assertTrue(last);
    assertEquals(1 << 20, length);
  }

  @Test
  void writesLengthsInAllThreeForms() throws Exception {
    for (int length : new int[] {0, 125, 126, 65_535, 65_536}) {
      Said said = new Said(new byte[0]);
      new WebSocket(said).sendBinary(new byte[length], 0, length);
      int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
      assertEquals(head + length, said.out.size());
    }
  }

  @Test
  void afterTheCloseNothingIsSent() {
    Said said = new Said(new byte[0]);
    WebSocket socket = new WebSocket(said);
    socket.close();
    int size = said.out.size();
    socket.close();
    assertEquals(size, said.out.size());
    assertNull(socket.read());
  }

  @Test
  void theAnswerToAKeyIsThatOfTheSpecification() {
    assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Handshake.answerTo("dGhlIHNhbXBsZSBub25jZQ=="));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void noiseEndsInAnOrdinaryWay(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = (byte) (random.nextInt(16) | 0x80 * random.nextInt(2));
        bytes[1] |= (byte) 0x80;
      }
      read(new Said(bytes));
    }
  }
}
