package io.binnacle.store;

/// The revision asked for is older than what the store keeps.
public final class CompactedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long wanted;
  private final long oldest;

  /// @param wanted the revision asked for
  /// @param oldest the oldest one that can be served
  public CompactedException(long wanted, long oldest) {
    super("revision " + wanted + " is compacted, the oldest kept is " + oldest);
    this.wanted = wanted;
    this.oldest = oldest;
  }

  /// The revision asked for.
  public long wanted() {
    return wanted;
  }

  /// The oldest revision that can be served.
  public long oldest() {
    return oldest;
  }
}
