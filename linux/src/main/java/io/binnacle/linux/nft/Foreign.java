package io.binnacle.linux.nft;

/// Something [RuleWriter] would not have written.
final class Foreign extends RuntimeException {
  private static final long serialVersionUID = 1;

  Foreign() {
    super(null, null, false, false);
  }
}
