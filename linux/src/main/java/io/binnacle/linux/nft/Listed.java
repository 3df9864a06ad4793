package io.binnacle.linux.nft;

import java.util.List;

/// What the kernel has under one table: enough to see whether it is whole and to name its rules. Elements are listed set by
/// set, with [Nft#elements].
/// @param comment the table's, as it was made
/// @param chains in the order they were made
/// @param rules chain by chain, in the order they run
/// @param sets names of sets and maps, in the order they were made; none without a name (anonymous) are counted
public record Listed(
    TableId table,
    long handle,
    String comment,
    List<String> chains,
    List<ListedRule> rules,
    List<String> sets) {

  /// @param handle the kernel's number for it, unique within the table; what [Command.DeleteRule] wants
  /// @param comment empty for none
  /// @param expressions the names of what it is made of, as `payload`, `lookup`, `nat`
  public record ListedRule(String chain, long handle, String comment, List<String> expressions) {}

  public Listed {
    chains = List.copyOf(chains);
    rules = List.copyOf(rules);
    sets = List.copyOf(sets);
  }

  /// The rules of one chain.
  public List<ListedRule> rulesOf(String chain) {
    return rules.stream().filter(r -> r.chain().equals(chain)).toList();
  }
}
