package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import org.jspecify.annotations.Nullable;

/// Asks a server in doubt for the servers of the root until it says anything at all; less and less often. One thread.
final class HealthProbe extends Deadlines.Deadline {
  private static final OutsideQuestion ROOT_SERVERS =
      new OutsideQuestion(DnsName.ROOT, RrType.NS, false, false, false);

  /// How much longer the pauses become each time, and how long at most, in multiples of the first.
  static final double GROWTH = 1.5;

  static final int LONGEST = 10;

  private final Peer peer;
  private final PeerHealth health;
  private @Nullable Attempt attempt;
  private boolean running;
  private long pause;

  HealthProbe(Peer peer, PeerHealth health) {
    this.peer = peer;
    this.health = health;
  }

  /// Begins, unless it is at it.
  void start(long now) {
    if (!running) {
      running = true;
      pause = first();
      ask(now);
    }
  }

  /// The server has said something.
  void stop() {
    if (running) {
      running = false;
      endAttempt();
      health.deadlines.remove(this);
    }
  }

  /// An attempt could not get through.
  ///
  /// @return whether it was this probe's
  boolean lost(Attempt broken, long now) {
    boolean ours = running && broken == attempt;
    if (ours) {
      unanswered(now);
    }
    return ours;
  }

  @Override
  void passed(long now) {
    if (attempt == null) {
      ask(now);
    } else {
      unanswered(now);
    }
  }

  private void ask(long now) {
    Attempt sent = health.probe(peer, ROOT_SERVERS, now);
    if (sent == null) {
      unanswered(now);
    } else {
      attempt = sent;
      health.deadlines.set(this, sent.lateAt);
    }
  }

  private void unanswered(long now) {
    if (attempt != null) {
      attempt.late();
    }
    endAttempt();
    health.probeFailed(peer, now);
    health.deadlines.set(this, now + pause);
    pause = Math.min((long) (pause * GROWTH), first() * LONGEST);
  }

  private long first() {
    return peer.rule.options().healthInterval().toNanos();
  }

  private void endAttempt() {
    if (attempt != null) {
      attempt.over();
      attempt = null;
    }
  }
}
