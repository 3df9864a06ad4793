package io.binnacle.dns.run;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Message in, message out. Names outside the cluster's zones are refused; a forwarder will take its place here.
final class Resolver {
  private final Supplier<ClusterZone> zone;

  Resolver(Supplier<ClusterZone> zone) {
    this.zone = zone;
  }

  /// The reply to the first `length` octets of `message`; null if it deserves none.
  ///
  /// @param udp whether the reply goes into a datagram
  byte @Nullable [] resolve(byte[] message, int length, boolean udp) {
    return switch (QueryReader.read(message, length)) {
      case Query.Read.Good(Query query) ->
          ReplyWriter.reply(query, answer(query.name(), query.type()), udp);
      case Query.Read.Bad bad -> ReplyWriter.refusal(bad);
      case Query.Read.Dropped _ -> null;
    };
  }

  private Answer answer(DnsName name, int type) {
    return zone.get().answer(name, type);
  }
}
