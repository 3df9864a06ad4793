package io.binnacle.dns.cache;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.metrics.AnswerSource;
import io.binnacle.dns.metrics.MatchedZone;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.RelayedReply;
import io.binnacle.dns.wire.ReplyWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/// Answers plain questions for names outside in place, if the answer is in memory, still good and says NOERROR. Everything
/// else is the resolver's: it may know more about a name that others deny (`docs/decisions/0052`), wait, ask, or cut.
///
/// To be asked after the zone. One thread; allocates only when an entry is due to be asked for again.
final class PacketHits implements PacketAnswerer {
  private static final ValueLayout.OfShort U16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int HEADER = Entry.NAME;
  private static final int MAX_NAME = 255;
  private static final int MAX_LABEL = 63;
  private static final int RD = 0x0100;
  private static final int AD = 0x0020;
  private static final int CD = 0x0010;
  private static final int IN = 1;
  private static final int ARCOUNT = 10;
  private static final int OPT_SIZE = 11;
  private static final int DO = 0x8000;
  private static final int MIN_UDP_SIZE = 512;

  /// Types from here on are questions about questions.
  private static final int FIRST_META_TYPE = 249;

  private final MessageStore store;
  private final ToIntFunction<Entry> wanted;
  private final QueryCounters counters;
  private final RandomGenerator random;
  private final byte[] name = new byte[MAX_NAME];

  /// @param wanted told of every entry found; its age in seconds, or negative if it is not to be used
  /// @param counters of the thread that asks
  /// @param random for the order of addresses
  PacketHits(
      MessageStore store,
      ToIntFunction<Entry> wanted,
      QueryCounters counters,
      RandomGenerator random) {
    this.store = store;
    this.wanted = wanted;
    this.counters = counters;
    this.random = random;
  }

  @Override
  public int answer(MemorySegment buffer, long at, int length, int room) {
    if (length < HEADER) {
      return SLOW;
    }
    int flags = u16(buffer, at + 2);
    int opts = u16(buffer, at + ARCOUNT);
    boolean plain =
        (flags & ~(AD | CD)) == RD
            && u16(buffer, at + 4) == 1
            && u16(buffer, at + 6) == 0
            && u16(buffer, at + 8) == 0
            && opts <= 1;
    int octets = plain ? readName(buffer, at + HEADER, length - HEADER) : -1;
    int end = HEADER + octets + 5;
    if (octets < 0 || length != end + opts * OPT_SIZE || u16(buffer, at + end - 2) != IN) {
      return SLOW;
    }
    int type = u16(buffer, at + end - 4);
    boolean badOpt = opts == 1 && !isPlainOpt(buffer, at + end);
    // A reverse name that others answered for may have become the cluster's since.
    if (type >= FIRST_META_TYPE || type == RrType.PTR || badOpt) {
      return SLOW;
    }
    boolean dnssecOk = opts == 1 && u16(buffer, at + end + 7) == DO;
    int rest = Key.rest(type, dnssecOk, (flags & CD) != 0);
    Entry entry = store.find(name, octets, rest, Key.hash(name, octets, rest));
    if (entry == null || (entry.flags() & 0xf) != Rcode.NOERROR) {
      return SLOW;
    }
    int limit = opts == 0 ? MIN_UDP_SIZE : u16(buffer, at + end + 3);
    int reply = entry.length() + opts * OPT_SIZE;
    if (reply > Math.min(room, Math.clamp(limit, MIN_UDP_SIZE, ReplyWriter.UDP_SIZE))) {
      return SLOW;
    }
    int age = wanted.applyAsInt(entry);
    if (age < 0) {
      return SLOW;
    }
    entry.writeBehindQuestion(buffer, at, age, random);
    put(buffer, at + 2, RelayedReply.flags(flags, dnssecOk, entry.flags()));
    if (opts == 1) {
      put(buffer, at + ARCOUNT, u16(buffer, at + ARCOUNT) + 1);
      writeOpt(buffer, at + entry.length(), dnssecOk);
    }
    counters.answered(
        MatchedZone.OUTSIDE, AnswerSource.CACHE, type, Rcode.NOERROR, dnssecOk, length, reply);
    return reply;
  }

  /// Takes the name at `at`, in lower case.
  ///
  /// @return its octets without the root's, or −1 if it is not plain or cut short
  private int readName(MemorySegment buffer, long at, int length) {
    int size = 0;
    while (size < length && size < MAX_NAME) {
      int label = buffer.get(JAVA_BYTE, at + size);
      if (label == 0) {
        return size;
      }
      int next = size + 1 + label;
      if (label < 0 || label > MAX_LABEL || next >= length || next >= MAX_NAME) {
        return -1;
      }
      name[size] = (byte) label;
      for (int i = size + 1; i < next; i++) {
        byte octet = buffer.get(JAVA_BYTE, at + i);
        name[i] = octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
      }
      size = next;
    }
    return -1;
  }

  /// Whether there is an OPT record of version 0 without options.
  private static boolean isPlainOpt(MemorySegment buffer, long at) {
    return buffer.get(JAVA_BYTE, at) == 0
        && u16(buffer, at + 1) == RrType.OPT
        && u16(buffer, at + 5) == 0
        && (u16(buffer, at + 7) & ~DO) == 0
        && u16(buffer, at + 9) == 0;
  }

  private static void writeOpt(MemorySegment buffer, long at, boolean dnssecOk) {
    buffer.set(JAVA_BYTE, at, (byte) 0);
    put(buffer, at + 1, RrType.OPT);
    put(buffer, at + 3, ReplyWriter.UDP_SIZE);
    put(buffer, at + 5, 0);
    put(buffer, at + 7, dnssecOk ? DO : 0);
    put(buffer, at + 9, 0);
  }

  private static int u16(MemorySegment buffer, long at) {
    return buffer.get(U16, at) & 0xffff;
  }

  private static void put(MemorySegment buffer, long at, int value) {
    buffer.set(U16, at, (short) value);
  }
}
