package io.binnacle.dns.run;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.transfer.ZoneTransfers;
import io.binnacle.dns.wire.ExtendedError;
import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.QueryReader;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.ReplyForm;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Reason;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Message in, message out. What the cluster's zones do not know is asked of others, beside everything else. Any thread.
public final class Resolver implements MessageHandler {
  private static final Reason NOT_RECURSIVE =
      new Reason(
          ExtendedError.NOT_AUTHORITATIVE, "not a name of the cluster, and no recursion asked for");
  private static final Reason NOBODY =
      new Reason(ExtendedError.OTHER, "no server is configured for names outside the cluster");
  private static final Reason OVERLOADED =
      new Reason(ExtendedError.OTHER, "too many questions to other servers are under way");

  private final Reason nobody;
  private final Supplier<ClusterZone> zone;
  private final OutsideNames outside;
  private final ClientNamespaces clients;
  private final ReplyPolicy policy;
  private final ZoneTransfers transfers;
  private final RandomGenerator random;
  private final Supplier<List<String>> waitingFor;
  private final AutoPath autoPath;

  /// What a resolver is made of.
  ///
  /// @param zone asked anew for every message
  /// @param outside knows names outside the cluster; stays open
  /// @param clients whose Pods ask, for names their resolvers should have searched for
  /// @param policy what replies may look like
  /// @param transfers who may have the whole zone
  /// @param random for the order of addresses; safe for many threads
  /// @param waitingFor what has not been read yet while the zone is not ready, in words
  /// @param clock for what is remembered for a moment
  public record Parts(
      Supplier<ClusterZone> zone,
      OutsideNames outside,
      ClientNamespaces clients,
      ReplyPolicy policy,
      ZoneTransfers transfers,
      RandomGenerator random,
      Supplier<List<String>> waitingFor,
      InstantSource clock) {}

  public Resolver(Parts parts) {
    this(parts, NOBODY);
  }

  /// A resolver for those who may not ask for everything.
  ///
  /// @param nobody why names are refused that nobody is asked for
  public Resolver(Parts parts, Reason nobody) {
    this.nobody = nobody;
    this.zone = parts.zone;
    this.outside = parts.outside;
    this.clients = parts.clients;
    this.policy = parts.policy;
    this.transfers = parts.transfers;
    this.random = parts.random;
    this.waitingFor = parts.waitingFor;
    this.autoPath = new AutoPath(this, parts.clock);
  }

  /// A resolver to whom all clients are friends, and which gives nobody the whole zone.
  public Resolver(Supplier<ClusterZone> zone, OutsideNames outside, ClientNamespaces clients) {
    this(
        new Parts(
            zone,
            outside,
            clients,
            ReplyPolicy.OPEN,
            ZoneTransfers.NOBODY,
            () -> ThreadLocalRandom.current().nextLong(),
            List::of,
            InstantSource.system()));
  }

  /// Answers the first `length` octets of `message`, which may be used again after this has returned. `out` gets the reply
  /// before this returns, or later from another thread if others have to be asked. Does not block.
  @Override
  public void resolve(byte[] message, int length, Client client, ReplySink out) {
    switch (QueryReader.read(message, length)) {
      case Query.Read.Good(Query query) -> answer(query, client, out);
      case Query.Read.Bad bad -> out.message(ReplyWriter.refusal(bad), true);
      case Query.Read.Dropped _ -> out.nothing();
    }
  }

  private void answer(Query query, Client client, ReplySink out) {
    Asked asked = new Asked(query, client, policy.form(query, client), out);
    if (query.edns() != null && query.edns().version() != 0) {
      fail(asked, Rcode.BADVERS, null);
    } else if (query.qclass() != Query.IN) {
      fail(asked, Rcode.REFUSED, null);
    } else if (query.type() == RrType.AXFR || query.type() == RrType.IXFR) {
      transfer(asked);
    } else {
      lookUp(asked);
    }
  }

  private void lookUp(Asked asked) {
    Query query = asked.query();
    ClusterZone now = zone.get();
    Answer answer = now.answer(query.name(), query.type());
    switch (answer) {
      case Answer.NotOurs() when query.wantsRecursion() ->
          outside.resolve(asked.about(query.name()), theirs -> relay(asked, theirs));
      case Answer.NotOurs() -> fail(asked, Rcode.REFUSED, NOT_RECURSIVE);
      case Answer.Elsewhere elsewhere when query.wantsRecursion() ->
          new AliasWalk(this, asked).follow(elsewhere);
      case Answer.NotReady() -> fail(asked, Rcode.SERVFAIL, notReady(query));
      case Answer.NxDomain(List<Rr> chain, _)
          when chain.isEmpty()
              && clients != ClientNamespaces.NONE
              && now.config().options().autopath()
              && autoPath.answer(now, asked, answer) -> {}
      case Answer.Found _, Answer.NoData _, Answer.NxDomain _, Answer.Elsewhere _ ->
          reply(asked, answer);
    }
  }

  private @Nullable Reason notReady(Query query) {
    if (query.edns() == null) {
      return null;
    }
    String what = String.join(", ", waitingFor.get());
    return new Reason(
        ExtendedError.NOT_READY,
        what.isEmpty()
            ? "the cluster's objects have not all been read yet"
            : Reason.cut("not read yet: " + what));
  }

  private void transfer(Asked asked) {
    ZoneTransfers.Outcome outcome =
        asked.client().transport() == Client.Transport.UDP
            ? new ZoneTransfers.Refused(Rcode.REFUSED, "zones are transferred over TCP only")
            : transfers.transfer(
                asked.query(), asked.form(), asked.client().address().getAddress(), zone.get());
    switch (outcome) {
      case ZoneTransfers.Messages(var all) -> asked.out().messages(all);
      case ZoneTransfers.Refused(int rcode, String why) ->
          fail(asked, rcode, new Reason(ExtendedError.PROHIBITED, why));
    }
  }

  /// Passes on what others say about a name that is not the cluster's.
  private void relay(Asked asked, OutsideAnswer theirs) {
    boolean denied =
        theirs instanceof OutsideAnswer.Failed
            || theirs instanceof OutsideAnswer.Nobody
            || theirs instanceof OutsideAnswer.Answered(byte[] message, _)
                && Rcode.of(message) == Rcode.NXDOMAIN;
    Answer searched = denied ? searched(asked) : null;
    if (searched != null) {
      asked.out().searched();
      reply(asked, searched);
    } else if (theirs instanceof OutsideAnswer.Answered(byte[] message, boolean stale)) {
      asked.send(
          ReplyWriter.relayed(
              asked.query(), message, asked.form(), stale ? AliasWalk.STALE : null, random));
    } else {
      fail(asked, theirs);
    }
  }

  /// The answer for a Pod whose resolver did not use its search list though the name is one of the cluster's; null otherwise.
  /// See `docs/decisions/0052`.
  private @Nullable Answer searched(Asked asked) {
    DnsName name = asked.query().name();
    String namespace = clients.of(asked.client().address().getAddress());
    if (namespace == null || name.size() == 0) {
      return null;
    }
    Answer answer = zone.get().searched(name, namespace, asked.query().type());
    return answer instanceof Answer.NotOurs ? null : answer;
  }

  /// What the zone says now.
  Answer ours(DnsName name, int type) {
    return zone.get().answer(name, type);
  }

  OutsideNames outside() {
    return outside;
  }

  /// Seconds an alias made here may be kept.
  int ttl() {
    return zone.get().config().ttl();
  }

  RandomGenerator random() {
    return random;
  }

  void reply(Asked asked, Answer answer) {
    Query query = asked.query();
    Reason reason = query.edns() == null ? null : zone.get().explain(query.name(), answer);
    asked.send(ReplyWriter.reply(query, answer, asked.form(), reason, random));
  }

  /// Says that others could not help.
  ///
  /// @param theirs not [OutsideAnswer.Answered], unless its message makes no sense
  void fail(Asked asked, OutsideAnswer theirs) {
    switch (theirs) {
      case OutsideAnswer.Answered _ ->
          fail(
              asked,
              Rcode.SERVFAIL,
              new Reason(ExtendedError.OTHER, "an upstream's answer makes no sense"));
      case OutsideAnswer.Failed(String why) ->
          fail(asked, Rcode.SERVFAIL, new Reason(ExtendedError.NO_REACHABLE_AUTHORITY, why));
      case OutsideAnswer.Overloaded() -> fail(asked, Rcode.REFUSED, OVERLOADED);
      case OutsideAnswer.Nobody() -> fail(asked, Rcode.REFUSED, nobody);
    }
  }

  void fail(Asked asked, int rcode, @Nullable Reason reason) {
    Query query = asked.query();
    if (rcode == Rcode.SERVFAIL) {
      String why = reason == null ? "nobody says" : reason.text();
      asked.out().failed(rcode, query.name(), query.type(), why);
    }
    asked.send(ReplyWriter.failure(query, rcode, asked.form(), reason));
  }

  /// A query on its way through the resolver.
  ///
  /// @param form what its reply may look like
  /// @param out where that goes
  record Asked(Query query, Client client, ReplyForm form, ReplySink out) {
    /// The same question about a name outside.
    OutsideQuestion about(DnsName name) {
      return new OutsideQuestion(
          name,
          query.type(),
          query.dnssecOk(),
          query.checkingDisabled(),
          client.transport() != Client.Transport.UDP);
    }

    void send(byte[] reply) {
      out.message(reply, true);
    }
  }
}
