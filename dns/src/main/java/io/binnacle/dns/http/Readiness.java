package io.binnacle.dns.http;

import java.util.List;
import java.util.function.Supplier;

/// Whether clients may be sent here. Once ready it stays so, through an outage of the API too, until it is leaving. Any thread.
public final class Readiness {
  private final Supplier<List<String>> missing;
  private volatile boolean wasReady;
  private volatile boolean leaving;

  /// @param missing what is not there yet, a line each: `endpointslices: not listed yet (403: …)`
  public Readiness(Supplier<List<String>> missing) {
    this.missing = missing;
  }

  /// Shutdown has begun: not ready from now on, while queries are still answered.
  public void leave() {
    leaving = true;
  }

  /// What is missing, a line each; empty when ready.
  public List<String> missing() {
    if (leaving) {
      return List.of("shutting down");
    }
    if (wasReady) {
      return List.of();
    }
    List<String> now = List.copyOf(missing.get());
    wasReady = now.isEmpty();
    return now;
  }
}
