package io.binnacle.server.tls;

import java.util.Arrays;

/// Reads the DER elements of one byte array one after the other. Never reads past its end, whatever the lengths in it say.
final class DerReader {
  private final byte[] bytes;
  private int at;

  /// One element.
  ///
  /// @param tag its tag octet
  /// @param content its content octets, a copy
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Element(int tag, byte[] content) {
    /// The elements in this one.
    DerReader inner() {
      return new DerReader(content);
    }
  }

  DerReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Whether an element is left.
  boolean hasNext() {
    return at < bytes.length;
  }

  /// The next element.
  ///
  /// @throws IllegalArgumentException if there is no whole one; the message names the octet at fault
  Element next() {
    int start = at;
    int tag = octet();
    if ((tag & 0x1f) == 0x1f) {
      throw new IllegalArgumentException("tag of several octets at octet " + start);
    }
    int length = octet();
    if (length >= 0x80) {
      int octets = length & 0x7f;
      if (octets == 0 || octets > 3) {
        throw new IllegalArgumentException("length of " + octets + " octets at octet " + start);
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet();
      }
    }
    if (length > bytes.length - at) {
      throw new IllegalArgumentException(
          "element of " + length + " octets cut short, at octet " + start);
    }
    at += length;
    return new Element(tag, Arrays.copyOfRange(bytes, at - length, at));
  }

  private int octet() {
    if (at >= bytes.length) {
      throw new IllegalArgumentException("DER cut short at octet " + at);
    }
    return bytes[at++] & 0xff;
  }
}
