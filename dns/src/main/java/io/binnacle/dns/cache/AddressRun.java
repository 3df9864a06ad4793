package io.binnacle.dns.cache;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.OutsideMessage;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/// The addresses of a message where they can change places in place: records of one type behind each other, whose owners are
/// the same pointer.
///
/// @param at offset of the first one's data; −1 if there are not two
/// @param octets of one address
record AddressRun(int at, int octets, int count) {
  private static final AddressRun NONE = new AddressRun(-1, 0, 0);

  /// Octets of a record in front of its data: a pointer, type, class, TTL, length.
  private static final int FRONT = 12;

  /// The first run in the answer section.
  static AddressRun of(OutsideMessage message) {
    for (int first = 0; first < message.answers(); first++) {
      int type = message.type(first);
      int octets = type == RrType.A ? 4 : type == RrType.AAAA ? 16 : 0;
      int count = 0;
      while (octets > 0
          && first + count < message.answers()
          && continues(message, first, first + count, FRONT + octets)) {
        count++;
      }
      if (count > 1) {
        return new AddressRun(message.end(first) - octets, octets, count);
      }
    }
    return NONE;
  }

  private static boolean continues(OutsideMessage message, int first, int index, int size) {
    int start = index == 0 ? message.questionEnd() : message.end(index - 1);
    int firstStart = first == 0 ? message.questionEnd() : message.end(first - 1);
    byte[] octets = message.octets();
    return message.end(index) - start == size
        && message.type(index) == message.type(first)
        && (octets[start] & 0xc0) == 0xc0
        && octets[start] == octets[firstStart]
        && octets[start + 1] == octets[firstStart + 1];
  }

  /// Changes their order in a copy of the message.
  ///
  /// @param message offset of the copy's header in `out`
  void shuffle(MemorySegment out, long message, RandomGenerator random) {
    long first = message + at;
    for (int i = count; i > 1; i--) {
      swap(
          out,
          first + (long) (i - 1) * (FRONT + octets),
          first + (long) random.nextInt(i) * (FRONT + octets));
    }
  }

  private void swap(MemorySegment out, long one, long other) {
    for (int i = 0; i < octets; i += 4) {
      int kept = out.get(JAVA_INT_UNALIGNED, one + i);
      out.set(JAVA_INT_UNALIGNED, one + i, out.get(JAVA_INT_UNALIGNED, other + i));
      out.set(JAVA_INT_UNALIGNED, other + i, kept);
    }
  }
}
