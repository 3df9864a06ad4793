package io.binnacle.app.doctor;

import io.binnacle.app.HostName;
import io.binnacle.app.StatusFile;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.kernel.KernelTables;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.node.containerd.ContainerdPaths;
import io.binnacle.proxy.plan.ThisNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules in this machine's kernel, as evidence.
///
/// @param seen the evidence, with the rules if they could be read
/// @param why why they were not read; empty if they were, or if nobody wanted them
public record LocalRules(Evidence seen, String why) {
  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");
  private static final String IN_KERNEL = "by nftables";

  /// Adds them.
  ///
  /// @param table the proxy's table if somebody asked for it by name; empty for that of the instance
  /// @param asked whether somebody asked; if not, only what can be read without trouble is
  /// @param dataDir where an instance of this machine would be
  /// @param ofInstance whether the cluster is the instance that runs there
  public static LocalRules add(
      Evidence seen, String table, boolean asked, Path dataDir, boolean ofInstance)
      throws IOException {
    StatusFile status = ofInstance ? StatusFile.read(dataDir) : null;
    boolean own = status != null && status.services().startsWith(IN_KERNEL);
    String name = !table.isEmpty() ? table : own ? ContainerdPaths.of(dataDir).network() : "";
    if (name.isEmpty()) {
      return new LocalRules(
          seen,
          asked
              ? "no proxy of this machine is known to keep rules; say its table: --rules binnacle-proxy"
              : "");
    }
    try {
      return new LocalRules(seen.with(KernelTables.read(name, here(seen))), "");
    } catch (IOException | UnsupportedOperationException e) {
      return new LocalRules(seen, asked ? "the kernel's rules: " + e.getMessage() : "");
    }
  }

  /// This machine as a node of the cluster.
  private static ThisNode here(Evidence seen) {
    String name = HostName.asNodeName();
    NodeView node = node(seen, name);
    List<IpAddress> own = new ArrayList<>();
    if (node != null) {
      for (String text : node.addresses("InternalIP")) {
        IpAddress address = IpAddress.parse(text);
        if (address != null) {
          own.add(address);
        }
      }
    }
    List<IpAddress> answering = new ArrayList<>(own);
    answering.add(LOOPBACK);
    return new ThisNode(name, node == null ? "" : node.zone(), own, answering);
  }

  private static @Nullable NodeView node(Evidence seen, String name) {
    for (Obj object : seen.glimpse(ResourceName.NODES)) {
      NodeView node = NodeView.of(object);
      if (node.name().equals(name)) {
        return node;
      }
    }
    return null;
  }
}
