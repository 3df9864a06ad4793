package io.binnacle.linux.nft;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.NetlinkListener;
import io.binnacle.linux.netlink.Wire;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells when somebody else changes or removes a table of ours. Listens to the kernel's news of all tables (there is no way to
/// ask for one), passes over those of others, and over what our own doors did.
public final class NftMonitor implements AutoCloseable {
  private static final int GROUP_NFTABLES = 7;

  /// What one transaction of a quarter of a million elements makes. Taken only while it is queued.
  private static final int QUEUE = 64 << 20;

  private static final int GEN_PROC_PID = 2, GEN_PROC_NAME = 3;

  /// One transaction of somebody else's that touched the table.
  public sealed interface Change {
    /// Something in the table was added, changed or removed.
    /// @param by who, as `nft (pid 1234)`
    record Altered(TableId table, String by) implements Change {}

    /// The table itself was removed; rules and elements with it.
    record Removed(TableId table, String by) implements Change {}

    /// News was lost, or can no longer be heard: anything may have changed.
    record Unknown(String why) implements Change {}
  }

  private final NetlinkListener listener;

  private NftMonitor(NetlinkListener listener) {
    this.listener = listener;
  }

  /// Starts listening.
  /// @param namespace as for [Nft#open(Path)]
  /// @param tables which tables are ours
  /// @param ownPorts [Nft#port] of each door of ours
  /// @param changed called on the monitor's thread, once for each transaction and table; keep it short
  public static NftMonitor start(
      @Nullable Path namespace,
      Set<TableId> tables,
      Set<Integer> ownPorts,
      Consumer<Change> changed)
      throws IOException {
    Hearing hearing = new Hearing(Set.copyOf(tables), Set.copyOf(ownPorts), changed);
    return new NftMonitor(
        NetlinkListener.start(
            Wire.NETLINK_NETFILTER, namespace, QUEUE, "nft-monitor", hearing, GROUP_NFTABLES));
  }

  @Override
  public void close() {
    listener.close();
  }

  /// Gathers what one transaction did until the generation that ends it.
  static final class Hearing implements NetlinkListener.Hearer {
    private final Set<TableId> tables;
    private final Set<Integer> ownPorts;
    private final Consumer<Change> changed;
    private final Set<TableId> altered = new LinkedHashSet<>();
    private final Set<TableId> removed = new LinkedHashSet<>();

    Hearing(Set<TableId> tables, Set<Integer> ownPorts, Consumer<Change> changed) {
      this.tables = tables;
      this.ownPorts = ownPorts;
      this.changed = changed;
    }

    @Override
    public void heard(Message message) {
      if (message.type() >> 8 != Nf.SUBSYS || ownPorts.contains(message.port())) return;
      int kind = message.type() & 0xff;
      if (kind == Nf.NEWGEN) {
        tell(message);
        return;
      }
      TableId table = tableOf(message);
      if (table == null) return;
      (kind == Nf.DELTABLE ? removed : altered).add(table);
    }

    private void tell(Message generation) {
      if (removed.isEmpty() && altered.isEmpty()) return;
      int pid = 0;
      String name = "?";
      Attributes attributes = generation.attributes(Lister.GENMSG);
      while (attributes.next()) {
        switch (attributes.type()) {
          case GEN_PROC_PID -> pid = attributes.be32();
          case GEN_PROC_NAME -> name = attributes.string();
          default -> {}
        }
      }
      String by = name + " (pid " + pid + ")";
      altered.removeAll(removed);
      List<Change> all = new ArrayList<>();
      for (TableId table : removed) all.add(new Change.Removed(table, by));
      for (TableId table : altered) all.add(new Change.Altered(table, by));
      removed.clear();
      altered.clear();
      all.forEach(changed);
    }

    /// The first attribute of every kind of news but the generation is the table's name.
    private @Nullable TableId tableOf(Message message) {
      if (message.body().byteSize() < Lister.GENMSG) return null;
      int family = message.body().get(ValueLayout.JAVA_BYTE, 0) & 0xff;
      Attributes attributes = message.attributes(Lister.GENMSG);
      while (attributes.next()) {
        if (attributes.type() != 1) continue;
        String name = attributes.string();
        for (TableId table : tables)
          if (table.family().number() == family && table.name().equals(name)) return table;
        return null;
      }
      return null;
    }

    @Override
    public void lost() {
      altered.clear();
      removed.clear();
      changed.accept(new Change.Unknown("the kernel had more news than could be queued"));
    }

    @Override
    public void failed(IOException why) {
      changed.accept(new Change.Unknown("no longer listening: " + why.getMessage()));
    }
  }
}
