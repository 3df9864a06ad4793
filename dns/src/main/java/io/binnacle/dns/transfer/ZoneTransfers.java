package io.binnacle.dns.transfer;

import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.ReplyForm;
import io.binnacle.dns.zone.ClusterZone;
import java.net.InetAddress;
import java.util.Iterator;

/// Answers AXFR and IXFR questions that came over a connection. Any thread.
@FunctionalInterface
public interface ZoneTransfers {
  /// Nobody gets a whole zone.
  ZoneTransfers NOBODY =
      (_, _, _, _) -> new Refused(Rcode.REFUSED, "zones are transferred to nobody here");

  /// What a client gets.
  ///
  /// @param query of type AXFR or IXFR, class IN
  /// @param form what every message may look like
  /// @param zone what is transferred: one snapshot, whatever happens meanwhile
  Outcome transfer(Query query, ReplyForm form, InetAddress client, ClusterZone zone);

  /// What comes of it.
  sealed interface Outcome {}

  /// The zone, in one message at least; each is made when it is asked for.
  record Messages(Iterator<byte[]> all) implements Outcome {}

  /// A reply with nothing but `rcode`.
  ///
  /// @param why one sentence for people
  record Refused(int rcode, String why) implements Outcome {}
}
