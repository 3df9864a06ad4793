package io.binnacle.node.containerd;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// How a Pod gets its network: a veth pair to a bridge of ours, and an address out of the node's ranges. Nothing is
/// masqueraded here and no iptables program is needed: that is the proxy's business.
///
/// @param ranges the node's share of the Pod networks, IPv4, IPv6 or one of each: `10.244.0.0/24`
/// @see <a href="https://www.cni.dev/plugins/current/main/bridge/">bridge</a>
/// @see <a href="https://www.cni.dev/plugins/current/ipam/host-local/">host-local</a>
record CniConfig(ContainerdPaths paths, List<String> ranges) {
  static final String FILE = "10-binnacle.conflist";

  CniConfig {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("a node needs a range of Pod addresses, got none");
    }
  }

  String render() {
    Arr sets =
        ranges.stream()
            .map(range -> Arr.of(Obj.builder().put("subnet", range).build()))
            .collect(Arr.toArr());
    Obj addresses =
        Obj.builder()
            .put("type", "host-local")
            .put("dataDir", paths.addresses().toString())
            .put("ranges", sets)
            .build();
    Obj bridge =
        Obj.builder()
            .put("type", "bridge")
            .put("bridge", paths.bridge())
            .put("isGateway", true)
            .put("isDefaultGateway", true)
            .put("forceAddress", true)
            .put("hairpinMode", true)
            .put("ipMasq", false)
            .put("ipam", addresses)
            .build();
    return Json.pretty(
        Obj.builder()
            .put("cniVersion", "0.4.0")
            .put("name", paths.network())
            .put("plugins", Arr.of(bridge))
            .build());
  }
}
