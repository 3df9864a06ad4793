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

  /// So often another one is quicker before we look whether a server is there at all.
  private static final int OVERTAKEN = 3;

  private static final int QR_OPCODE = 0xf8;
  private static final int REPLY = 0x80;

  final Deadlines deadlines = new Deadlines();
  final LoopTokens tokens;
  private final List<Rule> rules;
  private final Network network;
  private final RandomGenerator random;
  private final ForwardEvents events;

  Dispatcher(ForwardConfig config, Network network, RandomGenerator random, ForwardEvents events) {
    this.network = network;
    this.random = random;
    this.events = events;
    this.tokens = new LoopTokens(random);
    this.rules = config.rules().stream().map(r -> new Rule(r, this)).toList();
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
        peer.loopCheck.end();
        deadlines.remove(peer.loopCheck);
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
    if (attempt.state == Attempt.State.OVER || !isReply(attempt.message, message)) {
      return false;
    }
    boolean late = attempt.state == Attempt.State.LATE;
    attempt.over();
    Peer peer = attempt.peer;
    alive(peer);
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
    } else if (reply.truncated() && !attempt.stream || !hasOurCase(attempt, message)) {
      pending.keep(reply.octets(), 0);
      pending.stream = true;
      askAgain(pending, peer, now);
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
    boolean whole = ReplyMessage.hasQuestion(reply.octets()) && reply.rcode() < Rcode.BADVERS;
    if (whole && !poor) {
      finish(pending, answered(pending, reply.octets()), now);
      return;
    }
    if (whole) {
      pending.keep(reply.octets(), reply.rcode() == Rcode.SERVFAIL ? 1 : 2);
    }
    pending.trouble = peer.upstream + " answered " + Rcode.name(reply.rcode());
    goOn(pending, peer, now);
  }

  private static boolean isReply(AskedMessage asked, byte[] message) {
    if (message.length < AskedMessage.HEADER || (message[2] & QR_OPCODE) != REPLY) {
      return false;
    }
    int rcode = Rcode.of(message);
    return ReplyMessage.hasQuestion(message)
        ? asked.isRepeatedBy(message)
        : rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN;
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

  /// An attempt's socket or connection is broken.
  ///
  /// @param fresh whether nothing had ever come over it; otherwise the server may just have closed a connection it held idle, which
  ///     it may at any time (RFC 7766 §6.2.3), and is asked again
  void lost(Attempt attempt, boolean fresh, String why, long now) {
    if (attempt.state == Attempt.State.OVER) {
      return;
    }
    attempt.state = Attempt.State.OVER;
    attempt.carrier = null;
    Peer peer = attempt.peer;
    Pending pending = attempt.pending;
    if (pending == null) {
      peer.probe.lost(attempt, now);
      return;
    }
    pending.trouble = peer.upstream + ": " + why;
    if (!fresh) {
      goOnUnlessWaiting(pending, now);
      return;
    }
    failed(peer, now);
    goOn(pending, peer, now);
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
          failed(attempt.peer, now);
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
      failed(peer, now);
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

  /// Asks a server something of our own; the caller ends it at [Attempt#lateAt].
  ///
  /// @return null if it could not be sent
  @Nullable Attempt probe(Peer peer, OutsideQuestion question, long now) {
    boolean edns = peer.wantsEdns(now);
    AskedMessage message = AskedMessage.of(question, false, random);
    long lateAt = now + Math.min(peer.rule.attemptTimeout, 2 * SHORTEST_ATTEMPT);
    Attempt attempt =
        new Attempt(
            null, peer, edns ? message : message.plain(), peer.isStream(), edns, now, lateAt);
    return network.send(attempt) == null ? attempt : null;
  }

  void probeFailed(Peer peer, long now) {
    events.healthCheckFailed(peer.upstream);
    failed(peer, now);
  }

  private void failed(Peer peer, long now) {
    events.failed(peer.upstream);
    peer.failures++;
    int most = peer.rule.options().maxFails();
    if (most == 0) {
      return;
    }
    if (peer.failures >= most && !peer.down) {
      peer.down = true;
      events.health(peer.upstream, false);
      LOG.log(Level.WARNING, "upstream DNS {0} does not answer; others are asked", peer.upstream);
    }
    peer.probe.start(now);
  }

  /// Anything a server says shows that it is there, SERVFAIL too: that one may be a matter of the name, and lowers its rank.
  private void alive(Peer peer) {
    peer.failures = 0;
    peer.overtaken = 0;
    peer.probe.stop();
    if (peer.down) {
      peer.down = false;
      events.health(peer.upstream, true);
      LOG.log(Level.INFO, "upstream DNS {0} answers again", peer.upstream);
    }
  }

  void loops(Peer peer, boolean looping) {
    peer.looping = looping;
    events.loop(peer.upstream, peer.rule.suffix(), looping);
    if (looping) {
      LOG.log(
          Level.WARNING,
          "a loop: what upstream DNS {0} is asked about {1} comes back to this server. It is not asked any more until that"
              + " ends. Name another server for {1}; if it stands in a resolv.conf, give the file of the node''s real servers.",
          peer.upstream,
          peer.rule.suffix());
    } else {
      LOG.log(Level.INFO, "upstream DNS {0}: the loop is gone", peer.upstream);
    }
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
        Peer slower = attempt.peer;
        slower.latency.silent(now - attempt.sent);
        if (++slower.overtaken >= OVERTAKEN) {
          attempt.late();
          if (slower.rule.options().maxFails() > 0) {
            slower.probe.start(now);
          }
        }
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
