package io.binnacle.dns.forward;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who is asked next.
final class PeerChoice {
  /// How often one server is asked one question at most.
  static final int TRIES = 2;

  private PeerChoice() {}

  /// Of those that may still be asked: one that is up before one that is down, one that was asked less often before the others, and
  /// then as the policy says.
  ///
  /// @return null if nobody is left
  static @Nullable Peer next(Pending pending, long now, RandomGenerator random) {
    List<Peer> peers = pending.rule.peers;
    Peer best = null;
    int bestRank = Integer.MAX_VALUE;
    double bestValue = 0;
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      if (pending.tries[i] >= TRIES || peer.looping) {
        continue;
      }
      int rank = (peer.down ? TRIES : 0) + pending.tries[i];
      if (rank > bestRank) {
        continue;
      }
      double value =
          switch (pending.rule.options().policy()) {
            case LATENCY -> peer.latency.score(now);
            case SEQUENTIAL -> i;
            case ROUND_ROBIN -> Math.floorMod(i - pending.turn, peers.size());
            case RANDOM -> random.nextDouble();
          };
      if (best == null || rank < bestRank || value < bestValue) {
        best = peer;
        bestRank = rank;
        bestValue = value;
      }
    }
    return best;
  }

  /// Whether one more may be asked just for the first one's being late: only somebody new who is well.
  static boolean isFit(Pending pending, Peer peer) {
    return !peer.down && pending.tries[peer.index] == 0;
  }
}
