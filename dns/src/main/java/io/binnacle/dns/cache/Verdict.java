package io.binnacle.dns.cache;

import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.OutsideMessage;
import io.binnacle.dns.wire.Rcode;

/// What a server's message is worth keeping. Pure.
sealed interface Verdict {
  /// It answers the question, for some seconds.
  record Keep(Kind kind, int ttl) implements Verdict {}

  /// The server could not answer; worth remembering for some seconds if nothing better is known.
  record Failure(int ttl) implements Verdict {}

  /// Fit to be passed on, but not to be kept.
  record Pass() implements Verdict {}

  /// The verdict on a message.
  static Verdict on(OutsideMessage message, CacheConfig config) {
    if (message.truncated() || isTransfer(message.type())) {
      return new Pass();
    }
    return switch (message.rcode()) {
      case Rcode.SERVFAIL, Rcode.NOTIMP -> new Failure((int) config.failureTtl().toSeconds());
      case Rcode.NXDOMAIN -> denial(message, config.denial());
      case Rcode.NOERROR ->
          message.reachesType()
              ? keep(Kind.SUCCESS, message.smallestTtl(), config.success())
              : denial(message, config.denial());
      default -> new Pass();
    };
  }

  /// Whether the server knew: the name is there, or it is not. Anything else is a failure to find out (RFC 8767 §5).
  static boolean isKnowledge(OutsideMessage message) {
    return message.rcode() == Rcode.NOERROR || message.rcode() == Rcode.NXDOMAIN;
  }

  private static boolean isTransfer(int type) {
    return type == RrType.AXFR || type == RrType.IXFR;
  }

  /// Without an SOA record nobody says how long (RFC 2308 §5).
  private static Verdict denial(OutsideMessage message, CacheConfig.Share share) {
    long bound = message.negativeTtl();
    return bound < 0
        ? new Pass()
        : keep(Kind.DENIAL, Math.min(bound, message.smallestTtl()), share);
  }

  private static Verdict keep(Kind kind, long ttl, CacheConfig.Share share) {
    int seconds = Math.clamp(ttl, share.minTtl(), share.maxTtl());
    return seconds == 0 || share.capacity() == 0 ? new Pass() : new Keep(kind, seconds);
  }
}
