package io.binnacle.dns.forward;

import io.binnacle.dns.forward.OutsideAnswer.Answered;
import io.binnacle.dns.forward.OutsideAnswer.Failed;
import io.binnacle.dns.wire.Rcode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides for every question who is asked, when the next is asked as well, and what the outcome is. No sockets and no clock: the
/// time, in nanoseconds from any beginning, comes with every call. One thread.
final class Dispatcher {
  private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

  /// A server that once did not understand EDNS is asked without it for this long.
  static final long PLAIN_FOR = 900_000_000_000L;

  /// An attempt is given at least this long, over a connection (which may have to be opened first) twice that.
  static final long SHORTEST_ATTEMPT = 500_000_000L;

  /// A server is late after the time it usually needs, but never before this: below, it is our own machine that was late.
  static final long SHORTEST_HEDGE = 2_000_000L;

  final Deadlines deadlines = new Deadlines();
  final PeerHealth health;
  private final List<Rule> rules;
  private final Network network;
  private final RandomGenerator random;
  private final ForwardEvents events;

  Dispatcher(ForwardConfig config, Network network, RandomGenerator random, ForwardEvents events) {
    this.network = network;
    this.random = random;
    this.events = events;
    this.health = new PeerHealth(deadlines, network, random, events);
    this.rules = config.rules().stream().map(r -> new Rule(r, health)).toList();
  }

  /// Begins to look for loops.
  void start(long now) {
    rules.forEach(rule -> rule.peers.forEach(peer -> peer.loopCheck.start(now)));
  }

  /// Fails everything under way.
  void stop(String why) {
    for (Deadlines.Deadline set : deadlines.all()) {
      if (set instanceof Pending pending) {
        finish(pending, new Failed(why), pending.begun);
      }
    }
    for (Rule rule : rules) {
      for (Peer peer : rule.peers) {
        peer.probe.stop();
        peer.loopCheck.stop();
      }
    }
  }

  List<Rule> rules() {
    return rules;
  }

  /// Does what is due.
  void tick(long now) {
    for (Deadlines.Deadline d = deadlines.poll(now); d != null; d = deadlines.poll(now)) {
      d.passed(now);
    }
  }

  void ask(OutsideQuestion question, Consumer<OutsideAnswer> out, long now) {
    Rule rule = ruleFor(question);
    if (rule == null || rule.peers.isEmpty()) {
      out.accept(new OutsideAnswer.Nobody());
      return;
    }
    ForwardOptions options = rule.options();
    if (rule.underWay >= options.maxConcurrent()) {
      events.maxConcurrentReject(rule.suffix());
      out.accept(new OutsideAnswer.Overloaded());
      return;
    }
    rule.underWay++;
    if (rule.underWay > options.maxConcurrent() / 2) {
      rule.peers.forEach(peer -> peer.loopCheck.suspect(now));
    }
    rule.hedges.earn();
    AskedMessage message = AskedMessage.of(question, options.randomCase(), random);
    Pending pending = new Pending(question, out, rule, message, now, this);
    if (rule.isBroken()) {
      events.allBroken(rule.suffix());
      pending.trouble =
          rule.peers.getFirst().looping
              ? "questions for " + rule.suffix() + " come back to this server"
              : "all upstreams are down";
    }
    askNext(pending, now);
    hedgeLater(pending, now);
  }

  private @Nullable Rule ruleFor(OutsideQuestion question) {
    for (Rule rule : rules) {
      if (rule.isFor(question.name())) {
        return rule;
      }
    }
    return null;
  }

  private void hedgeLater(Pending pending, long now) {
    if (pending.attempts.isEmpty()
        || pending.rule.peers.size() == 1
        || pending.rule.options().policy() == ForwardOptions.Policy.SEQUENTIAL) {
      return;
    }
    Peer first = pending.attempts.getFirst().peer;
    pending.hedgeAt = now + Math.max(SHORTEST_HEDGE, first.latency.usual());
    if (pending.hedgeAt < pending.nextAt) {
      deadlines.set(pending, pending.due());
    }
  }

  /// A message came under the id of an attempt.
  ///
  /// @param message whole, and ours from now on
  /// @return whether it is the reply; if not, somebody guesses, and we wait on
  boolean replied(Attempt attempt, byte[] message, long now) {
    if (attempt.state == Attempt.State.OVER || !attempt.message.isAnsweredBy(message)) {
      return false;
    }
    boolean late = attempt.state == Attempt.State.LATE;
    attempt.over();
    Peer peer = attempt.peer;
    health.alive(peer);
    Pending pending = attempt.pending;
    if (pending == null) {
      return true;
    }
    ReplyMessage reply = ReplyMessage.read(message);
    int rcode = reply == null ? Rcode.FORMERR : reply.rcode();
    events.request(peer.upstream, rcode, now - attempt.sent);
    boolean poor = reply == null || pending.rule.options().failover().contains(rcode);
    if (attempt.stream == peer.isStream() && !late) {
      peer.latency.answered(now - attempt.sent, !poor);
    }
    if (reply == null) {
      pending.trouble = peer.upstream + " sent a reply that makes no sense";
      goOn(pending, peer, now);
    } else if (attempt.edns && isAboutEdns(rcode)) {
      peer.plainUntil = now + PLAIN_FOR;
      askAgain(pending, peer, now);
    } else if (!hasOurCase(attempt, message)) {
      askByStream(pending, peer, now);
    } else if (reply.truncated() && !attempt.stream) {
      pending.keep(reply, 0);
      askByStream(pending, peer, now);
    } else {
      judge(pending, attempt, reply, poor, now);
    }
    return true;
  }

  private void judge(Pending pending, Attempt attempt, ReplyMessage reply, boolean poor, long now) {
    Peer peer = attempt.peer;
    if (!attempt.edns && isAboutEdns(reply.rcode())) {
      peer.plainUntil = 0; // so EDNS was not what it did not understand
    }
    if (!poor && reply.isWhole()) {
      finish(pending, answered(pending, reply.octets()), now);
      return;
    }
    pending.keep(reply, reply.rcode() == Rcode.SERVFAIL ? 1 : 2);
    pending.trouble = peer.upstream + " answered " + Rcode.name(reply.rcode());
    goOn(pending, peer, now);
  }

  private static boolean isAboutEdns(int rcode) {
    return rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP || rcode == Rcode.BADVERS;
  }

  /// A forger who knows neither id nor case is told by the case; a server that does not keep it is asked over a connection.
  private static boolean hasOurCase(Attempt attempt, byte[] message) {
    Pending pending = attempt.pending;
    return attempt.stream
        || pending == null
        || !pending.rule.options().randomCase()
        || !ReplyMessage.hasQuestion(message)
        || attempt.message.isRepeatedExactlyBy(message);
  }

  /// A socket or connection is broken, and with it all attempts it carried. That is one failure of the server, however many there are.
  ///
  /// @param fresh whether nothing had ever come over it; otherwise the server may just have closed a connection it held idle, which
  ///     it may at any time (RFC 7766 §6.2.3), and is asked again
  void lost(List<Attempt> attempts, boolean fresh, String why, long now) {
    boolean counted = !fresh;
    for (Attempt attempt : attempts) {
      if (attempt.state == Attempt.State.OVER) {
        continue;
      }
      attempt.state = Attempt.State.OVER;
      attempt.carrier = null;
      if (attempt.pending == null) {
        counted |= attempt.peer.probe.lost(attempt, now);
        continue;
      }
      if (!counted) {
        health.failed(attempt.peer, now);
        counted = true;
      }
      lost(attempt.pending, attempt.peer, fresh, why, now);
    }
  }

  private void lost(Pending pending, Peer peer, boolean fresh, String why, long now) {
    pending.trouble = peer.upstream + ": " + why;
    if (fresh) {
      pending.endAttempts(peer); // whoever turns us away now will not answer what came before
      goOn(pending, peer, now);
    } else {
      goOnUnlessWaiting(pending, now);
    }
  }

  /// Something is due about a question.
  void due(Pending pending, long now) {
    boolean ends = now >= pending.endsAt();
    boolean waiting = false;
    for (Attempt attempt : pending.attempts) {
      if (attempt.state == Attempt.State.WAITING) {
        if (ends || now >= attempt.lateAt) {
          attempt.late();
          attempt.peer.latency.silent(now - attempt.sent);
          pending.trouble = attempt.peer.upstream + " did not answer in time";
          health.failed(attempt.peer, now);
        } else {
          waiting = true;
        }
      }
    }
    if (ends) {
      giveUp(pending, now);
      return;
    }
    if (now >= pending.hedgeAt) {
      pending.hedgeAt = Deadlines.NEVER;
      if (waiting) {
        hedge(pending, now);
      }
    }
    if (now >= pending.nextAt) {
      askNext(pending, now);
    } else {
      deadlines.set(pending, pending.due());
    }
  }

  private void hedge(Pending pending, long now) {
    Peer other = PeerChoice.next(pending, now, random);
    if (other != null && PeerChoice.isFit(pending, other) && pending.rule.hedges.spend()) {
      events.hedged(pending.attempts.getFirst().peer.upstream);
      boolean _ = send(pending, other, now);
    }
  }

  /// Nothing more is to be had from `peer` for this question.
  private void goOn(Pending pending, Peer peer, long now) {
    pending.tries[peer.index] = PeerChoice.TRIES;
    goOnUnlessWaiting(pending, now);
  }

  private void goOnUnlessWaiting(Pending pending, long now) {
    for (Attempt attempt : pending.attempts) {
      if (attempt.state == Attempt.State.WAITING) {
        return;
      }
    }
    askNext(pending, now);
  }

  /// Asks whoever is next; with nobody left, waits for those already asked, or gives up.
  private void askNext(Pending pending, long now) {
    for (; ; ) {
      Peer peer = PeerChoice.next(pending, now, random);
      if (peer == null || peer.down && pending.rule.options().failFast()) {
        pending.nextAt = Deadlines.NEVER;
        if (pending.isWaiting()) {
          deadlines.set(pending, pending.due());
        } else {
          giveUp(pending, now);
        }
        return;
      }
      if (send(pending, peer, now)) {
        deadlines.set(pending, pending.due());
        return;
      }
    }
  }

  /// Asks the same server in another way, which is not counted as another try.
  private void askAgain(Pending pending, Peer peer, long now) {
    pending.tries[peer.index]--;
    if (send(pending, peer, now)) {
      deadlines.set(pending, pending.due());
    } else {
      goOnUnlessWaiting(pending, now);
    }
  }

  /// The same, over a connection; once is enough, whatever else comes by datagram.
  private void askByStream(Pending pending, Peer peer, long now) {
    if (pending.stream) {
      goOn(pending, peer, now);
    } else {
      pending.stream = true;
      askAgain(pending, peer, now);
    }
  }

  private boolean send(Pending pending, Peer peer, long now) {
    boolean edns = peer.wantsEdns(now);
    boolean stream = pending.stream || peer.isStream();
    Attempt attempt =
        new Attempt(
            pending,
            peer,
            edns ? pending.message : pending.message.plain(),
            stream,
            edns,
            now,
            now + patience(peer, stream));
    pending.tries[peer.index]++;
    peer.latency.asked(now);
    String trouble = network.send(attempt);
    if (trouble != null) {
      pending.trouble = peer.upstream + ": " + trouble;
      pending.tries[peer.index] = PeerChoice.TRIES;
      pending.endAttempts(peer);
      health.failed(peer, now);
      return false;
    }
    pending.attempts.add(attempt);
    pending.nextAt = attempt.lateAt;
    return true;
  }

  private static long patience(Peer peer, boolean stream) {
    long least = stream ? 2 * SHORTEST_ATTEMPT : SHORTEST_ATTEMPT;
    return Math.min(peer.rule.attemptTimeout, Math.max(least, 4 * peer.latency.usual()));
  }

  private void giveUp(Pending pending, long now) {
    byte[] poor = pending.poor;
    finish(pending, poor == null ? new Failed(pending.trouble) : answered(pending, poor), now);
  }

  /// Gives the client its own letters back, whatever case was asked or repeated.
  private static OutsideAnswer answered(Pending pending, byte[] octets) {
    if (pending.rule.options().randomCase() || !pending.message.isRepeatedExactlyBy(octets)) {
      int _ = AskedMessage.writeName(pending.question.name(), octets);
    }
    return new Answered(octets, false);
  }

  private void finish(Pending pending, OutsideAnswer answer, long now) {
    for (Attempt attempt : pending.attempts) {
      if (attempt.state == Attempt.State.WAITING) {
        health.overtaken(attempt, now);
      }
      attempt.over();
    }
    deadlines.remove(pending);
    pending.rule.underWay--;
    try {
      pending.deliver(answer);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a receiver of answers threw", bug);
    }
  }
}
