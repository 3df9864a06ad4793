package io.binnacle.dns.wire;

import io.binnacle.dns.name.RrType;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Puts addresses into another order for every reply, so that clients which take the first spread their load. All other records
/// stay where they are.
final class Shuffle {
  private static final int TTL = 4;
  private static final int DATA = 10;

  private Shuffle() {}

  /// `records` with its addresses in another order.
  static List<ReplyRecord> addresses(List<ReplyRecord> records, RandomGenerator random) {
    int[] places = new int[records.size()];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      if (ReplyRecord.isAddress(records.get(i))) {
        places[count++] = i;
      }
    }
    if (count < 2) {
      return records;
    }
    List<ReplyRecord> out = new ArrayList<>(records);
    for (int i = count; i > 1; i--) {
      int other = places[random.nextInt(i)];
      ReplyRecord last = out.get(places[i - 1]);
      out.set(places[i - 1], out.get(other));
      out.set(other, last);
    }
    return out;
  }

  /// Changes the order of the addresses in the answer section of a well-formed message, where those of one name stand
  /// next to each other. Only data and TTLs change places, so that whatever points at a name still does.
  static void addresses(byte[] message, RandomGenerator random) {
    int at = nameEnd(message, QueryReader.HEADER) + 4;
    int answers = QueryReader.u16(message, QueryReader.ANCOUNT);
    int[] group = new int[answers];
    int size = 0;
    int owner = -1;
    int type = -1;
    for (int i = 0; i < answers; i++) {
      int fixed = nameEnd(message, at);
      int itsType = QueryReader.u16(message, fixed);
      int itsOwner = anchor(message, at);
      if (itsType != type || itsOwner != owner) {
        mix(message, group, size, type, random);
        size = 0;
        type = itsType;
        owner = itsOwner;
      }
      group[size++] = fixed;
      at = fixed + DATA + QueryReader.u16(message, fixed + 8);
    }
    mix(message, group, size, type, random);
  }

  /// Whether a well-formed message has an answer that is no alias.
  static boolean hasMoreThanAliases(byte[] message) {
    int at = nameEnd(message, QueryReader.HEADER) + 4;
    for (int i = QueryReader.u16(message, QueryReader.ANCOUNT); i > 0; i--) {
      int fixed = nameEnd(message, at);
      if (QueryReader.u16(message, fixed) != RrType.CNAME) {
        return true;
      }
      at = fixed + DATA + QueryReader.u16(message, fixed + 8);
    }
    return false;
  }

  private static void mix(byte[] message, int[] group, int size, int type, RandomGenerator random) {
    int data = type == RrType.A ? 4 : type == RrType.AAAA ? 16 : 0;
    if (data == 0) {
      return;
    }
    for (int i = 0; i < size; i++) {
      if (QueryReader.u16(message, group[i] + 8) != data) {
        return;
      }
    }
    for (int i = size; i > 1; i--) {
      int one = group[i - 1];
      int other = group[random.nextInt(i)];
      swap(message, one + TTL, other + TTL, 4);
      swap(message, one + DATA, other + DATA, data);
    }
  }

  private static void swap(byte[] message, int one, int other, int length) {
    for (int i = 0; i < length; i++) {
      byte kept = message[one + i];
      message[one + i] = message[other + i];
      message[other + i] = kept;
    }
  }

  /// Where the labels of the name at `at` stand: there, or where it points to.
  private static int anchor(byte[] message, int at) {
    return (message[at] & 0xc0) == 0xc0 ? QueryReader.u16(message, at) & 0x3fff : at;
  }

  private static int nameEnd(byte[] message, int from) {
    int at = from;
    while (message[at] != 0) {
      if ((message[at] & 0xc0) == 0xc0) {
        return at + 2;
      }
      at += 1 + message[at];
    }
    return at + 1;
  }
}
