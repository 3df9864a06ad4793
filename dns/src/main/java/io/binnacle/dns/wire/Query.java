package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A question as it came.
///
/// @param id chosen by the client, 0..65535
/// @param flags the 16 flag bits of the header as sent
/// @param name in the case it was asked
/// @param type any 16 bits
/// @param qclass any 16 bits; 1 is IN
/// @param edns null if the client speaks none
/// @param serial of the SOA record in the authority section: the version the client has (RFC 1995 §3); −1 if there is none
public record Query(
    int id, int flags, DnsName name, int type, int qclass, @Nullable Edns edns, long serial) {
  /// Class Internet, the only one served.
  public static final int IN = 1;

  static final int QR = 0x8000;
  static final int OPCODE = 0x7800;
  static final int AA = 0x0400;
  static final int TC = 0x0200;
  static final int RD = 0x0100;
  static final int RA = 0x0080;
  static final int AD = 0x0020;
  static final int CD = 0x0010;

  /// A question without an SOA record.
  public Query(int id, int flags, DnsName name, int type, int qclass, @Nullable Edns edns) {
    this(id, flags, name, type, qclass, edns, -1);
  }

  /// Whether the client wants others to be asked too (RD).
  public boolean wantsRecursion() {
    return (flags & RD) != 0;
  }

  /// Whether the client validates itself and wants data as it is (CD).
  public boolean checkingDisabled() {
    return (flags & CD) != 0;
  }

  /// Whether the client wants signatures (DO).
  public boolean dnssecOk() {
    return edns != null && edns.dnssecOk();
  }

  /// What the client says about itself (RFC 6891).
  ///
  /// @param udpSize the largest datagram it takes, as sent
  /// @param version 0 is the only one there is
  /// @param dnssecOk the DO bit
  /// @param cookie the data of its COOKIE option, 8 or 16 to 40 octets; empty if there is none
  /// @param asks what it asks of the reply
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Edns(int udpSize, int version, boolean dnssecOk, byte[] cookie, Set<Wish> asks) {
    /// Without options.
    public Edns(int udpSize, int version, boolean dnssecOk) {
      this(udpSize, version, dnssecOk, new byte[0], Set.of());
    }
  }

  /// What an option without content asks for.
  public enum Wish {
    /// The server's name (RFC 5001).
    NSID,
    /// How long a connection may be idle (RFC 7828).
    KEEPALIVE,
    /// A reply whose size says little, as the query's does (RFC 7830).
    PADDING
  }

  /// What reading a message gave.
  public sealed interface Read {
    /// A question to answer.
    record Good(Query query) implements Read {}

    /// A message that deserves no answer: too short for a header, or itself an answer.
    record Dropped(String why) implements Read {}

    /// A message to refuse with `rcode`; only the header could be trusted.
    record Bad(int id, int flags, int rcode, String why) implements Read {}
  }
}
