package io.binnacle.dns.fastpath;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Reads a query that is nothing but a question, and perhaps an OPT record without options. Made to be used again. One thread.
///
/// Header, RFC 1035 §4.1.1: `| 0 ID | 2 FLAGS | 4 QDCOUNT | 6 ANCOUNT | 8 NSCOUNT | 10 ARCOUNT |`; OPT, RFC 6891 §6.1:
/// `| 0 root | 1 type 41 | 3 size | 5 rcode's upper bits | 6 version | 7 DO, Z | 9 length |`
final class PlainQuestion {
  static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  static final int HEADER = 12;
  static final int OPT_SIZE = 11;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int MAX_NAME = 255;
  private static final int MAX_LABEL = 63;
  private static final int IN = 1;
  private static final int OPT = 41;
  private static final int DO = 0x8000;

  /// QR, which makes an answer of it, and the opcode.
  private static final int NOT_A_QUERY = 0xf800;

  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long TOP = EACH << 7;

  /// The name in lower case, labels behind their lengths; then whatever.
  private final byte[] name = new byte[MAX_NAME + 9];

  private final int[] labelAt = new int[MAX_NAME / 2 + 1];
  private int labels;
  private int nameLength;
  private int flags;
  private int type;
  private boolean edns;
  private boolean dnssecOk;
  private int udpSize;

  /// Reads the query of `length` octets at `at`; `buffer` must have twice as many octets as a name can behind that.
  ///
  /// @return whether it is as plain as it must be
  boolean read(MemorySegment buffer, long at, int length) {
    if (length < HEADER + 5) {
      return false;
    }
    long counts = buffer.get(U64, at + 4);
    flags = buffer.get(U16, at + 2) & 0xffff;
    if ((flags & NOT_A_QUERY) != 0 || counts >>> 1 != 1L << 47) {
      return false; // one question, at most one more record, and that in the additional section
    }
    if (!readName(buffer, at + HEADER, Math.min(length - HEADER - 4, MAX_NAME))) {
      return false;
    }
    int end = HEADER + nameLength;
    type = buffer.get(U16, at + end) & 0xffff;
    if (buffer.get(U16, at + end + 2) != IN) {
      return false;
    }
    edns = (counts & 1) != 0;
    return edns ? length == end + 4 + OPT_SIZE && readOpt(buffer, at + end + 4) : length == end + 4;
  }

  private boolean readName(MemorySegment buffer, long at, int room) {
    for (int i = 0; i < room; i += 8) {
      LONGS.set(name, i, lower(buffer.get(U64, at + i)));
    }
    int count = 0;
    int here = 0;
    while (here < room) {
      int size = name[here];
      if (size == 0) {
        labels = count;
        nameLength = here + 1;
        return true;
      }
      if (size < 0 || size > MAX_LABEL) {
        return false;
      }
      labelAt[count++] = here;
      here += 1 + size;
    }
    return false;
  }

  /// Eight octets at once with the letters A to Z in lower case. Lengths of labels are below those letters.
  private static long lower(long octets) {
    long ascii = octets & ~TOP;
    long atLeastA = ascii + (0x80 - 'A') * EACH;
    long aboveZ = ascii + (0x7f - 'Z') * EACH;
    long letters = (atLeastA ^ aboveZ) & ~octets & TOP;
    return octets | letters >>> 2;
  }

  private boolean readOpt(MemorySegment buffer, long at) {
    long rest = buffer.get(U64, at + 3); // size, rcode, version, flags, length
    udpSize = (int) (rest >>> 48);
    dnssecOk = (rest >>> 16 & DO) != 0;
    return buffer.get(ValueLayout.JAVA_BYTE, at) == 0
        && buffer.get(U16, at + 1) == OPT
        && (rest >>> 32 & 0xff) == 0
        && (rest & 0xffff) == 0;
  }

  /// The octets of the name in lower case.
  byte[] name() {
    return name;
  }

  /// Where in [#name] a label begins, counted from the left.
  int labelAt(int label) {
    return labelAt[label];
  }

  int labels() {
    return labels;
  }

  /// Octets of the name, the root's included.
  int nameLength() {
    return nameLength;
  }

  /// Where the question ends, counted from the begin of the message.
  int end() {
    return HEADER + nameLength + 4;
  }

  int flags() {
    return flags;
  }

  int type() {
    return type;
  }

  /// Whether there is an OPT record.
  boolean edns() {
    return edns;
  }

  boolean dnssecOk() {
    return edns && dnssecOk;
  }

  /// The largest datagram the client takes, as it says; only with [#edns].
  int udpSize() {
    return udpSize;
  }

  /// Whether the name's last labels are those of `suffix`, which ends in the root.
  ///
  /// @param count how many labels those are
  boolean endsIn(byte[] suffix, int count) {
    int from = nameLength - suffix.length;
    return labels >= count
        && from == (labels == count ? 0 : labelAt[labels - count])
        && Arrays.equals(name, from, nameLength, suffix, 0, suffix.length);
  }

  /// Whether a label is this one, given with its length.
  boolean isLabel(int label, byte[] octets) {
    int from = labelAt[label];
    return Arrays.equals(name, from, from + 1 + name[from], octets, 0, octets.length);
  }
}
