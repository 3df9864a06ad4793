package io.binnacle.server.spdy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Names and values as SPDY/3 packs them (§2.6.10): a count, then each with its length before it, all of one direction of a
/// connection through one zlib stream that begins with a dictionary.
final class HeaderBlock {
  /// The most octets of one unpacked block. What streams of containers carry is below 200.
  static final int LIMIT = 16 * 1024;

  /* §2.6.10.1: words, each with its length before it as it would stand in a block, then a plain text. */
  private static final String WORDS =
      "options|head|post|put|delete|trace|accept|accept-charset|accept-encoding|accept-language|"
          + "accept-ranges|age|allow|authorization|cache-control|connection|content-base|content-encoding|"
          + "content-language|content-length|content-location|content-md5|content-range|content-type|date|"
          + "etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|"
          + "if-unmodified-since|last-modified|location|max-forwards|pragma|proxy-authenticate|"
          + "proxy-authorization|range|referer|retry-after|server|te|trailer|transfer-encoding|upgrade|"
          + "user-agent|vary|via|warning|www-authenticate|method|get|status|200 OK|version|HTTP/1.1|url|"
          + "public|set-cookie|keep-alive|origin";

  private static final String TEXT =
      "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 N"
          + "on-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized4"
          + "03 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan"
          + " Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTch"
          + "unked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
          + "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,en"
          + "q=0.";

  private static final byte[] DICTIONARY = dictionary();

  private HeaderBlock() {}

  static byte[] dictionary() {
    ByteBuffer out = ByteBuffer.allocate(2048);
    for (String word : WORDS.split("\\|")) {
      out.putInt(word.length()).put(word.getBytes(StandardCharsets.US_ASCII));
    }
    out.put(TEXT.getBytes(StandardCharsets.US_ASCII));
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /// Packs the blocks of one direction. Used by one thread at a time; [#close] gives native memory back.
  static final class Packer implements AutoCloseable {
    private final Deflater zlib = new Deflater(Deflater.BEST_SPEED);

    Packer() {
      zlib.setDictionary(DICTIONARY);
    }

    /// @param headers names in lower case
    byte[] pack(Map<String, String> headers) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream(256);
      number(plain, headers.size());
      headers.forEach((name, value) -> {
        text(plain, name);
        text(plain, value);
      });
      return packRaw(plain.toByteArray());
    }

    /// Packs a block that is written already, perhaps wrongly.
    byte[] packRaw(byte[] plain) {
      zlib.setInput(plain);
      ByteArrayOutputStream packed = new ByteArrayOutputStream(256);
      byte[] some = new byte[512];
      int n;
      do {
        n = zlib.deflate(some, 0, some.length, Deflater.SYNC_FLUSH);
        packed.write(some, 0, n);
      } while (n == some.length);
      return packed.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    private static void text(ByteArrayOutputStream out, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(out, bytes.length);
      out.writeBytes(bytes);
    }

    @Override
    public void close() {
      zlib.end();
    }
  }

  /// Unpacks the blocks of the other direction. Used by one thread; [#close] gives native memory back.
  static final class Unpacker implements AutoCloseable {
    private final Inflater zlib = new Inflater();
    private final byte[] plain = new byte[LIMIT];

    /// @throws SpdyException if the block is damaged or longer than [#LIMIT]
    Map<String, String> unpack(byte[] packed) throws SpdyException {
      if (packed.length == 0) {
        return Map.of(); // not by the book, but what some send when there are none
      }
      zlib.setInput(packed);
      int length = 0;
      try {
        while (true) {
          int n = zlib.inflate(plain, length, LIMIT - length);
          length += n;
          if (n == 0 && zlib.needsDictionary()) {
            zlib.setDictionary(DICTIONARY);
          } else if (length == LIMIT) {
            throw new SpdyException("a header block of more than " + LIMIT + " octets");
          } else if (n == 0) {
            break;
          }
        }
      } catch (DataFormatException | IllegalArgumentException e) {
        throw new SpdyException("a header block that is not compressed as SPDY/3 has it", e);
      }
      if (zlib.finished() || zlib.getRemaining() > 0) {
        throw new SpdyException("a header block with " + zlib.getRemaining() + " octets too many");
      }
      return read(ByteBuffer.wrap(plain, 0, length));
    }

    private static Map<String, String> read(ByteBuffer in) throws SpdyException {
      int count = number(in, "count");
      Map<String, String> out = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String name = text(in, "name");
        out.put(name, text(in, "value"));
      }
      if (in.hasRemaining()) {
        throw new SpdyException(in.remaining() + " octets after the last header");
      }
      return out;
    }

    private static String text(ByteBuffer in, String what) throws SpdyException {
      byte[] bytes = new byte[number(in, what)];
      in.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /// A count or length; never more than what is left, since each unit takes an octet at least.
    private static int number(ByteBuffer in, String what) throws SpdyException {
      int value = in.remaining() < 4 ? -1 : in.getInt();
      if (value < 0 || value > in.remaining()) {
        throw new SpdyException("header block cut short at a " + what + " of " + value);
      }
      return value;
    }

    @Override
    public void close() {
      zlib.end();
    }
  }
}
