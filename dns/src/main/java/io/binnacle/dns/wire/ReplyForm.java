package io.binnacle.dns.wire;

import io.binnacle.dns.zone.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one client's reply may look like, apart from what it says.
///
/// @param limit octets it may take, 512..65535
/// @param opt the OPT record it ends with; empty if the client speaks no EDNS
/// @param padding octets of which its size is to be a multiple, 0 for any size
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record ReplyForm(int limit, byte[] opt, int padding) {
  /// The smallest limit there is for datagrams (RFC 1035 §4.2.1).
  public static final int MIN_UDP_SIZE = 512;

  /// The largest datagram we send and say we take: fits every path without fragments.
  public static final int UDP_SIZE = 1_232;

  /// The largest message over TCP.
  public static final int TCP_SIZE = 65_535;

  /// How much of an explanation is sent.
  private static final int MAX_TEXT = 200;

  /// An OPT record being made. One use, one thread.
  public static final class Opt {
    /// Unit of the time in a keepalive option.
    private static final long TENTH = 100;

    private byte[] octets;

    /// @param size octets of the largest datagram we take
    public Opt(int size, boolean dnssecOk) {
      octets = OptRecord.empty(size, dnssecOk);
    }

    /// Adds a client's cookie and the server's for it.
    public void cookie(byte[] both) {
      octets = OptRecord.with(octets, octets.length, EdnsCode.COOKIE, both);
    }

    /// Adds what the server is called.
    public void serverName(String name) {
      byte[] raw = name.getBytes(StandardCharsets.UTF_8);
      octets = OptRecord.with(octets, octets.length, EdnsCode.NSID, raw);
    }

    /// Adds how long the connection may be idle.
    public void keepAlive(Duration idle) {
      byte[] tenths = new byte[2];
      OptRecord.put(tenths, 0, (int) Math.min(idle.toMillis() / TENTH, 0xffff));
      octets = OptRecord.with(octets, octets.length, EdnsCode.KEEPALIVE, tenths);
    }

    /// The record so far.
    public byte[] octets() {
      return octets;
    }
  }

  /// The form for a client about whom nothing is known but the query: its size, its DO bit, no options.
  ///
  /// @param udp whether the reply goes into a datagram
  public static ReplyForm of(Query query, boolean udp) {
    Query.Edns edns = query.edns();
    return new ReplyForm(
        udp ? datagram(query, UDP_SIZE) : TCP_SIZE,
        edns == null ? new byte[0] : OptRecord.empty(UDP_SIZE, edns.dnssecOk()),
        0);
  }

  /// Octets a datagram to the client that sent `query` may have.
  ///
  /// @param most more is never sent, 512..65535
  public static int datagram(Query query, int most) {
    Query.Edns edns = query.edns();
    return edns == null ? MIN_UDP_SIZE : Math.clamp(edns.udpSize(), MIN_UDP_SIZE, most);
  }

  /// A finished reply with what is only added if there is room: the reason, then padding.
  byte[] complete(byte[] reply, @Nullable Reason reason) {
    if (opt.length == 0) {
      return reply;
    }
    int size = opt.length;
    byte[] out = reply;
    byte[] error = reason == null ? null : error(reason, limit - reply.length - 4);
    if (error != null) {
      out = OptRecord.with(out, size, EdnsCode.EXTENDED_ERROR, error);
      size += out.length - reply.length;
    }
    return padding == 0 ? out : OptRecord.padded(out, size, padding, limit);
  }

  /// The data of an extended error (RFC 8914 §2) in at most `room` octets: without its text if that does not fit.
  private static byte @Nullable [] error(Reason reason, int room) {
    if (room < 2) {
      return null;
    }
    byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
    int size = text.length <= Math.min(room - 2, MAX_TEXT) ? text.length : 0;
    byte[] out = new byte[2 + size];
    OptRecord.put(out, 0, reason.code());
    System.arraycopy(text, 0, out, 2, size);
    return out;
  }
}
