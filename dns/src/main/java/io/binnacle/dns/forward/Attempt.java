package io.binnacle.dns.forward;

import org.jspecify.annotations.Nullable;

/// One message to one server, from sending until its reply came, its connection broke, or nobody waits any more. One thread.
final class Attempt {
  /// Where it stands.
  enum State {
    /// No reply yet, and it is not yet time to give up hope.
    WAITING,
    /// So late that another server is asked; a reply is still welcome.
    LATE,
    /// Over. Nothing will come of it.
    OVER
  }

  /// What carries it, as far as it has to be known: how to let go.
  interface Carrier {
    /// A reply to this id is of no use from now on.
    void forget(int id);

    /// No reply came in good time. If nothing at all has come since it was sent, what carries it may be dead: a connection whose
    /// other end is gone without a word, or a path that forgot us.
    void late(Attempt attempt);
  }

  /// Whose question it is; null for a probe.
  final @Nullable Pending pending;

  final Peer peer;
  final AskedMessage message;

  /// Over a connection rather than by datagram.
  final boolean stream;

  final boolean edns;
  final long sent;
  final long lateAt;
  State state = State.WAITING;

  /// Set by the network while it carries this.
  @Nullable Carrier carrier;

  int id;

  Attempt(
      @Nullable Pending pending,
      Peer peer,
      AskedMessage message,
      boolean stream,
      boolean edns,
      long sent,
      long lateAt) {
    this.pending = pending;
    this.peer = peer;
    this.message = message;
    this.stream = stream;
    this.edns = edns;
    this.sent = sent;
    this.lateAt = lateAt;
  }

  /// Nobody hopes for a reply in good time any more.
  void late() {
    state = State.LATE;
    if (carrier != null) {
      carrier.late(this);
    }
  }

  /// Ends it; a reply will not be looked at.
  void over() {
    state = State.OVER;
    Carrier carrying = carrier;
    if (carrying != null) {
      carrier = null;
      carrying.forget(id);
    }
  }
}
