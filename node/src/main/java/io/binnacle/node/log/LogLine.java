package io.binnacle.node.log;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// One line of a log file: `2026-11-25T13:30:00.123456789Z stdout F hello`.
///
/// @param time when it was written
/// @param stream `stdout` or `stderr`
/// @param partial whether the container's line goes on in the next one of the same stream
/// @param from where the text begins in the bytes it was read from
/// @param length of the text, without the line end
record LogLine(Instant time, String stream, boolean partial, int from, int length) {
  /// No line can begin with more than this: time, stream, tags and three spaces.
  static final int HEAD = 64;

  /// Reads the line in `bytes[from, to)`, which has no line end; null if it is none.
  static @Nullable LogLine parse(byte[] bytes, int from, int to) {
    int afterTime = indexOf(bytes, from, to);
    int afterStream = afterTime < 0 ? -1 : indexOf(bytes, afterTime + 1, to);
    if (afterStream < 0) {
      return null;
    }
    int afterTag = indexOf(bytes, afterStream + 1, to);
    // A line without text may lack the space behind the tag.
    int text = afterTag < 0 ? to : afterTag + 1;
    int tagEnd = afterTag < 0 ? to : afterTag;
    String stream = ascii(bytes, afterTime + 1, afterStream);
    Instant time = time(ascii(bytes, from, afterTime));
    boolean known = stream.equals("stdout") || stream.equals("stderr");
    if (time == null || !known || tagEnd == afterStream + 1) {
      return null;
    }
    return new LogLine(time, stream, bytes[afterStream + 1] == 'P', text, to - text);
  }

  /// Whether a line that begins with `head` is the end of a container's line; what is no line counts as one.
  static boolean isWhole(byte[] head) {
    int spaces = 0;
    for (int i = 0; i + 1 < head.length; i++) {
      if (head[i] == ' ' && ++spaces == 2) {
        return head[i + 1] != 'P';
      }
    }
    return true;
  }

  private static @Nullable Instant time(String text) {
    try {
      return text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notATime) {
      return null; // the line is none of the runtime's
    }
  }

  private static int indexOf(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, Math.min(to - from, HEAD), StandardCharsets.ISO_8859_1);
  }
}
