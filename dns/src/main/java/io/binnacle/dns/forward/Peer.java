package io.binnacle.dns.forward;

/// One upstream of one rule, as we know it: how quick it is, whether it answers, what it understands. Rules share nothing, so
/// that trouble with the servers of one is none of another's. One thread.
final class Peer {
  final Upstream upstream;
  final Rule rule;

  /// Its place among those of the rule.
  final int index;

  final Latency latency = new Latency();
  final HealthProbe probe;
  final LoopCheck loopCheck;

  /// Failures since its last answer.
  int failures;

  /// How often in a row another server had answered before it.
  int overtaken;

  boolean down;

  /// What it is asked comes back to us.
  boolean looping;

  /// Until then it is asked without EDNS.
  long plainUntil;

  Peer(Upstream upstream, Rule rule, int index, PeerHealth health) {
    this.upstream = upstream;
    this.rule = rule;
    this.index = index;
    this.probe = new HealthProbe(this, health);
    this.loopCheck = new LoopCheck(this, health);
  }

  boolean isStream() {
    return upstream.protocol() != Upstream.Protocol.UDP;
  }

  boolean wantsEdns(long now) {
    return now >= plainUntil;
  }
}
