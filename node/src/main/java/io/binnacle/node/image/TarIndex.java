package io.binnacle.node.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Where in a tar file which member lies. Reads ustar, with GNU's long names and base-256 sizes and POSIX's pax headers.
///
/// A header is 512 octets: `| 0 name 100 | 124 size 12 | 148 checksum 8 | 156 type 1 | 157 link 100 | 257 "ustar" | 345 prefix 155 |`.
final class TarIndex {
  private static final int BLOCK = 512;
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_LONG = 64 << 10;

  /// A member of the archive.
  ///
  /// @param offset of its first byte in the tar file
  /// @param link what it is a link to; empty for a file
  record Entry(long offset, long bytes, String link) {}

  private TarIndex() {}

  /// @param shown what to call the file in messages
  static Map<String, Entry> read(Path tar, String shown) throws IOException {
    Map<String, Entry> entries = new HashMap<>();
    try (SeekableByteChannel in = Files.newByteChannel(tar)) {
      ByteBuffer header = ByteBuffer.allocate(BLOCK);
      String longName = "";
      String longLink = "";
      long at = 0;
      while (fill(in, header, at)) {
        byte[] bytes = header.array();
        if (isEmpty(bytes)) {
          break;
        }
        if (!checksumFits(bytes)) {
          throw new IOException(
              at == 0
                  ? shown + " is no image archive: it is not a tar file"
                  : shown + " is damaged: no tar header at byte " + at);
        }
        long size = number(bytes, 124, 12);
        long body = at + BLOCK;
        if (size < 0 || body + size > in.size()) {
          throw new IOException(shown + " is cut short: it ends inside the member at byte " + at);
        }
        char type = (char) bytes[156];
        switch (type) {
          case 'L' -> longName = text(in, body, size, shown);
          case 'K' -> longLink = text(in, body, size, shown);
          case 'x' -> {
            Map<String, String> pax = pax(text(in, body, size, shown));
            longName = pax.getOrDefault("path", longName);
            longLink = pax.getOrDefault("linkpath", longLink);
          }
          case 'g' -> {} // global settings: none of them moves a member
          default -> {
            String name = longName.isEmpty() ? name(bytes) : longName;
            String link = longLink.isEmpty() ? string(bytes, 157, 100) : longLink;
            boolean linked = type == '1' || type == '2';
            if (type == '0' || type == '\0' || linked) {
              entries.put(plain(name), new Entry(body, size, linked ? link : ""));
            }
            longName = "";
            longLink = "";
          }
        }
        if (entries.size() > MAX_ENTRIES) {
          throw new IOException(shown + " has more than " + MAX_ENTRIES + " members");
        }
        at = body + Math.ceilDiv(size, BLOCK) * BLOCK;
      }
    }
    return entries;
  }

  /// The bytes of a member.
  static InputStream open(Path tar, Entry entry) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(tar);
    channel.position(entry.offset());
    return new Part(Channels.newInputStream(channel), entry.bytes());
  }

  /// Where a link in the folder of `from` leads.
  static String resolve(String from, String link) {
    Path parent = Path.of(from).getParent();
    Path target = parent == null ? Path.of(link) : parent.resolve(link);
    String inFolder = target.normalize().toString();
    return inFolder;
  }

  private static final class Part extends InputStream {
    private final InputStream in;
    private long left;

    Part(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int n = in.read(into, at, (int) Math.min(length, left));
      left -= Math.max(0, n);
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static boolean fill(SeekableByteChannel in, ByteBuffer into, long at) throws IOException {
    into.clear();
    in.position(at);
    while (into.hasRemaining()) {
      if (in.read(into) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmpty(byte[] header) {
    for (byte b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean checksumFits(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum == number(header, 148, 8);
  }

  /// An octal number, or GNU's base 256 if its first bit is set; −1 if it is neither.
  private static long number(byte[] header, int at, int length) {
    if ((header[at] & 0x80) != 0) {
      long value = header[at] & 0x3f;
      for (int i = at + 1; i < at + length; i++) {
        if (value > Long.MAX_VALUE >> 8) {
          return -1;
        }
        value = value << 8 | header[i] & 0xff;
      }
      return value;
    }
    String digits = string(header, at, length).strip();
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '7') {
        return -1;
      }
      value = value << 3 | c - '0';
    }
    return value;
  }

  private static String name(byte[] header) {
    String name = string(header, 0, 100);
    String prefix = string(header, 257, 5).equals("ustar") ? string(header, 345, 155) : "";
    return prefix.isEmpty() || header[263] == ' ' ? name : prefix + "/" + name;
  }

  private static String string(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }

  private static String text(SeekableByteChannel in, long at, long size, String shown)
      throws IOException {
    if (size > MAX_LONG) {
      throw new IOException(shown + ": a name of " + size + " bytes at byte " + at);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    fill(in, bytes, at);
    String text = new String(bytes.array(), StandardCharsets.UTF_8);
    return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
  }

  /// Lines of `<length> <key>=<value>`.
  private static Map<String, String> pax(String text) {
    Map<String, String> records = new HashMap<>();
    for (String line : text.split("\n")) {
      int space = line.indexOf(' ');
      int equals = line.indexOf('=', space + 1);
      if (space > 0 && equals > 0) {
        records.put(line.substring(space + 1, equals), line.substring(equals + 1));
      }
    }
    return records;
  }

  private static String plain(String name) {
    return name.startsWith("./") ? name.substring(2) : name;
  }
}
