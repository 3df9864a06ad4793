package io.binnacle.linux.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Attributes one behind the other, read in place: `while (a.next()) switch (a.type()) …`. Never reads past its octets; an
/// attribute whose length is less than its header or more than what is left ends the walk and sets [#malformed].
public final class Attributes {
  private final MemorySegment bytes;
  private long at;
  private long start;
  private int type;
  private long size;
  private boolean malformed;

  private Attributes(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /// Those in `bytes`, all of it. The view is good as long as the octets stay.
  public static Attributes of(MemorySegment bytes) {
    return new Attributes(bytes);
  }

  /// Steps to the next one.
  /// @return false at the end, and when the rest makes no sense
  public boolean next() {
    long left = bytes.byteSize() - at;
    if (left < 4) {
      malformed |= left > 0;
      return false;
    }
    int length = bytes.get(Wire.U16, at) & 0xffff;
    if (length < 4 || length > left) {
      malformed = true;
      at = bytes.byteSize();
      return false;
    }
    type = bytes.get(Wire.U16, at + 2) & Wire.TYPE_MASK;
    start = at + 4;
    size = length - 4L;
    at = Math.min(bytes.byteSize(), at + Wire.align(length));
    return true;
  }

  /// Whether the walk ended early.
  public boolean malformed() {
    return malformed;
  }

  /// Without the bits that say "nested" and "network order".
  public int type() {
    return type;
  }

  /// Octets of this one's value.
  public int size() {
    return (int) size;
  }

  /// Those inside this one.
  public Attributes nested() {
    return new Attributes(value());
  }

  public MemorySegment value() {
    return bytes.asSlice(start, size);
  }

  public byte[] bytes() {
    return value().toArray(ValueLayout.JAVA_BYTE);
  }

  /// @return the first octet, or 0 when there is none
  public int u8() {
    return size < 1 ? 0 : bytes.get(ValueLayout.JAVA_BYTE, start) & 0xff;
  }

  /// @return 16 bits in network order, or 0 when they are not there
  public int be16() {
    return size < 2 ? 0 : bytes.get(Wire.BE16, start) & 0xffff;
  }

  /// @return 32 bits in network order, or 0 when they are not there
  public int be32() {
    return size < 4 ? 0 : bytes.get(Wire.BE32, start);
  }

  public long be64() {
    return size < 8 ? 0 : bytes.get(Wire.BE64, start);
  }

  /// @return 32 bits in the machine's order, or 0 when they are not there
  public int u32() {
    return size < 4 ? 0 : bytes.get(Wire.U32, start);
  }

  /// Text up to the first zero octet.
  public String string() {
    byte[] all = bytes();
    int end = 0;
    while (end < all.length && all[end] != 0) end++;
    return new String(Arrays.copyOf(all, end), StandardCharsets.UTF_8);
  }
}
