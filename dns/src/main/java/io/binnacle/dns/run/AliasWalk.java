package io.binnacle.dns.run;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.Resolver.Asked;
import io.binnacle.dns.wire.ExtendedError;
import io.binnacle.dns.wire.OutsideMessage;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.dns.wire.ReplyRecord;
import io.binnacle.dns.wire.ReplyWriter;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Follows the aliases of one question out of the cluster, and back in where they lead back. The reply has all of them in order,
/// then what stands at the last name, and that name's response code (RFC 6604). One step at a time, on whatever thread
/// brings the next answer.
final class AliasWalk {
  static final Reason STALE =
      new Reason(ExtendedError.STALE_ANSWER, "no upstream answers; this is what one said before");
  private static final Reason TOO_LONG =
      new Reason(ExtendedError.OTHER, "the aliases lead in a circle, or through too many names");

  /// Longer chains are nobody's honest business.
  private static final int MAX_ALIASES = 10;

  private final Resolver resolver;
  private final Asked asked;
  private final List<ReplyRecord> records = new ArrayList<>();
  private final Set<DnsName> visited = new HashSet<>();
  private @Nullable Reason reason;

  AliasWalk(Resolver resolver, Asked asked) {
    this.resolver = resolver;
    this.asked = asked;
    visited.add(asked.query().name());
  }

  /// Goes on from where the zone's knowledge ends.
  void follow(Answer.Elsewhere elsewhere) {
    for (Rr alias : elsewhere.chain()) {
      visited.add(alias.owner());
    }
    records.addAll(ReplyRecord.ours(elsewhere.chain()));
    DnsName target = elsewhere.target();
    if (records.size() > MAX_ALIASES || !visited.add(target)) {
      resolver.fail(asked, Rcode.SERVFAIL, TOO_LONG);
      return;
    }
    resolver.outside().resolve(asked.about(target), theirs -> outside(target, theirs));
  }

  /// Goes on from where the zone's knowledge ends, with what others say about the target.
  void given(Answer.Elsewhere elsewhere, OutsideAnswer theirs) {
    records.addAll(ReplyRecord.ours(elsewhere.chain()));
    visited.add(elsewhere.target());
    outside(elsewhere.target(), theirs);
  }

  private void outside(DnsName target, OutsideAnswer theirs) {
    OutsideMessage message =
        theirs instanceof OutsideAnswer.Answered(byte[] octets, _)
            ? OutsideMessage.read(octets)
            : null;
    if (theirs instanceof OutsideAnswer.Nobody) {
      send(Rcode.NOERROR, false, List.of()); // all that can be told
    } else if (message == null || !message.name().equals(target)) {
      resolver.fail(asked, theirs);
    } else if (message.rcode() != Rcode.NOERROR && message.rcode() != Rcode.NXDOMAIN) {
      resolver.fail(
          asked,
          Rcode.SERVFAIL,
          new Reason(
              ExtendedError.OTHER,
              "asked for " + target + ", an upstream says " + Rcode.name(message.rcode())));
    } else {
      if (theirs instanceof OutsideAnswer.Answered(_, boolean stale) && stale) {
        reason = STALE;
      }
      message(target, message);
    }
  }

  /// Takes aliases out of a message until one leads to a name of ours; if none does, takes all it has.
  private void message(DnsName target, OutsideMessage message) {
    List<ReplyRecord> passed = new ArrayList<>();
    DnsName at = target;
    for (int links = 0; links < MAX_ALIASES; links++) {
      int alias = aliasOf(message, at);
      DnsName next = alias < 0 ? null : message.target(alias);
      if (next == null) {
        break;
      }
      passed.add(new ReplyRecord.Theirs(message, alias));
      Answer answer = resolver.ours(next, asked.query().type());
      if (!(answer instanceof Answer.NotOurs)) {
        records.addAll(passed);
        inside(next, answer);
        return;
      }
      at = next;
    }
    for (int i = 0; i < message.answers(); i++) {
      records.add(new ReplyRecord.Theirs(message, i));
    }
    List<ReplyRecord> authority = new ArrayList<>();
    if (message.rcode() == Rcode.NXDOMAIN || !message.reachesType()) {
      for (int i = 0; i < message.authorities(); i++) {
        authority.add(new ReplyRecord.Theirs(message, message.answers() + i));
      }
    }
    send(message.rcode(), message.truncated(), authority);
  }

  private void inside(DnsName name, Answer answer) {
    if (!visited.add(name)) {
      resolver.fail(asked, Rcode.SERVFAIL, TOO_LONG);
      return;
    }
    switch (answer) {
      case Answer.Found(List<Rr> found, _) -> end(Rcode.NOERROR, found, List.of());
      case Answer.NoData(List<Rr> chain, Rr soa) -> end(Rcode.NOERROR, chain, List.of(soa));
      case Answer.NxDomain(List<Rr> chain, Rr soa) -> end(Rcode.NXDOMAIN, chain, List.of(soa));
      case Answer.Elsewhere elsewhere -> follow(elsewhere);
      case Answer.NotOurs(), Answer.NotReady() -> resolver.fail(asked, Rcode.SERVFAIL, reason);
    }
  }

  private void end(int rcode, List<Rr> ours, List<Rr> authority) {
    records.addAll(ReplyRecord.ours(ours));
    send(rcode, false, ReplyRecord.ours(authority));
  }

  private void send(int rcode, boolean truncated, List<ReplyRecord> authority) {
    asked.send(
        ReplyWriter.followed(
            asked.query(),
            rcode,
            truncated,
            records,
            authority,
            asked.form(),
            reason,
            resolver.random()));
  }

  /// The first alias in the answer section that stands at `name`; −1 if none does.
  private static int aliasOf(OutsideMessage message, DnsName name) {
    for (int i = 0; i < message.answers(); i++) {
      if (message.type(i) == RrType.CNAME && name.equals(message.owner(i))) {
        return i;
      }
    }
    return -1;
  }
}
