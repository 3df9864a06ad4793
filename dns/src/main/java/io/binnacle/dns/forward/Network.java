package io.binnacle.dns.forward;

import org.jspecify.annotations.Nullable;

/// What the decisions need of the network. The outcome is told to [Dispatcher#replied] or [Dispatcher#lost].
interface Network {
  /// Sends a message under an id nobody can guess. Never calls back before it returns.
  ///
  /// @return null, or why it could not be sent
  @Nullable String send(Attempt attempt);
}
