package io.binnacle.dns.wire;

/// Makes the reply to a client out of another server's message: its records, the client's header and question.
public final class RelayedReply {
  private static final int AD = 0x0020;

  private static final int CLIENTS = Query.OPCODE | Query.RD | Query.CD;

  private static final int SERVERS = Query.AA | Query.TC | 0xf;

  private RelayedReply() {}

  /// The flags of a reply: opcode, RD and CD are the client's; AA, TC and the response code the server's; AD too, if the client
  /// understands it (RFC 6840 §5.7). QR and RA are set.
  ///
  /// @param query the flags of the query
  /// @param dnssecOk the DO bit of the query
  /// @param theirs the flags of the server's message
  public static int flags(int query, boolean dnssecOk, int theirs) {
    int servers = (query & AD) != 0 || dnssecOk ? SERVERS | AD : SERVERS;
    return Query.QR | query & CLIENTS | Query.RA | theirs & servers;
  }

  /// The reply to `query` with the records of `message`. The question is the client's, letter for letter. What does not fit goes record by record from the end, and TC is set if that
  /// takes answers (RFC 2181 §9).
  ///
  /// @param message a sound reply of another server to the same question, without OPT, as
  ///     [io.binnacle.dns.forward.OutsideAnswer.Answered] promises; not changed
  /// @param opt the OPT record to end with, as octets; empty for a client without EDNS
  /// @param limit octets the reply may take, 512..65535
  /// @return the reply; SERVFAIL if the promise was broken
  public static byte[] write(Query query, byte[] message, byte[] opt, int limit) {
    int question = QueryReader.HEADER + query.name().length() + 4;
    if (message.length < question
        || QueryReader.u16(message, question - 4) != query.type()
        || QueryReader.u16(message, question - 2) != query.qclass()) {
      return put(
          query, flags(query.flags(), false, Rcode.SERVFAIL), new byte[0], 0, 0, opt, new int[3]);
    }
    boolean dnssecOk = query.edns() != null && query.edns().dnssecOk();
    int flags = flags(query.flags(), dnssecOk, QueryReader.u16(message, 2));
    if (message.length + opt.length > limit) {
      return cut(query, message, flags, opt, limit);
    }
    int[] counts = {
      QueryReader.u16(message, QueryReader.ANCOUNT),
      QueryReader.u16(message, QueryReader.NSCOUNT),
      QueryReader.u16(message, QueryReader.ARCOUNT)
    };
    return put(query, flags, message, question, message.length, opt, counts);
  }

  private static byte[] cut(Query query, byte[] message, int flags, byte[] opt, int limit) {
    OutsideMessage theirs = OutsideMessage.read(message);
    if (theirs == null) {
      return put(
          query, flags(query.flags(), false, Rcode.SERVFAIL), new byte[0], 0, 0, opt, new int[3]);
    }
    int kept = theirs.records();
    while (kept > 0 && theirs.end(kept - 1) + opt.length > limit) {
      kept--;
    }
    int answers = theirs.answers();
    int[] counts = {
      Math.min(kept, answers),
      Math.clamp(kept - answers, 0, theirs.authorities()),
      Math.max(kept - answers - theirs.authorities(), 0)
    };
    int end = kept == 0 ? theirs.questionEnd() : theirs.end(kept - 1);
    int cutFlags = kept < answers ? flags | Query.TC : flags;
    return put(query, cutFlags, message, theirs.questionEnd(), end, opt, counts);
  }

  private static byte[] put(
      Query query, int flags, byte[] records, int from, int to, byte[] opt, int[] counts) {
    int question = QueryReader.HEADER + query.name().length() + 4;
    byte[] out = new byte[question + to - from + opt.length];
    u16(out, 0, query.id());
    u16(out, 2, flags);
    u16(out, QueryReader.QDCOUNT, 1);
    u16(out, QueryReader.ANCOUNT, counts[0]);
    u16(out, QueryReader.NSCOUNT, counts[1]);
    u16(out, QueryReader.ARCOUNT, counts[2] + (opt.length > 0 ? 1 : 0));
    query.name().writeTo(out, QueryReader.HEADER);
    u16(out, question - 4, query.type());
    u16(out, question - 2, query.qclass());
    System.arraycopy(records, from, out, question, to - from);
    System.arraycopy(opt, 0, out, question + to - from, opt.length);
    return out;
  }

  private static void u16(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }
}
