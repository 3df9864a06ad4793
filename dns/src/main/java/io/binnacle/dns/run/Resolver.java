package io.binnacle.dns.run;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.MessageReader.Reply;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.RelayedReply;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Message in, message out. What the cluster's zones do not know is asked of others, beside everything else. Any thread.
public final class Resolver {
  private final Supplier<ClusterZone> zone;
  private final OutsideNames outside;
  private final ClientNamespaces clients;

  /// @param zone asked anew for every message
  /// @param outside knows names outside the cluster; stays open
  /// @param clients whose Pods ask, for names their resolvers should have searched for
  public Resolver(Supplier<ClusterZone> zone, OutsideNames outside, ClientNamespaces clients) {
    this.zone = zone;
    this.outside = outside;
    this.clients = clients;
  }

  /// Answers the first `length` octets of `message`, which may be used again after this has returned. `out` gets the reply
  /// before this returns, or later from another thread if others have to be asked. Does not block.
  public void resolve(byte[] message, int length, Client client, ReplySink out) {
    switch (QueryReader.read(message, length)) {
      case Query.Read.Good(Query query) -> answer(query, client, out);
      case Query.Read.Bad bad -> out.message(ReplyWriter.refusal(bad), true);
      case Query.Read.Dropped _ -> out.nothing();
    }
  }

  private void answer(Query query, Client client, ReplySink out) {
    boolean udp = client.transport() == Client.Transport.UDP;
    Answer answer = zone.get().answer(query.name(), query.type());
    boolean recursive = query.qclass() == Query.IN && query.wantsRecursion();
    if (recursive && answer instanceof Answer.NotOurs) {
      outside.resolve(
          question(query, query.name(), udp),
          theirs -> out.message(relayed(query, theirs, client, udp), true));
    } else if (recursive && answer instanceof Answer.Elsewhere(List<Rr> chain, DnsName target)) {
      outside.resolve(
          question(query, target, udp),
          theirs -> out.message(followed(query, answer, chain, theirs, udp), true));
    } else {
      out.message(ReplyWriter.reply(query, answer, udp), true);
    }
  }

  private static OutsideQuestion question(Query query, DnsName name, boolean udp) {
    Query.Edns edns = query.edns();
    return new OutsideQuestion(
        name, query.type(), edns != null && edns.dnssecOk(), query.checkingDisabled(), !udp);
  }

  private byte[] relayed(Query query, OutsideAnswer theirs, Client client, boolean udp) {
    byte[] reply =
        theirs instanceof OutsideAnswer.Answered(byte[] message, _)
            ? RelayedReply.reply(query, message, udp)
            : null;
    if (reply != null && Rcode.of(reply) != Rcode.NXDOMAIN) {
      return reply;
    }
    byte[] searched = searched(query, client, udp);
    if (searched != null) {
      return searched;
    }
    return reply != null ? reply : failure(query, theirs, udp);
  }

  private static byte[] followed(
      Query query, Answer answer, List<Rr> chain, OutsideAnswer theirs, boolean udp) {
    if (theirs instanceof OutsideAnswer.Nobody) {
      return ReplyWriter.reply(query, answer, udp);
    }
    Reply reply =
        theirs instanceof OutsideAnswer.Answered(byte[] message, _)
            ? MessageReader.read(message)
            : null;
    return reply == null
        ? failure(query, theirs, udp)
        : ReplyWriter.forwarded(query, chain, reply, udp);
  }

  private static byte[] failure(Query query, OutsideAnswer theirs, boolean udp) {
    return switch (theirs) {
      case OutsideAnswer.Answered _, OutsideAnswer.Failed _ ->
          ReplyWriter.failure(query, Rcode.SERVFAIL, udp);
      case OutsideAnswer.Overloaded _, OutsideAnswer.Nobody _ ->
          ReplyWriter.failure(query, Rcode.REFUSED, udp);
    };
  }

  /// The reply for a Pod whose resolver did not use its search list though the name is one of the cluster's; null otherwise.
  /// See `docs/decisions/0052`.
  private byte @Nullable [] searched(Query query, Client client, boolean udp) {
    String namespace = clients.of(client.address().getAddress());
    if (namespace == null || query.name().size() == 0) {
      return null;
    }
    Answer answer = zone.get().searched(query.name(), namespace, query.type());
    return answer instanceof Answer.NotOurs ? null : ReplyWriter.reply(query, answer, udp);
  }
}
