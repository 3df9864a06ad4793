package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import org.jspecify.annotations.Nullable;

/// Finds out whether what one server is asked comes back to us: asks it for a name nobody else can know and sees whether we are
/// asked for it. Often at first, since the servers may start together, then rarely; again when questions pile up. One thread.
final class LoopCheck extends Deadlines.Deadline {
  static final long FIRST_PAUSE = 2_000_000_000L;
  static final long LONGEST_PAUSE = 600_000_000_000L;
  static final long PAUSE_IN_LOOP = 30_000_000_000L;

  /// Not more often than this, however many questions pile up.
  private static final long SHORTEST_PAUSE = 10_000_000_000L;

  private static final int HINFO = 13;

  private final Peer peer;
  private final PeerHealth health;
  private @Nullable Attempt attempt;
  private @Nullable DnsName token;
  private boolean seen;
  private long asked;
  private long nextAt;
  private long pause = FIRST_PAUSE;

  LoopCheck(Peer peer, PeerHealth health) {
    this.peer = peer;
    this.health = health;
  }

  /// Begins.
  void start(long now) {
    nextAt = now;
    health.deadlines.set(this, now);
  }

  /// Too much is under way, which may be the same few questions going round.
  void suspect(long now) {
    if (now - asked >= SHORTEST_PAUSE) {
      ask(now);
    }
  }

  /// We were asked for `name`, a token of this check.
  void cameBack(DnsName name, long now) {
    if (name.equals(token)) {
      seen = true;
      if (!peer.looping) {
        health.loops(peer, true);
      }
      nextAt = now + PAUSE_IN_LOOP;
      health.deadlines.set(this, nextAt);
    }
  }

  @Override
  void passed(long now) {
    if (now < nextAt) {
      endAttempt(); // whether it was answered is no matter; the token stays good
      health.deadlines.set(this, nextAt);
    } else {
      ask(now);
    }
  }

  private void ask(long now) {
    end();
    if (peer.looping && !seen) {
      health.loops(peer, false);
      pause = FIRST_PAUSE;
    }
    seen = false;
    asked = now;
    token = health.tokens.issue(this, peer.rule.suffix());
    if (token != null) {
      attempt = health.probe(peer, new OutsideQuestion(token, HINFO, false, false, false), now);
    }
    nextAt = now + (peer.looping ? PAUSE_IN_LOOP : pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    health.deadlines.set(this, attempt == null ? nextAt : Math.min(nextAt, attempt.lateAt));
  }

  void stop() {
    end();
    health.deadlines.remove(this);
  }

  private void end() {
    endAttempt();
    if (token != null) {
      health.tokens.withdraw(token);
      token = null;
    }
  }

  private void endAttempt() {
    if (attempt != null) {
      attempt.over();
      attempt = null;
    }
  }
}
