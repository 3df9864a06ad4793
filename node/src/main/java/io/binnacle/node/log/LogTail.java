package io.binnacle.node.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The end of a log, found from the end.
public final class LogTail {
  private static final int BLOCK = 64 * 1024;

  private LogTail() {}

  /// The last lines of a log, without times; empty if there is none.
  ///
  /// @param lines at most so many
  /// @param bytes at most so many of their bytes, the last ones
  public static String text(Path file, int lines, int bytes) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long from = Math.max(start(channel, lines), channel.size() - 16L * bytes - BLOCK);
      ByteBuffer buffer =
          ByteBuffer.allocate((int) Math.min(channel.size() - from, Integer.MAX_VALUE));
      channel.read(buffer, from);
      String all = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      for (String line : all.split("\n", -1)) {
        byte[] raw = line.getBytes(StandardCharsets.UTF_8);
        LogLine parsed = LogLine.parse(raw, 0, raw.length);
        if (parsed != null) {
          out.append(new String(raw, parsed.from(), parsed.length(), StandardCharsets.UTF_8));
          out.append(parsed.partial() ? "" : "\n");
        }
      }
    }
    byte[] text = out.toString().getBytes(StandardCharsets.UTF_8);
    int skip = Math.max(0, text.length - bytes);
    return new String(text, skip, text.length - skip, StandardCharsets.UTF_8);
  }

  /// Where in the file the last `lines` lines begin; parts of a line count with the end of it. 0 if there are fewer.
  static long start(FileChannel channel, long lines) throws IOException {
    long size = channel.size();
    if (lines <= 0) {
      return size;
    }
    return new Search(channel, lines).from(size);
  }

  /// Walks back block by block, counting line ends whose line is no part.
  private static final class Search {
    private final FileChannel channel;
    private final long wanted;
    private long found;

    Search(FileChannel channel, long wanted) {
      this.channel = channel;
      this.wanted = wanted;
    }

    long from(long size) throws IOException {
      byte[] block = new byte[BLOCK];
      long end = size;
      // Line ends are at `end - 1`; the line after the one at `at` begins at `at + 1`.
      while (end > 0) {
        int length = (int) Math.min(BLOCK, end);
        long base = end - length;
        read(base, block, length);
        for (int i = length - 1; i >= 0; i--) {
          if (block[i] == '\n' && base + i + 1 < size && isWhole(base + i + 1, size)) {
            found++;
            if (found == wanted) {
              return begin(base + i + 1);
            }
          }
        }
        end = base;
      }
      return 0;
    }

    /// Whether the line that begins at `at` ends a line of the container: it is tagged F.
    private boolean isWhole(long at, long size) throws IOException {
      byte[] head = new byte[(int) Math.min(64, size - at)];
      read(at, head, head.length);
      return LogLine.isWhole(head);
    }

    /// The first part of the line whose last part begins at `at`.
    private long begin(long at) throws IOException {
      long first = at;
      while (first > 0) {
        long before = lineBefore(first);
        if (isWhole(before, first)) {
          return first;
        }
        first = before;
      }
      return 0;
    }

    private long lineBefore(long at) throws IOException {
      byte[] block = new byte[BLOCK];
      long end = at - 1;
      while (end > 0) {
        int length = (int) Math.min(BLOCK, end);
        read(end - length, block, length);
        for (int i = length - 1; i >= 0; i--) {
          if (block[i] == '\n') {
            return end - length + i + 1;
          }
        }
        end -= length;
      }
      return 0;
    }

    private void read(long at, byte[] into, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, at + buffer.position()) < 0) {
          throw new IOException("log cut short at " + (at + buffer.position()));
        }
      }
    }
  }
}
