package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import java.util.ArrayList;
import java.util.List;

/// One [ForwardRule] at work. One thread.
final class Rule {
  final ForwardRule given;
  final List<Peer> peers;
  final HedgeBudget hedges = new HedgeBudget();
  final long queryTimeout;
  final long attemptTimeout;
  private final String suffixKey;

  /// Questions under way.
  int underWay;

  /// Whose turn it is.
  int turn;

  Rule(ForwardRule given, PeerHealth health) {
    this.given = given;
    List<Peer> made = new ArrayList<>();
    for (Upstream upstream : given.upstreams()) {
      made.add(new Peer(upstream, this, made.size(), health));
    }
    this.peers = List.copyOf(made);
    this.queryTimeout = given.options().queryTimeout().toNanos();
    this.attemptTimeout = given.options().attemptTimeout().toNanos();
    this.suffixKey = given.suffix().key();
  }

  DnsName suffix() {
    return given.suffix();
  }

  ForwardOptions options() {
    return given.options();
  }

  /// Whether none of its servers is well.
  boolean isBroken() {
    for (Peer peer : peers) {
      if (!peer.down && !peer.looping) {
        return false;
      }
    }
    return true;
  }

  /// Whether it is for a name. The text is compared first; a label may hold what looks like the suffix, so labels have the
  /// last word.
  boolean isFor(DnsName name) {
    return suffixKey.isEmpty() || name.key().endsWith(suffixKey) && name.isUnder(given.suffix());
  }
}
