package io.binnacle.dns.run;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.Resolver.Asked;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.model.meta.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Goes through the search list of a Pod in its stead: what it would ask next, and next, down to the name outside, is answered
/// at once, as an alias of what it asked. Any thread.
///
/// A Pod is told by its address. Where that is in doubt nothing is done, because a plain "no" is always right: the Pod goes
/// on by itself. What is found for a name counts for all types of it for a moment, so that a client that asks for both families
/// is never told that one of them does not exist. See `docs/decisions/0069`.
final class AutoPath {
  /* A resolver asks for both families at once, or one after the other without a pause. */
  private static final Duration MEMORY = Duration.ofSeconds(5);

  /// Names remembered. Who asks for more of them in a moment is no Pod that starts a program.
  private static final int MOST = 4_096;

  /// Questions that wait for one decision; more are denied at once, which is always safe.
  private static final int MOST_WAITING = 64;

  private final Resolver resolver;
  private final InstantSource clock;

  /// What has been found lately, the oldest first; guarded by itself.
  private final Map<Key, Decision> lately = new LinkedHashMap<>();

  AutoPath(Resolver resolver, InstantSource clock) {
    this.resolver = resolver;
    this.clock = clock;
  }

  /// @param base what the Pod really wants to know
  private record Key(String namespace, DnsName base) {}

  /// Where a name was found. Guarded by the lock of `lately`.
  private static final class Decision {
    final Instant until;

    /// Null while it is being found out, and if it is nowhere.
    @Nullable DnsName target;

    boolean pending = true;
    final List<Runnable> waiting = new ArrayList<>();

    Decision(Instant until) {
      this.until = until;
    }

    /// @return false if too many wait already
    boolean join(Runnable answer) {
      return waiting.size() < MOST_WAITING && waiting.add(answer);
    }
  }

  /// Answers a question that `zone` denies.
  ///
  /// @return false if nothing is done about it
  boolean answer(ClusterZone zone, Asked asked, Answer denial) {
    IpAddress client = IpAddress.ofBytes(asked.client().address().getAddress().getAddress());
    String namespace = zone.namespaceOf(client);
    DnsName name = asked.query().name();
    DnsName domain = zone.config().domain();
    DnsName first = namespace == null ? null : domain.below(namespace + ".svc");
    if (namespace == null || first == null || !name.isUnder(first) || name.equals(first)) {
      return false;
    }
    DnsName base = name.first(name.size() - first.size());
    if (base.label(0).startsWith("_")) {
      return false; // no resolver applies search lists to these
    }
    Key key = new Key(namespace, base);
    Decision known;
    Decision mine = null;
    synchronized (lately) {
      known = lately.get(key);
      if (known == null || !known.until.isAfter(clock.instant())) {
        mine = remember(key);
      } else if (known.pending) {
        Decision coming = known;
        return known.join(() -> reply(coming, asked, denial));
      }
    }
    if (mine != null) {
      decide(zone, mine, base, asked, denial);
    } else if (known != null) {
      reply(known, asked, denial);
    }
    return true;
  }

  private Decision remember(Key key) {
    if (lately.size() >= MOST) {
      var oldest = lately.entrySet().iterator();
      oldest.next();
      oldest.remove();
    }
    Decision fresh = new Decision(clock.instant().plus(MEMORY));
    lately.remove(key);
    lately.put(key, fresh);
    return fresh;
  }

  private void decide(ClusterZone zone, Decision mine, DnsName base, Asked asked, Answer denial) {
    DnsName domain = zone.config().domain();
    DnsName services = domain.below("svc");
    for (DnsName suffix : services == null ? List.of(domain) : List.of(services, domain)) {
      DnsName candidate = base.followedBy(suffix);
      if (candidate != null && exists(zone, candidate)) {
        decided(mine, candidate);
        found(asked, denial, candidate);
        return;
      }
    }
    // A full name of the cluster, asked with a search domain behind it: nobody else is to hear of
    // it.
    if (!(zone.answer(base, RrType.A) instanceof Answer.NotOurs)) {
      DnsName target = exists(zone, base) ? base : null;
      decided(mine, target);
      reply(mine, asked, denial);
      return;
    }
    if (!asked.query().wantsRecursion()) {
      decided(mine, null);
      resolver.reply(asked, denial);
      return;
    }
    resolver
        .outside()
        .resolve(
            asked.about(base),
            theirs -> {
              boolean exists =
                  theirs instanceof OutsideAnswer.Answered(byte[] message, _)
                      && Rcode.of(message) == Rcode.NOERROR;
              decided(mine, exists ? base : null);
              if (exists) {
                asked.out().searched();
                new AliasWalk(resolver, asked).given(alias(asked, base), theirs);
              } else {
                resolver.reply(asked, denial);
              }
            });
  }

  /// Whether a name exists, whatever its types.
  private static boolean exists(ClusterZone zone, DnsName name) {
    return switch (zone.answer(name, RrType.A)) {
      case Answer.Found _, Answer.NoData _, Answer.Elsewhere _ -> true;
      case Answer.NxDomain _, Answer.NotOurs _, Answer.NotReady _ -> false;
    };
  }

  private void decided(Decision mine, @Nullable DnsName target) {
    List<Runnable> waiting;
    synchronized (lately) {
      mine.target = target;
      mine.pending = false;
      waiting = List.copyOf(mine.waiting);
      mine.waiting.clear();
    }
    waiting.forEach(Runnable::run);
  }

  /// Answers as has been decided.
  private void reply(Decision decision, Asked asked, Answer denial) {
    DnsName target;
    synchronized (lately) {
      target = decision.target;
    }
    if (target == null) {
      resolver.reply(asked, denial);
    } else {
      found(asked, denial, target);
    }
  }

  /// Answers with what stands at `target`, of whatever type.
  private void found(Asked asked, Answer denial, DnsName target) {
    asked.out().searched();
    Answer.Elsewhere alias = alias(asked, target);
    switch (resolver.ours(target, asked.query().type())) {
      case Answer.Found(List<Rr> records, List<Rr> additional) ->
          resolver.reply(asked, new Answer.Found(joined(alias, records), additional));
      case Answer.NoData(List<Rr> chain, Rr soa) ->
          resolver.reply(asked, new Answer.NoData(joined(alias, chain), soa));
      case Answer.Elsewhere(List<Rr> chain, DnsName next) ->
          new AliasWalk(resolver, asked).follow(new Answer.Elsewhere(joined(alias, chain), next));
      case Answer.NotOurs() -> new AliasWalk(resolver, asked).follow(alias);
      case Answer.NxDomain _, Answer.NotReady() -> resolver.reply(asked, denial);
    }
  }

  private Answer.Elsewhere alias(Asked asked, DnsName target) {
    Rr alias = new Rr(asked.query().name(), resolver.ttl(), new Rdata.Cname(target));
    return new Answer.Elsewhere(List.of(alias), target);
  }

  private static List<Rr> joined(Answer.Elsewhere alias, List<Rr> more) {
    List<Rr> out = new ArrayList<>(alias.chain());
    out.addAll(more);
    return List.copyOf(out);
  }
}
