package io.binnacle.model.tree;

import java.math.BigDecimal;

/// Any other JSON number, kept exactly as it was written so that nothing is lost between read and write.
public record Real(BigDecimal value) implements Value {
  @Override
  public String toString() {
    return value.toString();
  }
}
