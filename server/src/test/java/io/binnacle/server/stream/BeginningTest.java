package io.binnacle.server.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BeginningTest {
  record Case(String name, String log, String live, String before) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("nothing was said", "", "", ""),
        new Case("everything was said before", "a\nb\n", "", "a\nb\n"),
        new Case("everything came live", "a\nb\n", "a\nb\n", ""),
        new Case("the attachment fell between", "a\nb\nc\n", "c\n", "a\nb\n"),
        new Case("live output is behind", "a\nb\nc\n", "b\n", "a\n"),
        new Case("the log is behind", "a\nb\n", "b\nc\n", "a\n"),
        new Case("the log is far behind", "a\n", "b\nc\n", "a\n"),
        new Case("a prompt is not in the log yet", "a\n", "a\n/ # ", ""),
        new Case("the same again and again", "x\nx\nx\n", "x\n", "x\nx\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void whatCameBefore(Case c) {
    assertEquals(c.before, text(Beginning.before(bytes(c.log), bytes(c.live))));
  }

  @Test
  void linesOfATerminalEndWithBoth() {
    assertEquals("a\r\n\r\nb\r\nc", text(Beginning.asOnTerminal(bytes("a\n\nb\r\nc"))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
