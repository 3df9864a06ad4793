package io.binnacle.dns.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One question under way. One thread.
final class Pending extends Deadlines.Deadline {
  final OutsideQuestion question;
  final Rule rule;
  final AskedMessage message;
  final long begun;
  final List<Attempt> attempts = new ArrayList<>(2);

  /// How often each server was asked, by its place in the rule.
  final byte[] tries;

  /// The place the round begins at.
  final int turn;

  /// Over connections from now on.
  boolean stream;

  /// When a second server is asked for the first one's being late.
  long hedgeAt = Deadlines.NEVER;

  /// When the next server is asked for the last one's not answering.
  long nextAt = Deadlines.NEVER;

  /// The best of what is not good enough, sent if nothing better comes.
  byte @Nullable [] poor;

  /// How bad it is; lower is better.
  int poorness = Integer.MAX_VALUE;

  /// What went wrong last, for the log.
  String trouble = "nobody could be asked";

  private final Consumer<OutsideAnswer> out;
  private final Dispatcher dispatcher;

  Pending(
      OutsideQuestion question,
      Consumer<OutsideAnswer> out,
      Rule rule,
      AskedMessage message,
      long begun,
      Dispatcher dispatcher) {
    this.question = question;
    this.out = out;
    this.rule = rule;
    this.message = message;
    this.begun = begun;
    this.tries = new byte[rule.peers.size()];
    this.turn = rule.turn++;
    this.stream = question.overTcp() && !rule.options().preferUdp();
    this.dispatcher = dispatcher;
  }

  long endsAt() {
    return begun + rule.queryTimeout;
  }

  /// When something has to be done about it next.
  long due() {
    return Math.min(endsAt(), Math.min(hedgeAt, nextAt));
  }

  boolean isWaiting() {
    for (Attempt attempt : attempts) {
      if (attempt.state != Attempt.State.OVER) {
        return true;
      }
    }
    return false;
  }

  /// Nothing is to be expected of this server any more.
  void endAttempts(Peer peer) {
    for (Attempt attempt : attempts) {
      if (attempt.peer == peer) {
        attempt.over();
      }
    }
  }

  /// Keeps a reply that is passed on only if no better one comes; not if it could not be passed on.
  void keep(ReplyMessage reply, int badness) {
    if (badness < poorness && reply.isWhole()) {
      poor = reply.octets();
      poorness = badness;
    }
  }

  void deliver(OutsideAnswer answer) {
    out.accept(answer);
  }

  @Override
  void passed(long now) {
    dispatcher.due(this, now);
  }
}
