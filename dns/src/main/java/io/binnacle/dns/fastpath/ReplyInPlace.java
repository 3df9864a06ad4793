package io.binnacle.dns.fastpath;

import static io.binnacle.dns.fastpath.PlainQuestion.OPT_SIZE;
import static io.binnacle.dns.fastpath.PlainQuestion.U16;
import static io.binnacle.dns.fastpath.PlainQuestion.U32;
import static io.binnacle.dns.fastpath.PlainQuestion.U64;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.EdnsCode;
import io.binnacle.dns.wire.ExtendedError;
import io.binnacle.dns.wire.ReplyForm;
import java.lang.foreign.MemorySegment;

/// Writes a reply behind the question it answers. Made to be used again. One thread.
///
/// Whoever calls has seen to it that everything fits; the question must not be needed in any other form afterwards, except
/// for its name.
final class ReplyInPlace {
  private static final int QR_AA_RA = 0x8480;
  private static final int RD_CD = 0x0110;
  private static final int TC = 0x0200;

  /// `| owner: a pointer to the question | type | class IN |`, and the upper half of the TTL to come.
  private static final long A_RECORD = 0xc00c_0001_0001_0000L;

  private static final long AAAA_RECORD = 0xc00c_001c_0001_0000L;
  private static final int POINTER = 0xc000;
  private static final long OPT_HEAD =
      (long) RrType.OPT << 48 | (long) ReplyForm.UDP_SIZE << 32; // then rcode, version, flags
  private static final long DO = 0x8000;

  private MemorySegment buffer = MemorySegment.NULL;
  private long begin;
  private long at;
  private int answers;
  private int authority;
  private int additional;

  /// Begins behind the question of the message at `message`.
  void begin(MemorySegment into, long message, int question) {
    buffer = into;
    begin = message;
    at = message + question;
    answers = 0;
    authority = 0;
    additional = 0;
  }

  /// An A record that the name asked for owns: 16 octets.
  void a(int ttl, long address) {
    buffer.set(U64, at, A_RECORD | ttl >>> 16);
    buffer.set(U64, at + 8, (long) ttl << 48 | 4L << 32 | address);
    at += 16;
    answers++;
  }

  /// An AAAA record that the name asked for owns: 28 octets.
  void aaaa(int ttl, long high, long low) {
    buffer.set(U64, at, AAAA_RECORD | ttl >>> 16);
    buffer.set(U32, at + 8, ttl << 16 | 16);
    buffer.set(U64, at + 12, high);
    buffer.set(U64, at + 20, low);
    at += 28;
    answers++;
  }

  /// The begin of an SRV record that the name asked for owns: 18 octets, behind which its target is to be written.
  ///
  /// @param target octets of the target
  void srv(int ttl, int weight, int port, int target) {
    buffer.set(U64, at, (0xc00cL << 48 | (long) RrType.SRV << 32 | 1L << 16) | ttl >>> 16);
    buffer.set(U32, at + 8, ttl << 16 | 6 + target);
    buffer.set(U32, at + 12, weight);
    buffer.set(U16, at + 16, (short) port);
    at += 18;
    answers++;
  }

  /// An address record in the additional section: 16 or 28 octets.
  ///
  /// @param owner where in the message its owner's name stands
  void glue(int owner, int ttl, boolean isIpv6, long high, long low) {
    buffer.set(U16, at, (short) (POINTER | owner));
    buffer.set(U32, at + 2, (isIpv6 ? RrType.AAAA : RrType.A) << 16 | 1);
    buffer.set(U32, at + 6, ttl);
    if (isIpv6) {
      buffer.set(U16, at + 10, (short) 16);
      buffer.set(U64, at + 12, high);
      buffer.set(U64, at + 20, low);
      at += 28;
    } else {
      buffer.set(U16, at + 10, (short) 4);
      buffer.set(U32, at + 12, (int) low);
      at += 16;
    }
    additional++;
  }

  /// Octets of a name.
  void octets(byte[] from, int first, int end) {
    MemorySegment.copy(from, first, buffer, JAVA_BYTE, at, end - first);
    at += end - first;
  }

  /// Octets of the message itself.
  void again(int first, int end) {
    MemorySegment.copy(buffer, begin + first, buffer, at, end - first);
    at += end - first;
  }

  /// The record of a "no" in the authority section.
  ///
  /// @param zone where in the message the name of the zone stands
  void soa(SoaTemplate soa, int zone) {
    soa.write(buffer, at, zone);
    at += soa.size();
    authority++;
  }

  /// How far the message goes so far.
  int size() {
    return (int) (at - begin);
  }

  /// Ends the message of a client that speaks EDNS.
  ///
  /// @param why the text of an extended error without a code of its own (RFC 8914 §2)
  /// @param text octets of it; 0 to say nothing
  void opt(boolean dnssecOk, byte[] why, int text) {
    buffer.set(JAVA_BYTE, at, (byte) 0);
    buffer.set(U64, at + 1, OPT_HEAD | (dnssecOk ? DO : 0));
    buffer.set(U16, at + 9, (short) (text == 0 ? 0 : 6 + text));
    at += OPT_SIZE;
    if (text > 0) {
      buffer.set(U32, at, EdnsCode.EXTENDED_ERROR << 16 | 2 + text);
      buffer.set(U16, at + 4, (short) ExtendedError.OTHER);
      at += 6;
      octets(why, 0, text);
    }
    additional++;
  }

  /// Makes the query's header that of a reply.
  ///
  /// @param query the flags of the query
  /// @return octets of the whole message
  int finish(int query, boolean truncated, int rcode) {
    int flags = QR_AA_RA | query & RD_CD | (truncated ? TC : 0) | rcode;
    buffer.set(U16, begin + 2, (short) flags);
    buffer.set(
        U64, begin + 4, 1L << 48 | (long) answers << 32 | (long) authority << 16 | additional);
    return size();
  }
}
