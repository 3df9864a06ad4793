package io.binnacle.dns.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Any octets in the log are one line of printable characters, with as many quotes as there should be.
class AnswerLineFuzzTest {
  @FuzzTest
  void anyOctetsAreOnePrintableLine(byte[] octets) {
    MemorySegment message = MemorySegment.ofArray(octets);
    int end = MessageHead.questionEnd(message, 0, octets.length);
    assertTrue(end <= octets.length);
    if (end > 0) {
      int opt = MessageHead.opt(message, 0, octets.length, end);
      assertTrue(opt + 10 <= octets.length);
      int error = MessageHead.extendedError(message, 0, octets.length, opt);
      assertTrue(error >= -1 && error <= 0xffff);
    }
    if (octets.length < MessageHead.HEADER) {
      return;
    }
    byte[] head = Arrays.copyOf(octets, end < 0 ? MessageHead.HEADER : end);
    String line = new AnswerSeen(head, 0, 1, 1_000, 0, AnswerSeen.LOG).line(null);
    assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7f), line);
    String bare = line.replace("\\\\", "").replace("\\\"", "");
    assertTrue(bare.chars().filter(c -> c == '"').count() == 2, line);
  }
}
