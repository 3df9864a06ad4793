package io.binnacle.model.tree;

/// A JSON number without fraction or exponent that fits 64 bits: what nearly every Kubernetes number is.
public record Int(long value) implements Value {
  private static final Int[] SMALL = small();

  /// A tree number of `value`; small ones are shared.
  public static Int of(long value) {
    return value >= -1 && value < SMALL.length - 1 ? SMALL[(int) value + 1] : new Int(value);
  }

  private static Int[] small() {
    Int[] all = new Int[1026];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Int(i - 1L);
    }
    return all;
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
