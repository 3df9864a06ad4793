package io.binnacle.linux.nft;

import java.util.EnumSet;
import java.util.Set;

/// A table to add. Adding one that exists changes nothing.
/// @param comment shown by `nft list`; empty for none. The kernel keeps it from the first `add` on.
public record Table(TableId id, Set<Flag> flags, String comment) {

  /// `NFT_TABLE_F_*`.
  public enum Flag {
    /// Its chains are not hooked in.
    DORMANT(1, "dormant"),
    /// Nobody else may change it, `flush ruleset` passes it by, and it **vanishes when the socket that made it closes**,
    /// unless it is persistent too. See decision 0010.
    OWNER(2, "owner"),
    /// Survives its owner (Linux 6.9), and may then be claimed by another.
    PERSIST(4, "persist");

    final int bit;
    final String text;

    Flag(int bit, String text) {
      this.bit = bit;
      this.text = text;
    }
  }

  public Table {
    flags = flags.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(flags));
    Names.checkComment(comment);
  }

  public static Table of(TableId id) {
    return new Table(id, Set.of(), "");
  }

  public Table withComment(String text) {
    return new Table(id, flags, text);
  }
}
