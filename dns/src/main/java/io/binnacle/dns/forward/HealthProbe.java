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
  private final Dispatcher dispatcher;
  private @Nullable Attempt attempt;
  private boolean running;
  private long pause;

  HealthProbe(Peer peer, Dispatcher dispatcher) {
    this.peer = peer;
    this.dispatcher = dispatcher;
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
      dispatcher.deadlines.remove(this);
    }
  }

  /// The attempt could not get through.
  void lost(Attempt broken, long now) {
    if (running && broken == attempt) {
      unanswered(now);
    }
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
    Attempt sent = dispatcher.probe(peer, ROOT_SERVERS, now);
    if (sent == null) {
      unanswered(now);
    } else {
      attempt = sent;
      dispatcher.deadlines.set(this, sent.lateAt);
    }
  }

  private void unanswered(long now) {
    if (attempt != null) {
      attempt.late();
    }
    endAttempt();
    dispatcher.probeFailed(peer, now);
    dispatcher.deadlines.set(this, now + pause);
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
