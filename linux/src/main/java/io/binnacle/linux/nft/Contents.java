package io.binnacle.linux.nft;

import java.util.List;

/// All that the kernel has under one table, rules included, read back into the words it was written in.
///
/// What these words cannot say (a stranger's rule) stands there as a counter with a comment that names the kernel's expressions.
/// @param comment the table's, as it was made
/// @param chains in the order they were made
/// @param sets those with names, in the order they were made
public record Contents(TableId table, String comment, List<ChainOf> chains, List<SetOf> sets) {

  /// A chain and its rules, in the order they run.
  public record ChainOf(Chain chain, List<Rule> rules) {
    public ChainOf {
      rules = List.copyOf(rules);
    }
  }

  /// A set or map and its elements, sorted by key.
  public record SetOf(NftSet set, List<Element> elements) {
    public SetOf {
      elements = List.copyOf(elements);
    }
  }

  public Contents {
    chains = List.copyOf(chains);
    sets = List.copyOf(sets);
  }
}
