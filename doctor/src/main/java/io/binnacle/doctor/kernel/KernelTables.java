package io.binnacle.doctor.kernel;

import io.binnacle.doctor.evidence.Rules;
import io.binnacle.linux.nft.Chain.Priority;
import io.binnacle.linux.nft.Contents;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.Hooked;
import io.binnacle.linux.nft.Nft;
import io.binnacle.linux.nft.TableId;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.TableState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the tables of a proxy of ours on this machine, and what others have put in front of them.
public final class KernelTables {
  private static final List<Family> FAMILIES = List.of(Family.IP, Family.IP6);
  private static final Set<String> FIRST_HOOKS = Set.of("prerouting", "output");

  private KernelTables() {}

  /// Reads them.
  ///
  /// @param table the name of the proxy's tables
  /// @param node the node this machine is
  /// @throws IOException if this process may not, or something changes faster than it can be read
  /// @throws UnsupportedOperationException where there is no nf_tables
  public static Rules read(String table, ThisNode node) throws IOException {
    return read(table, node, null, localAddresses());
  }

  /// Reads them in another network namespace.
  ///
  /// @param namespace a path such as `/run/netns/x`; null for this process's own
  /// @param local the addresses of the machine
  static Rules read(String table, ThisNode node, @Nullable Path namespace, Set<IpAddress> local)
      throws IOException {
    try (Nft nft = Nft.open(namespace)) {
      List<TableState> tables = new ArrayList<>();
      for (Family family : FAMILIES) {
        Optional<Contents> found = nft.read(new TableId(family, table));
        found.ifPresent(contents -> tables.add(TableState.of(contents)));
      }
      return new Rules(node, local, tables, foreign(table, nft.hooked()));
    }
  }

  /// Chains of others that meet a packet before ours do, if they have any rule.
  static List<String> foreign(String table, List<Hooked> chains) {
    return chains.stream()
        .filter(c -> !c.table().equals(table) && c.rules() > 0)
        .filter(c -> FIRST_HOOKS.contains(c.hook()) && c.priority() < Priority.DSTNAT)
        .map(c ->
            "table %s %s, chain %s (%s, %s, %d)"
                .formatted(c.family(), c.table(), c.chain(), c.type(), c.hook(), c.priority()))
        .sorted()
        .toList();
  }

  private static Set<IpAddress> localAddresses() throws IOException {
    Set<IpAddress> out = new HashSet<>();
    Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
    while (interfaces.hasMoreElements()) {
      Enumeration<InetAddress> addresses = interfaces.nextElement().getInetAddresses();
      while (addresses.hasMoreElements()) {
        out.add(IpAddress.ofBytes(addresses.nextElement().getAddress()));
      }
    }
    return out;
  }
}
