package io.binnacle.dns.log;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.BIG_ENDIAN;

import io.binnacle.dns.name.DnsName;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what counters and the log want to know of a message, in place: any octets are an ordinary input.
/// RFC 1035 §4.1, RFC 6891 §6.1.
public final class MessageHead {
  /// Octets of a header.
  public static final int HEADER = 12;

  /// What a header and a question can take up at most.
  static final int MAX_HEAD = HEADER + 255 + 4;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final int ANSWERS = 6, RECORD_FIXED = 10, OPT = 41, EXTENDED_ERROR = 15;

  private MessageHead() {}

  /// The offset behind the question of the message at `at`, counted from `at`; −1 if there is none that can be read.
  public static int questionEnd(MemorySegment message, long at, int length) {
    if (length < HEADER || u16(message, at + 4) != 1) {
      return -1;
    }
    int name = skipName(message, at, HEADER, length);
    return name < 0 || name + 4 > length ? -1 : name + 4;
  }

  /// The name asked for; null if there is none that can be read. Allocates, unlike the others.
  public static @Nullable DnsName name(byte[] message, int length) {
    if (length < HEADER || (message[4] << 8 | message[5]) != 1) {
      return null;
    }
    List<byte[]> labels = new ArrayList<>();
    int at = HEADER;
    while (at < length && message[at] != 0) {
      int size = message[at] & 0xff;
      if (size > DnsName.MAX_LABEL || at + 1 + size > length) {
        return null;
      }
      labels.add(Arrays.copyOfRange(message, at + 1, at + 1 + size));
      at += 1 + size;
    }
    return at < length ? DnsName.ofLabels(labels) : null;
  }

  /// The type asked for.
  ///
  /// @param end as [#questionEnd] says
  public static int type(MemorySegment message, long at, int end) {
    return u16(message, at + end - 4);
  }

  static int questionClass(MemorySegment message, long at, int end) {
    return u16(message, at + end - 2);
  }

  static int rcode(MemorySegment message, long at) {
    return message.get(JAVA_BYTE, at + 3) & 0xf;
  }

  static int answers(MemorySegment message, long at) {
    return u16(message, at + ANSWERS);
  }

  /// The offset of the OPT record's fixed part (its type), counted from `at`; −1 if there is none.
  ///
  /// @param end as [#questionEnd] says
  public static int opt(MemorySegment message, long at, int length, int end) {
    int records = u16(message, at + 6) + u16(message, at + 8) + u16(message, at + 10);
    int here = end;
    for (int i = 0; i < records; i++) {
      here = skipName(message, at, here, length);
      if (here < 0 || here + RECORD_FIXED > length) {
        return -1;
      }
      if (u16(message, at + here) == OPT) {
        return here;
      }
      here += RECORD_FIXED + u16(message, at + here + 8);
    }
    return -1;
  }

  /// The size of datagrams the sender takes.
  ///
  /// @param opt as [#opt] says, ≥ 0
  public static int udpSize(MemorySegment message, long at, int opt) {
    return u16(message, at + opt + 2);
  }

  /// The DO bit.
  ///
  /// @param opt as [#opt] says, ≥ 0
  public static boolean dnssecOk(MemorySegment message, long at, int opt) {
    return (message.get(I32, at + opt + 4) & 0x8000) != 0;
  }

  /// The RCODE with its extended bits.
  ///
  /// @param opt as [#opt] says, −1 for none
  public static int rcode(MemorySegment message, long at, int opt) {
    int upper = opt < 0 ? 0 : message.get(JAVA_BYTE, at + opt + 4) & 0xff;
    return upper << 4 | rcode(message, at);
  }

  /// The INFO-CODE of the first extended error; −1 if there is none (RFC 8914 §2).
  ///
  /// @param opt as [#opt] says, −1 for none
  public static int extendedError(MemorySegment message, long at, int length, int opt) {
    if (opt < 0) {
      return -1;
    }
    int here = opt + RECORD_FIXED;
    int end = Math.min(length, here + u16(message, at + opt + 8));
    while (here + 4 <= end) {
      int size = u16(message, at + here + 2);
      if (u16(message, at + here) == EXTENDED_ERROR && size >= 2 && here + 6 <= end) {
        return u16(message, at + here + 4);
      }
      here += 4 + size;
    }
    return -1;
  }

  private static int skipName(MemorySegment message, long at, int from, int length) {
    int here = from;
    while (here < length) {
      int size = message.get(JAVA_BYTE, at + here) & 0xff;
      if (size == 0) {
        return here + 1;
      }
      if (size >= 0xc0) {
        return here + 2 <= length ? here + 2 : -1;
      }
      if (size > 63 || here - from > 255) {
        return -1;
      }
      here += size + 1;
    }
    return -1;
  }

  private static int u16(MemorySegment message, long at) {
    return message.get(U16, at) & 0xffff;
  }
}
