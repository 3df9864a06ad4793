package io.binnacle.dns.run;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts what a connection brings into messages, each of which stands behind its length in two octets (RFC 1035 §4.2.2), however
/// the octets arrive. Holds no memory between messages. One thread at a time.
final class MessageFrames {
  /// Octets a query may have: more is nobody's honest question, and would let many slow clients hold much memory.
  static final int MAX_QUERY = 4_096;

  private static final int PREFIX = 2;
  private static final byte[] EMPTY = {};

  private byte[] octets = EMPTY;
  private int start;
  private int end;

  /// Takes octets as they came; those before `from` and from `to` on are not looked at.
  void add(byte[] chunk, int from, int to) {
    int length = to - from;
    int kept = end - start;
    if (end + length > octets.length) {
      byte[] larger = kept + length > octets.length ? new byte[kept + length] : octets;
      System.arraycopy(octets, start, larger, 0, kept);
      octets = larger;
      start = 0;
      end = kept;
    }
    System.arraycopy(chunk, from, octets, end, length);
    end += length;
  }

  /// The next whole message; null if there is none yet, or never will be: see [#broken].
  byte @Nullable [] next() {
    if (!ready()) {
      return null;
    }
    int length = length();
    byte[] message = Arrays.copyOfRange(octets, start + PREFIX, start + PREFIX + length);
    start += PREFIX + length;
    if (start == end) {
      octets = EMPTY;
      start = 0;
      end = 0;
    }
    return message;
  }

  /// Whether there is a whole message.
  boolean ready() {
    int available = end - start;
    return available >= PREFIX && length() <= MAX_QUERY && available >= PREFIX + length();
  }

  /// Whether a message is announced that is too long to be a query.
  boolean broken() {
    return end - start >= PREFIX && length() > MAX_QUERY;
  }

  /// Octets that are held.
  int size() {
    return octets.length;
  }

  private int length() {
    return (octets[start] & 0xff) << 8 | octets[start + 1] & 0xff;
  }
}
