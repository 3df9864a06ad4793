package io.binnacle.server.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Collects the body of one request within its own limit and a budget all requests of the server share. Grows with what
/// has arrived, never with what was announced. Used by one event loop.
final class BodyBuffer {
  private static final byte[] NOTHING = {};
  private static final int FIRST = 4 * 1024;

  private final int limit;
  private final AtomicLong budget;
  private byte[] bytes = NOTHING;
  private int length;

  /// What [#add] found.
  enum Added {
    /// The bytes are in.
    OK,
    /// This body is longer than one may be.
    TOO_LONG,
    /// All bodies together are more than the server holds at a time.
    NO_BUDGET
  }

  /// @param limit the most bytes taken
  /// @param budget how many bytes may still be held for all requests; taken from here and given back by [#release]
  BodyBuffer(int limit, AtomicLong budget) {
    this.limit = limit;
    this.budget = budget;
  }

  /// Appends what is readable in `piece`, which stays the caller's.
  Added add(ByteBuf piece) {
    int more = piece.readableBytes();
    if (more > limit - length) {
      return Added.TOO_LONG;
    }
    if (length + more > bytes.length) {
      int capacity = Math.min(limit, Math.max(length + more, Math.max(FIRST, bytes.length * 2)));
      int growth = capacity - bytes.length;
      if (budget.addAndGet(-growth) < 0) {
        budget.addAndGet(growth);
        return Added.NO_BUDGET;
      }
      bytes = Arrays.copyOf(bytes, capacity);
    }
    piece.readBytes(bytes, length, more);
    length += more;
    return Added.OK;
  }

  /// The body. The budget stays taken: its holder gives [#held] bytes back when done with it.
  byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /// How many bytes of the budget this body takes.
  long held() {
    return bytes.length;
  }

  /// Forgets the bytes and gives their budget back.
  void release() {
    budget.addAndGet(bytes.length);
    bytes = NOTHING;
    length = 0;
  }
}
