package io.binnacle.app;

import io.binnacle.model.meta.Cidr;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything `binnacle proxy` can be told, checked.
///
/// @param kubeconfig leads to the API whose Services are served
/// @param context which of its contexts; empty for the current one
/// @param nodeName the Node whose proxy this is
/// @param podCidrs the ranges of Pod addresses; empty if unknown
/// @param serviceCidrs the ranges of Service addresses; empty if unknown
/// @param mode what carries the traffic
/// @param table the name of the nftables tables
/// @param metrics where `/metrics`, `/healthz` and `/livez` are answered; null for nowhere
public record ProxyConfig(
    Path kubeconfig,
    String context,
    String nodeName,
    List<Cidr> podCidrs,
    List<Cidr> serviceCidrs,
    Mode mode,
    String table,
    @Nullable InetSocketAddress metrics) {
  /// What carries traffic to Services.
  public enum Mode {
    /// nftables as root; sockets where all Service addresses are on loopback.
    auto,
    /// The kernel.
    nftables,
    /// Sockets of this process.
    userspace
  }
}
