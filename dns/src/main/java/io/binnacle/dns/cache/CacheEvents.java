package io.binnacle.dns.cache;

/// Hears what the cache does, for counting. Any thread; must not block.
public interface CacheEvents {
  /// Hears nothing.
  CacheEvents NONE = new CacheEvents() {};

  /// A question was answered from memory.
  default void hit(Kind kind) {}

  /// A question was not in memory, or no longer good.
  default void miss() {}

  /// Another server was asked before an answer expired, or behind an old one that was given.
  default void prefetch() {}

  /// Another server's message was malformed or answered another question.
  default void dropped() {}

  /// An answer was given that had outlived its TTL.
  default void servedStale() {}

  /// An answer was forgotten for want of room.
  default void evicted(Kind kind) {}
}
