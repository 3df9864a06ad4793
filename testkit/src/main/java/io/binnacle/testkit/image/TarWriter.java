package io.binnacle.testkit.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Writes a tar archive, ustar with GNU's long names, all owned by root unless said otherwise and as old as time, so that the
/// same content is the same archive.
final class TarWriter {
  private static final int BLOCK = 512;
  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  void file(String name, int mode, int owner, byte[] content) throws IOException {
    header(name, mode, owner, '0', content.length, "");
    out.write(content);
    pad(content.length);
  }

  void file(String name, int mode, int owner, Path content) throws IOException {
    long size = Files.size(content);
    header(name, mode, owner, '0', size, "");
    Files.copy(content, out);
    pad(size);
  }

  void folder(String name, int mode, int owner) throws IOException {
    header(name + "/", mode, owner, '5', 0, "");
  }

  void link(String name, String target) throws IOException {
    header(name, 0777, 0, '2', 0, target);
  }

  void end() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private void header(String name, int mode, int owner, char type, long size, String link)
      throws IOException {
    longName(name, 'L');
    longName(link, 'K');
    byte[] header = new byte[BLOCK];
    put(header, 0, 100, name);
    octal(header, 100, 8, mode);
    octal(header, 108, 8, owner);
    octal(header, 116, 8, owner);
    octal(header, 124, 12, size);
    octal(header, 136, 12, 0);
    put(header, 148, 8, "        ");
    header[156] = (byte) type;
    put(header, 157, 100, link);
    put(header, 257, 8, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, 8, String.format(Locale.ROOT, "%06o\0 ", sum));
    out.write(header);
  }

  private void longName(String name, char type) throws IOException {
    byte[] bytes = (name + "\0").getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 100) {
      header("././@LongLink", 0644, 0, type, bytes.length, "");
      out.write(bytes);
      pad(bytes.length);
    }
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) (Math.ceilDiv(size, BLOCK) * BLOCK - size)]);
  }

  private static void octal(byte[] header, int at, int length, long value) {
    put(header, at, length, String.format(Locale.ROOT, "%0" + (length - 1) + "o\0", value));
  }

  private static void put(byte[] header, int at, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, Math.min(length, bytes.length));
  }
}
