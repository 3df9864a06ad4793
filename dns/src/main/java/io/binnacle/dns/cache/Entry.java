package io.binnacle.dns.cache;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.OutsideMessage;
import io.binnacle.dns.wire.ReplyWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One message that is kept, and how often it was wanted.
///
/// The message is written once, before the entry is published. What readers write (`visits`, `asked`, `lastAsked`) is only
/// ever a guess, and a lost update does no harm; the links belong to the store.
final class Entry {
  /// Where the question's name begins.
  static final int NAME = 12;

  private static final int COUNTS = 4;
  private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /// Visits beyond this are not counted.
  private static final byte MAX_VISITS = 3;

  /// Octets an entry takes beside its arrays' contents: itself, its key, its run of addresses, four array headers, its
  /// slot in the table.
  private static final int OVERHEAD = 112 + 24 + 24 + 4 * 16 + 8;

  final Key key;
  final Kind kind;

  /// Whether the server knew, or failed.
  final boolean knowledge;

  /* What lookups compare, of the key: here, so that they touch the entry and its message and nothing else. */
  private final int hash;
  private final int rest;
  private final int nameLength;

  private final byte[] message;
  private final char[] ttls;
  private final char[] repeats;
  private final AddressRun addresses;
  private final long storedAt;
  private final int ttl;

  /// No other server is asked before this, milliseconds since the epoch.
  private volatile long recheckAt;

  private int asked;
  private long lastAsked;
  byte visits;

  /// The next one in the same slot of the table.
  volatile @Nullable Entry next;

  @Nullable Entry before;
  @Nullable Entry after;
  boolean onProbation;

  /// @param now milliseconds since the epoch
  /// @param ttl seconds it is good for, ≥ 1
  /// @param maxTtl seconds no record is good for longer than
  /// @param replaced what was known before, whose popularity goes on; null if nothing
  Entry(
      Key key,
      OutsideMessage theirs,
      Kind kind,
      boolean knowledge,
      long now,
      int ttl,
      int maxTtl,
      @Nullable Entry replaced) {
    this.key = key;
    this.hash = key.hash();
    this.rest = key.rest();
    this.nameLength = key.name().length;
    this.kind = kind;
    this.knowledge = knowledge;
    this.message = theirs.octets().clone();
    this.ttls = theirs.ttlOffsets();
    this.repeats = theirs.repeatOffsets();
    this.addresses = AddressRun.of(theirs);
    this.storedAt = now;
    this.ttl = ttl;
    System.arraycopy(key.name(), 0, message, NAME, key.name().length);
    for (char offset : ttls) {
      Ttls.put(message, offset, Math.clamp(Ttls.get(message, offset), ttl, Math.max(ttl, maxTtl)));
    }
    if (replaced != null) {
      asked = replaced.asked;
      lastAsked = replaced.lastAsked;
      visits = replaced.visits;
    }
  }

  /// Whether this is kept under a key given in parts.
  ///
  /// @param name holds the name in its first `length` octets
  boolean isUnder(byte[] name, int length, int rest, int hash) {
    return this.hash == hash
        && this.rest == rest
        && Arrays.equals(message, NAME, NAME + nameLength, name, 0, length);
  }

  /// Octets it takes, about.
  int weight() {
    return OVERHEAD + message.length + key.name().length + 2 * (ttls.length + repeats.length);
  }

  /// Octets of the message.
  int length() {
    return message.length;
  }

  boolean isFresh(long now) {
    return now < storedAt + ttl * 1_000L;
  }

  /// Whether it may still serve when nobody can be asked.
  boolean isUseful(long now, Duration keepStale) {
    return isFresh(now) || (knowledge && now < storedAt + ttl * 1_000L + keepStale.toMillis());
  }

  /// Whether the other servers have just failed for this name.
  boolean isResting(long now) {
    return now < recheckAt;
  }

  void restUntil(long time) {
    recheckAt = time;
  }

  /// Notes that it was wanted.
  void visit() {
    if (visits < MAX_VISITS) {
      visits++;
    }
  }

  /// Notes a question for it, and says whether it is so popular and so near its end that it should be asked for again.
  boolean isDue(long now, CacheConfig.Prefetch prefetch) {
    asked = now - lastAsked > prefetch.gap().toMillis() ? 1 : asked + 1;
    lastAsked = now;
    long left = storedAt + ttl * 1_000L - now;
    return asked >= prefetch.amount() && left * 100 <= ttl * 1_000L * prefetch.percentage();
  }

  /// Whole seconds since it came, never more than it is good for, nor fewer than none should the clock be set back.
  int age(long now) {
    return (int) Math.clamp((now - storedAt) / 1_000, 0L, ttl);
  }

  /// The message as it is to be sent: TTLs less `age`, the client's case wherever the name asked for stands.
  byte[] counted(byte[] name, int age) {
    byte[] out = named(name);
    for (char offset : ttls) {
      Ttls.put(out, offset, Ttls.get(out, offset) - age);
    }
    return out;
  }

  /// The message as it is to be sent with every TTL set to `ttl` seconds.
  byte[] stale(byte[] name, int ttl) {
    byte[] out = named(name);
    for (char offset : ttls) {
      Ttls.put(out, offset, ttl);
    }
    return out;
  }

  /// The question it answers, to be asked again.
  OutsideQuestion question() {
    List<byte[]> labels = new ArrayList<>();
    byte[] name = key.name();
    for (int at = 0; at < name.length; at += 1 + name[at]) {
      labels.add(Arrays.copyOfRange(name, at + 1, at + 1 + name[at]));
    }
    return new OutsideQuestion(
        Objects.requireNonNull(DnsName.ofLabels(labels), "kept under a name"),
        key.rest() >> 2,
        (key.rest() & 2) != 0,
        (key.rest() & 1) != 0,
        message.length > ReplyWriter.UDP_SIZE);
  }

  /// Flags of the header as the server sent them.
  int flags() {
    return (message[2] & 0xff) << 8 | message[3] & 0xff;
  }

  /// Writes counts and records behind a question that stands in its place already, TTLs less `age`, the
  /// addresses in another order every time.
  ///
  /// @param out has room for [#length] octets
  /// @param at offset of the header
  void writeBehindQuestion(MemorySegment out, long at, int age, RandomGenerator random) {
    int question = nameLength + 5;
    MemorySegment.copy(message, COUNTS, out, JAVA_BYTE, at + COUNTS, NAME - COUNTS);
    int records = NAME + question;
    MemorySegment.copy(message, records, out, JAVA_BYTE, at + records, message.length - records);
    for (char offset : ttls) {
      out.set(U32, at + offset, (int) Ttls.get(message, offset) - age);
    }
    for (char offset : repeats) {
      MemorySegment.copy(out, at + NAME, out, at + offset, nameLength);
    }
    addresses.shuffle(out, at, random);
  }

  private byte[] named(byte[] name) {
    byte[] out = message.clone();
    System.arraycopy(name, 0, out, NAME, name.length);
    for (char offset : repeats) {
      System.arraycopy(name, 0, out, offset, name.length);
    }
    return out;
  }
}
