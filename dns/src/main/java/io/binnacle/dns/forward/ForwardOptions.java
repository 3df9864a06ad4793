package io.binnacle.dns.forward;

import io.binnacle.dns.wire.Rcode;
import java.time.Duration;
import java.util.Set;

/// How the upstreams of one rule are used. Start from [#DEFAULTS] and change what differs.
///
/// @param policy who is asked first
/// @param preferUdp UDP even for clients that came over TCP; a truncated answer is still fetched again over TCP
/// @param randomCase mix the case of the letters asked (draft-vixie-dnsext-dns0x20), which makes answers harder to forge; needs
///     servers that repeat the question as it was
/// @param queryTimeout all that one question may take, 1 ms or more
/// @param attemptTimeout the most to wait for one server before the next is asked as well; waits less where a server is
///     usually quick
/// @param maxConcurrent questions under way, 1 or more; those beyond are refused
/// @param maxFails failures in a row after which a server counts as down; 0 means never
/// @param healthInterval between the first probes of a server that is down; grows up to tenfold while it stays down
/// @param failFast whether to fail at once when all are down, instead of trying one anyway
/// @param failover response codes that make us ask the next server
/// @param idleExpiry how long an unused socket or connection is kept
public record ForwardOptions(
    Policy policy,
    boolean preferUdp,
    boolean randomCase,
    Duration queryTimeout,
    Duration attemptTimeout,
    int maxConcurrent,
    int maxFails,
    Duration healthInterval,
    boolean failFast,
    Set<Integer> failover,
    Duration idleExpiry) {

  /// Latency; 5 s a question, 2 s an attempt; 1000 at once; down after 2 failures, probed every 0.5 s; failover on SERVFAIL and
  /// REFUSED; idle for 10 s.
  public static final ForwardOptions DEFAULTS =
      new ForwardOptions(
          Policy.LATENCY,
          false,
          false,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          1_000,
          2,
          Duration.ofMillis(500),
          false,
          Set.of(Rcode.SERVFAIL, Rcode.REFUSED),
          Duration.ofSeconds(10));

  /// Who is asked first. Servers that are down come last under every policy.
  public enum Policy {
    /// The one that has lately been the quickest; the others are tried again now and then.
    LATENCY,
    /// In the order of the list. Never two at once: the next one is asked when one has failed.
    SEQUENTIAL,
    /// Each in turn.
    ROUND_ROBIN,
    /// Any.
    RANDOM
  }

  /// @throws IllegalArgumentException if a number or a time is out of range
  public ForwardOptions {
    if (maxConcurrent < 1 || maxFails < 0) {
      throw new IllegalArgumentException(
          "max_concurrent "
              + maxConcurrent
              + " (want 1 or more), max_fails "
              + maxFails
              + " (want 0 or more)");
    }
    for (Duration time :
        new Duration[] {queryTimeout, attemptTimeout, healthInterval, idleExpiry}) {
      if (time.toMillis() < 1) {
        throw new IllegalArgumentException("want 1 ms or more, not " + time);
      }
    }
    failover = Set.copyOf(failover);
  }

  /// These, with another policy.
  public ForwardOptions withPolicy(Policy other) {
    return new ForwardOptions(
        other,
        preferUdp,
        randomCase,
        queryTimeout,
        attemptTimeout,
        maxConcurrent,
        maxFails,
        healthInterval,
        failFast,
        failover,
        idleExpiry);
  }

  /// These, with other limits of time.
  public ForwardOptions withTimeouts(Duration query, Duration attempt) {
    return new ForwardOptions(
        policy,
        preferUdp,
        randomCase,
        query,
        attempt,
        maxConcurrent,
        maxFails,
        healthInterval,
        failFast,
        failover,
        idleExpiry);
  }

  /// These, with so many questions at once.
  public ForwardOptions withMaxConcurrent(int other) {
    return new ForwardOptions(
        policy,
        preferUdp,
        randomCase,
        queryTimeout,
        attemptTimeout,
        other,
        maxFails,
        healthInterval,
        failFast,
        failover,
        idleExpiry);
  }

  /// These, with another idea of what is down, and what to do then.
  public ForwardOptions withHealth(int fails, Duration interval, boolean fast) {
    return new ForwardOptions(
        policy,
        preferUdp,
        randomCase,
        queryTimeout,
        attemptTimeout,
        maxConcurrent,
        fails,
        interval,
        fast,
        failover,
        idleExpiry);
  }

  /// These, with other response codes that lead to the next server.
  public ForwardOptions withFailover(Set<Integer> other) {
    return new ForwardOptions(
        policy,
        preferUdp,
        randomCase,
        queryTimeout,
        attemptTimeout,
        maxConcurrent,
        maxFails,
        healthInterval,
        failFast,
        other,
        idleExpiry);
  }

  /// These, with other ways of asking.
  public ForwardOptions withAsking(boolean udpPreferred, boolean caseMixed) {
    return new ForwardOptions(
        policy,
        udpPreferred,
        caseMixed,
        queryTimeout,
        attemptTimeout,
        maxConcurrent,
        maxFails,
        healthInterval,
        failFast,
        failover,
        idleExpiry);
  }

  /// These, with sockets kept for another time.
  public ForwardOptions withIdleExpiry(Duration other) {
    return new ForwardOptions(
        policy,
        preferUdp,
        randomCase,
        queryTimeout,
        attemptTimeout,
        maxConcurrent,
        maxFails,
        healthInterval,
        failFast,
        failover,
        other);
  }
}
