package io.binnacle.dns.forward;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Judges whether servers are there, and whether they lead back to us; asks those in doubt. One thread.
final class PeerHealth {
  private static final Logger LOG = System.getLogger(PeerHealth.class.getName());

  /// So often another one is quicker before we look whether a server is there at all.
  private static final int OVERTAKEN = 3;

  /// How long a probe may take.
  private static final long PATIENCE = 1_000_000_000L;

  final Deadlines deadlines;
  final LoopTokens tokens;
  private final Network network;
  private final RandomGenerator random;
  private final ForwardEvents events;

  PeerHealth(Deadlines deadlines, Network network, RandomGenerator random, ForwardEvents events) {
    this.deadlines = deadlines;
    this.network = network;
    this.random = random;
    this.events = events;
    this.tokens = new LoopTokens(random);
  }

  /// Asks a server something of our own; the caller ends it at [Attempt#lateAt].
  ///
  /// @return null if it could not be sent
  @Nullable Attempt probe(Peer peer, OutsideQuestion question, long now) {
    boolean edns = peer.wantsEdns(now);
    AskedMessage message = AskedMessage.of(question, false, random);
    long lateAt = now + Math.min(peer.rule.attemptTimeout, PATIENCE);
    Attempt attempt =
        new Attempt(
            null, peer, edns ? message : message.plain(), peer.isStream(), edns, now, lateAt);
    return network.send(attempt) == null ? attempt : null;
  }

  /// A probe got no answer.
  void probeFailed(Peer peer, long now) {
    events.healthCheckFailed(peer.upstream);
    failed(peer, now);
  }

  /// A server did not answer, or could not be reached.
  void failed(Peer peer, long now) {
    events.failed(peer.upstream);
    peer.failures++;
    int most = peer.rule.options().maxFails();
    if (most == 0) {
      return;
    }
    if (peer.failures >= most && !peer.down) {
      peer.down = true;
      events.health(peer.upstream, false);
      LOG.log(
          Level.WARNING,
          "upstream DNS {0} does not answer; it is asked last until it does",
          peer.upstream);
    }
    peer.probe.start(now);
  }

  /// Anything a server says shows that it is there, SERVFAIL too: that one may be a matter of the name, and lowers its rank.
  void alive(Peer peer) {
    peer.failures = 0;
    peer.overtaken = 0;
    peer.probe.stop();
    if (peer.down) {
      peer.down = false;
      events.health(peer.upstream, true);
      LOG.log(Level.INFO, "upstream DNS {0} answers again", peer.upstream);
    }
  }

  /// What a server is asked comes back to us, or does so no longer.
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

  /// Another server answered first. Once is chance; again and again may be the only sign that it is dead.
  void overtaken(Attempt slower, long now) {
    Peer peer = slower.peer;
    peer.latency.silent(now - slower.sent);
    if (++peer.overtaken >= OVERTAKEN) {
      slower.late();
      if (peer.rule.options().maxFails() > 0) {
        peer.probe.start(now);
      }
    }
  }
}
