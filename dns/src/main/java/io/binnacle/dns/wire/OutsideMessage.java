package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Another server's reply, looked through once: where its records and their TTLs stand, and what it amounts to. The octets
/// stay as they came; nothing is copied out of them.
///
/// Only a message that is sound from its first octet to its last becomes one: see [#read].
public final class OutsideMessage {
  /// Octets the shortest record takes: the root as owner, type, class, TTL, no data.
  private static final int MIN_RECORD = 11;

  private static final int TSIG = 250;

  private final byte[] octets;
  private final DnsName name;
  private final int questionEnd;
  private final char[] ttls;
  private final char[] ends;
  private final char[] repeats;
  private final Chain chain;

  private OutsideMessage(Walk walk) {
    this.octets = walk.octets;
    this.name = walk.name;
    this.questionEnd = walk.questionEnd;
    this.ttls = walk.ttls;
    this.ends = walk.ends;
    this.repeats = Arrays.copyOf(walk.repeats, walk.repeated);
    this.chain = walk.chain;
  }

  /// Looks through a reply. Never throws, whatever the octets are.
  ///
  /// @param octets kept, and not to be changed while this is in use
  /// @return null if it is not a reply with one question spelled out, if a record is malformed or cut short, if something
  ///     stands behind the last record, or if there is an OPT or a TSIG, which concern one hop only
  public static @Nullable OutsideMessage read(byte[] octets) {
    if (octets.length < QueryReader.HEADER
        || octets.length > ReplyWriter.TCP_SIZE
        || (QueryReader.u16(octets, 2) & Query.QR) == 0
        || QueryReader.u16(octets, QueryReader.QDCOUNT) != 1) {
      return null;
    }
    NameReader names = new NameReader(octets, octets.length);
    DnsName name = names.read(QueryReader.HEADER);
    if (name == null
        || names.end() != QueryReader.HEADER + name.length() // a question has nothing to point at
        || names.end() + 4 > octets.length) {
      return null;
    }
    Walk walk = new Walk(octets, names, name);
    return walk.records() ? new OutsideMessage(walk) : null;
  }

  /// The message as it came.
  public byte[] octets() {
    return octets;
  }

  /// The name asked for.
  public DnsName name() {
    return name;
  }

  /// The type asked for.
  public int type() {
    return QueryReader.u16(octets, questionEnd - 4);
  }

  /// The class asked for.
  public int qclass() {
    return QueryReader.u16(octets, questionEnd - 2);
  }

  /// The lower four bits of the response code.
  public int rcode() {
    return Rcode.of(octets);
  }

  /// Whether the server left something out (TC).
  public boolean truncated() {
    return (QueryReader.u16(octets, 2) & Query.TC) != 0;
  }

  /// Records of the answer section.
  public int answers() {
    return QueryReader.u16(octets, QueryReader.ANCOUNT);
  }

  /// Records of the authority section.
  public int authorities() {
    return QueryReader.u16(octets, QueryReader.NSCOUNT);
  }

  /// Records of all sections.
  public int records() {
    return ttls.length;
  }

  /// Offset of the octet behind the question.
  public int questionEnd() {
    return questionEnd;
  }

  /// Offset of the octet behind a record.
  ///
  /// @param record 0..[#records] − 1, counted through all sections
  public int end(int record) {
    return ends[record];
  }

  /// The type of a record.
  ///
  /// @param record 0..[#records] − 1, counted through all sections
  public int type(int record) {
    return QueryReader.u16(octets, ttls[record] - 4);
  }

  /// The name a record stands at.
  ///
  /// @param record 0..[#records] − 1, counted through all sections
  public DnsName owner(int record) {
    return name(start(record));
  }

  /// The name a CNAME record of the answer section leads to.
  ///
  /// @param record 0..[#answers] − 1
  public DnsName target(int record) {
    return name(ttls[record] + 6);
  }

  private DnsName name(int at) {
    DnsName name = new NameReader(octets, octets.length).read(at);
    if (name == null) {
      throw new IllegalStateException("a name was read before, and now is not one");
    }
    return name;
  }

  /// Offset of a record's TTL; its type and class stand before that, its data's length and its data behind.
  ///
  /// @param record 0..[#records] − 1, counted through all sections
  public int ttlOffset(int record) {
    return ttls[record];
  }

  /// Offset of a record's owner.
  ///
  /// @param record 0..[#records] − 1, counted through all sections
  public int start(int record) {
    return record == 0 ? questionEnd : ends[record - 1];
  }

  /// Offsets of the TTLs of all records.
  public char[] ttlOffsets() {
    return ttls.clone();
  }

  /// Offsets of owner names that repeat the question's name in full instead of pointing to it, perhaps in another case.
  public char[] repeatOffsets() {
    return repeats.clone();
  }

  /// The smallest TTL of all records in seconds, 0..2^32−1; −1 if there are no records. One with the top bit set is large, not
  /// zero (RFC 8767 §4).
  public long smallestTtl() {
    long smallest = -1;
    for (char offset : ttls) {
      long ttl = QueryReader.u32(octets, offset);
      smallest = smallest < 0 ? ttl : Math.min(smallest, ttl);
    }
    return smallest;
  }

  /// Whether the answer section leads from the name asked for, perhaps over aliases, to a record of the type asked for.
  public boolean reachesType() {
    return chain.reached();
  }

  /// For how many seconds the absence of what was asked for may be believed (RFC 2308 §5), 0..2^32−1; −1 if no SOA record says so
  /// for a zone the name is in.
  public long negativeTtl() {
    return chain.negativeTtl();
  }

  /// The records of the types we know, read out.
  public MessageReader.@Nullable Reply reply() {
    return MessageReader.read(octets);
  }

  /// One pass over the records.
  private static final class Walk {
    private final byte[] octets;
    private final NameReader names;
    private final DnsName name;
    private final int questionEnd;
    private final Chain chain;
    private char[] ttls = {};
    private char[] ends = {};
    private char[] repeats = {};
    private int repeated;

    Walk(byte[] octets, NameReader names, DnsName name) {
      this.octets = octets;
      this.names = names;
      this.name = name;
      this.questionEnd = names.end() + 4;
      this.chain = new Chain(name, QueryReader.u16(octets, names.end()));
    }

    boolean records() {
      int answers = QueryReader.u16(octets, QueryReader.ANCOUNT);
      int authorities = QueryReader.u16(octets, QueryReader.NSCOUNT);
      int count = answers + authorities + QueryReader.u16(octets, QueryReader.ARCOUNT);
      if (count > (octets.length - questionEnd) / MIN_RECORD) {
        return false;
      }
      ttls = new char[count];
      ends = new char[count];
      int at = questionEnd;
      for (int i = 0; i < count; i++) {
        at = record(at, i, i < answers, i >= answers && i < answers + authorities);
        if (at < 0) {
          return false;
        }
      }
      return at == octets.length;
    }

    /// @return where the record ends, or −1 if it is malformed
    private int record(int at, int index, boolean answer, boolean authority) {
      DnsName owner = names.read(at);
      int fixed = names.end();
      if (owner == null || fixed + 10 > octets.length) {
        return -1;
      }
      int type = QueryReader.u16(octets, fixed);
      int data = fixed + 10;
      int end = data + QueryReader.u16(octets, fixed + 8);
      if (end > octets.length || type == RrType.OPT || type == TSIG) {
        return -1;
      }
      ttls[index] = (char) (fixed + 4);
      ends[index] = (char) end;
      if (fixed - at == name.length() && owner.equals(name)) {
        repeat(at);
      }
      if (answer) {
        return chain.answer(owner, type, names, data, end) ? end : -1;
      }
      if (authority && type == RrType.SOA) {
        return chain.soa(owner, octets, names, fixed, end) ? end : -1;
      }
      return end;
    }

    private void repeat(int at) {
      if (repeated == repeats.length) {
        repeats = Arrays.copyOf(repeats, Math.max(8, repeated * 2));
      }
      repeats[repeated++] = (char) at;
    }
  }
}
