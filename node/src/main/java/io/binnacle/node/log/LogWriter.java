package io.binnacle.node.log;

import io.binnacle.client.node.LogSink;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes the bytes of a log file as they come and passes on the text of its lines: heads are read and left out, parts of a
/// line put together again. A line's text is passed on as it arrives, so that no line is too long.
final class LogWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z' ", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final byte[] LINE_END = {'\n'};

  private final LogSink sink;
  private final @Nullable Instant since;
  private final boolean timestamps;
  private long left;

  private final byte[] head = new byte[LogLine.HEAD];
  private int headLength;
  private int spaces;
  private boolean inText;
  private boolean skip;
  private boolean partial;
  private boolean continues;

  LogWriter(LogSink sink, @Nullable Instant since, @Nullable Long limitBytes, boolean timestamps) {
    this.sink = sink;
    this.since = since;
    this.timestamps = timestamps;
    this.left = limitBytes == null ? Long.MAX_VALUE : limitBytes;
  }

  /// Takes `bytes[0, length)`.
  ///
  /// @return false if the reader wants no more
  boolean accept(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      if (!inText) {
        at = head(bytes, at, length);
      } else {
        int end = at;
        while (end < length && bytes[end] != '\n') {
          end++;
        }
        boolean more = skip || write(bytes, at, end - at);
        at = end;
        if (more && end < length) {
          at++;
          more = endLine();
        }
        if (!more) {
          return false;
        }
      }
    }
    return sink.isOpen();
  }

  /// Collects the head of a line: up to the third space, or to the line end if the text is empty.
  private int head(byte[] bytes, int from, int length) {
    int at = from;
    while (at < length) {
      byte b = bytes[at];
      if (b == '\n') {
        beginText(); // its end is still to come
        return at;
      }
      at++;
      if (b == ' ' && ++spaces == 3 || headLength == head.length) {
        beginText();
        return at;
      }
      head[headLength++] = b;
    }
    return at;
  }

  private void beginText() {
    LogLine line = LogLine.parse(head, 0, headLength);
    inText = true;
    skip = line == null || since != null && line.time().isBefore(since);
    partial = line != null && line.partial();
    if (line != null && !skip && timestamps && !continues) {
      byte[] time = TIME.format(line.time()).getBytes(StandardCharsets.US_ASCII);
      write(time, 0, time.length);
    }
    headLength = 0;
    spaces = 0;
  }

  private boolean endLine() {
    inText = false;
    boolean ends = !skip && !partial;
    continues = !skip && partial;
    return !ends || write(LINE_END, 0, 1);
  }

  private boolean write(byte[] bytes, int from, int length) {
    int now = (int) Math.min(length, left);
    left -= now;
    boolean open = now == 0 || sink.write(bytes, from, now);
    return open && left > 0;
  }
}
