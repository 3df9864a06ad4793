package io.binnacle.dns.run;

import io.binnacle.dns.wire.MessageReader.Reply;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Message in, message out. What the cluster's zones do not know is asked of others, beside everything else.
final class Resolver {
  private final Supplier<ClusterZone> zone;
  private final Forwarder forwarder;
  private final ClientNamespaces clients;

  Resolver(Supplier<ClusterZone> zone, Forwarder forwarder, ClientNamespaces clients) {
    this.zone = zone;
    this.forwarder = forwarder;
    this.clients = clients;
  }

  /// Answers the first `length` octets of `message`. `out` gets the reply, or null if the message deserves none: before this
  /// returns, or later from another thread if others have to be asked. `message` may be used again after it has returned.
  ///
  /// @param client who asks
  /// @param udp whether the reply goes into a datagram
  void resolve(
      byte[] message,
      int length,
      InetAddress client,
      boolean udp,
      Consumer<byte @Nullable []> out) {
    switch (QueryReader.read(message, length)) {
      case Query.Read.Good(Query query) -> answer(query, message, length, client, udp, out);
      case Query.Read.Bad bad -> out.accept(ReplyWriter.refusal(bad));
      case Query.Read.Dropped _ -> out.accept(null);
    }
  }

  private void answer(
      Query query,
      byte[] message,
      int length,
      InetAddress client,
      boolean udp,
      Consumer<byte @Nullable []> out) {
    Answer answer = zone.get().answer(query.name(), query.type());
    boolean outside = answer instanceof Answer.NotOurs || answer instanceof Answer.Elsewhere;
    if (!outside || query.qclass() != Query.IN || !query.wantsRecursion()) {
      out.accept(ReplyWriter.reply(query, answer, udp));
      return;
    }
    if (forwarder.isEmpty()) {
      byte[] searched = searched(query, client, udp);
      out.accept(searched != null ? searched : ReplyWriter.reply(query, answer, udp));
      return;
    }
    byte[] asked = Arrays.copyOf(message, length);
    boolean begun = forwarder.begin(() -> out.accept(forward(query, answer, asked, client, udp)));
    if (!begun) {
      out.accept(ReplyWriter.failure(query, udp));
    }
  }

  private byte[] forward(
      Query query, Answer answer, byte[] asked, InetAddress client, boolean udp) {
    if (answer instanceof Answer.Elsewhere(var chain, var target)) {
      Reply reply = forwarder.ask(target, query.type());
      return reply == null
          ? ReplyWriter.failure(query, udp)
          : ReplyWriter.forwarded(query, chain, reply, udp);
    }
    byte[] reply = forwarder.relay(asked, udp);
    if (reply != null && Rcode.of(reply) != Rcode.NXDOMAIN) {
      return reply;
    }
    byte[] searched = searched(query, client, udp);
    if (searched != null) {
      return searched;
    }
    return reply == null ? ReplyWriter.failure(query, udp) : reply;
  }

  /// The reply for a Pod whose resolver did not use its search list though the name is one of the cluster's; null otherwise.
  /// See `docs/decisions/0052`.
  private byte @Nullable [] searched(Query query, InetAddress client, boolean udp) {
    String namespace = clients.of(client);
    if (namespace == null || query.name().size() == 0) {
      return null;
    }
    Answer answer = zone.get().searched(query.name(), namespace, query.type());
    return answer instanceof Answer.NotOurs ? null : ReplyWriter.reply(query, answer, udp);
  }
}
