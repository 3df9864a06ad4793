package io.binnacle.app;

import io.binnacle.model.meta.Cidr;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// Everything `binnacle up` can be told, checked.
///
/// @param dataDir where state, keys, status and logs live; one instance at a time
/// @param kubeconfig where the kubeconfig for kubectl is written
/// @param apiPort the API's port on 127.0.0.1, 0 for any free one
/// @param dnsListen where the DNS listens, UDP and TCP; port 0 for any free one
/// @param dnsUpstream who is asked for names outside the cluster, in this order; empty for nobody
/// @param dnsPods which Pod address records the DNS serves
/// @param clusterDomain the DNS domain of the cluster, without trailing dot
/// @param serviceCidrs one or two ranges of Service addresses, of different families
/// @param podCidr the range Pods get their addresses from, one /24 a node
/// @param proxy what carries traffic to Services
/// @param runtime what runs Pods
/// @param nodes how many simulated nodes, ≥ 0; a real node is always one, this machine
/// @param storage durable, or in memory for throw-away instances
public record UpConfig(
    Path dataDir,
    Path kubeconfig,
    int apiPort,
    InetSocketAddress dnsListen,
    List<InetSocketAddress> dnsUpstream,
    DnsPods dnsPods,
    String clusterDomain,
    List<Cidr> serviceCidrs,
    Cidr podCidr,
    Proxy proxy,
    PodRuntime runtime,
    int nodes,
    Storage storage) {

  /// Which names `<a>-<b>-<c>-<d>.<ns>.pod.<domain>` are answered.
  public enum DnsPods {
    /// None.
    disabled,
    /// Any address, whether or not a Pod has it, as a default cluster does.
    insecure,
    /// Addresses that a Pod of the namespace has.
    verified
  }

  /// What carries traffic to Services.
  public enum Proxy {
    /// nftables with containers, userspace where all Service addresses are on loopback, else none.
    auto,
    /// The kernel.
    nftables,
    /// Sockets of this process, on Service addresses in 127.0.0.0/8.
    userspace,
    /// Nothing: addresses are given out and named, and lead nowhere.
    none
  }

  /// What runs Pods.
  public enum PodRuntime {
    /// Containers where this machine can run them, else simulated.
    auto,
    /// Containers, by a containerd of our own.
    containerd,
    /// Nothing: Pods exist in the API only and follow a script.
    simulated
  }

  /// Where objects are kept.
  public enum Storage {
    /// In `dataDir`, surviving `kill -9`.
    sqlite,
    /// In memory: gone with the process.
    memory
  }
}
