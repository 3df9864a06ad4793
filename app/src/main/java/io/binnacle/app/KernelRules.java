package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.TableId;
import io.binnacle.proxy.run.NftSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// This machine's nftables rules, as far as this process may change them.
final class KernelRules {
  private KernelRules() {}

  /// Opens the kernel's door.
  ///
  /// @throws CommandFailure if this process may not change rules, or there are none
  static NftSink open() {
    NftSink sink;
    try {
      sink = NftSink.open(null);
    } catch (UnsupportedOperationException | IOException e) {
      throw notHere(e);
    }
    try {
      // Opening is free for everybody, asking is not.
      sink.list(new TableId(Family.IP, "binnacle"));
      return sink;
    } catch (IOException e) {
      sink.close();
      throw notHere(e);
    }
  }

  private static CommandFailure notHere(Exception why) {
    return new CommandFailure(
        "cannot change this machine's nftables rules: "
            + why.getMessage()
            + "; it needs root (CAP_NET_ADMIN) and a kernel with nf_tables",
        why);
  }

  /// Takes the tables of this name away.
  ///
  /// @return those that were there
  /// @throws CommandFailure if this process may not
  static List<TableId> remove(String name) throws IOException {
    try (NftSink sink = open()) {
      List<TableId> there = new ArrayList<>();
      for (Family family : List.of(Family.IP, Family.IP6)) {
        TableId id = new TableId(family, name);
        if (sink.list(id).isPresent()) {
          there.add(id);
        }
      }
      if (!there.isEmpty()) {
        sink.apply(there.stream().map(id -> (Command) new Command.DestroyTable(id)).toList());
      }
      return there;
    }
  }

  /// `ip binnacle and ip6 binnacle`.
  static String names(List<TableId> tables) {
    return String.join(" and ", tables.stream().map(TableId::toString).toList());
  }
}
