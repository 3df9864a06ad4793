package io.binnacle.dns.forward;

import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a server sent, looked through once.
final class ReplyMessage {

  private static final int HEADER = 12;
  private static final int TC = 0x02;
  private static final int FIXED = 10;

  private final byte[] octets;
  private final int rcode;
  private final boolean truncated;

  private ReplyMessage(byte[] octets, int rcode, boolean truncated) {
    this.octets = octets;
    this.rcode = rcode;
    this.truncated = truncated;
  }

  /// The message without OPT.
  byte[] octets() {
    return octets;
  }

  /// With the upper bits an OPT adds (RFC 6891 §6.1.3).
  int rcode() {
    return rcode;
  }

  /// The TC bit.
  boolean truncated() {
    return truncated;
  }

  /// Takes a message apart just far enough to know that it is whole, and takes the OPT out.
  ///
  /// An OPT is the last record, as a rule. What stands behind one goes too: only a signature over the message as it was may
  /// have to (RFC 8945 §5.1), and names in it might point across the gap.
  ///
  /// @param message belongs to the result
  /// @return null if it is malformed
  static @Nullable ReplyMessage read(byte[] message) {
    if (message.length < HEADER) {
      return null;
    }
    int at = HEADER;
    for (int i = u16(message, 4); i > 0; i--) {
      at = skipName(message, at) + 4;
      if (at < HEADER + 4 || at > message.length) {
        return null;
      }
    }
    for (int i = u16(message, 6) + u16(message, 8); i > 0; i--) {
      at = skipRecord(message, at);
      if (at < 0) {
        return null;
      }
    }
    int additional = u16(message, 10);
    int rcode = message[3] & 0xf;
    boolean truncated = (message[2] & TC) != 0;
    for (int i = 0; i < additional; i++) {
      int next = skipRecord(message, at);
      if (next < 0) {
        return null;
      }
      if (message[at] == 0 && u16(message, at + 1) == RrType.OPT) {
        rcode |= (message[at + 5] & 0xff) << 4;
        return new ReplyMessage(cut(message, at, i), rcode, truncated);
      }
      at = next;
    }
    return new ReplyMessage(cut(message, at, additional), rcode, truncated);
  }

  private static byte[] cut(byte[] message, int end, int additional) {
    byte[] octets = end == message.length ? message : Arrays.copyOf(message, end);
    octets[10] = (byte) (additional >> 8);
    octets[11] = (byte) additional;
    return octets;
  }

  /// Whether it can be passed on: with its question, and with a code that needs no OPT.
  boolean isWhole() {
    return rcode < Rcode.BADVERS && hasQuestion(octets);
  }

  /// Whether the message has a question at all: a server that could not read ours may leave it out.
  static boolean hasQuestion(byte[] message) {
    return u16(message, 4) != 0;
  }

  private static int skipRecord(byte[] message, int at) {
    int fixed = skipName(message, at);
    if (fixed < 0 || fixed + FIXED > message.length) {
      return -1;
    }
    int end = fixed + FIXED + u16(message, fixed + 8);
    return end > message.length ? -1 : end;
  }

  private static int skipName(byte[] message, int from) {
    int at = from;
    while (at >= 0 && at < message.length) {
      int size = message[at] & 0xff;
      if (size == 0) {
        return at + 1;
      }
      if (size >= 0xc0) {
        return at + 2 <= message.length && ((size & 0x3f) << 8 | message[at + 1] & 0xff) < from
            ? at + 2
            : -1;
      }
      if (size > 63) {
        return -1;
      }
      at += 1 + size;
    }
    return -1;
  }

  private static int u16(byte[] message, int at) {
    return (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
  }
}
