package io.binnacle.server.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Writes DER (X.690): each method returns one complete element, tag and length included.
final class Der {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int PRINTABLE_STRING = 0x13;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private Der() {}

  /// An element of any tag around `content`.
  static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int skip = length[0] == 0 ? 1 : 0;
      out.write(0x80 | length.length - skip);
      out.write(length, skip, length.length - skip);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... elements) {
    return element(SEQUENCE, join(elements));
  }

  /// A SET of one element: more would have to be sorted, and names need no more.
  static byte[] set(byte[] only) {
    return element(SET, only);
  }

  static byte[] integer(BigInteger value) {
    return element(INTEGER, value.toByteArray());
  }

  /// TRUE. FALSE is never written: in X.509 it is a default, which DER leaves out.
  static byte[] isTrue() {
    return element(BOOLEAN, new byte[] {(byte) 0xff});
  }

  /// A BIT STRING of whole octets.
  static byte[] bitString(byte[] octets) {
    return element(BIT_STRING, join(new byte[] {0}, octets));
  }

  /// A BIT STRING of named bits, in its shortest form.
  ///
  /// @param bits numbers of the bits that are set, 0..7, at least one; bit 0 is the leftmost
  static byte[] namedBits(int... bits) {
    int octet = 0;
    for (int bit : bits) {
      octet |= 0x80 >> bit;
    }
    return element(
        BIT_STRING, new byte[] {(byte) Integer.numberOfTrailingZeros(octet), (byte) octet});
  }

  static byte[] octetString(byte[] octets) {
    return element(OCTET_STRING, octets);
  }

  static byte[] utf8(String text) {
    return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /// An OBJECT IDENTIFIER from its dotted form.
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    base128(out, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      base128(out, Long.parseLong(arcs[i]));
    }
    return element(OID, out.toByteArray());
  }

  /// A Time as RFC 5280 §4.1.2.5 wants it: UTCTime through 2049, GeneralizedTime from 2050; whole seconds.
  static byte[] time(Instant instant) {
    OffsetDateTime t = instant.atOffset(ZoneOffset.UTC);
    boolean utcTime = t.getYear() < 2050;
    StringBuilder out = new StringBuilder(15);
    digits(out, utcTime ? t.getYear() % 100 : t.getYear(), utcTime ? 2 : 4);
    digits(out, t.getMonthValue(), 2);
    digits(out, t.getDayOfMonth(), 2);
    digits(out, t.getHour(), 2);
    digits(out, t.getMinute(), 2);
    digits(out, t.getSecond(), 2);
    byte[] text = out.append('Z').toString().getBytes(StandardCharsets.US_ASCII);
    return element(utcTime ? UTC_TIME : GENERALIZED_TIME, text);
  }

  /// A context-specific element that wraps other elements: `[n] EXPLICIT`, or `[n] IMPLICIT` of a constructed type.
  static byte[] constructed(int n, byte[]... elements) {
    return element(0xa0 | n, join(elements));
  }

  /// A context-specific element with bare content: `[n] IMPLICIT` of a primitive type.
  static byte[] primitive(int n, byte[] content) {
    return element(0x80 | n, content);
  }

  /// Elements one after the other.
  static byte[] join(byte[]... elements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] element : elements) {
      out.writeBytes(element);
    }
    return out.toByteArray();
  }

  private static void base128(ByteArrayOutputStream out, long value) {
    for (int shift = 63 - Long.numberOfLeadingZeros(value | 1); shift >= 7; shift--) {
      if (shift % 7 == 0) {
        out.write((int) (value >>> shift & 0x7f | 0x80));
      }
    }
    out.write((int) (value & 0x7f));
  }

  private static void digits(StringBuilder out, int value, int width) {
    String text = Integer.toString(value);
    out.repeat('0', width - text.length()).append(text);
  }
}
