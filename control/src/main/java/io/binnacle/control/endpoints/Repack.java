package io.binnacle.control.endpoints;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings Endpoints subsets into canonical form: every address once per port, ports that serve the same addresses in one
/// subset, everything sorted. Equal meaning, equal result.
///
/// Where an address is listed as ready and as not ready for the same port, not ready wins. Subsets without ports keep
/// their addresses.
public final class Repack {
  /// The key under which subsets without ports are kept.
  private static final Obj NO_PORT = Obj.EMPTY;

  private static final Comparator<Obj> BY_IP_AND_UID =
      Comparator.<Obj, String>comparing(a -> a.str("ip"))
          .thenComparing(a -> a.obj("targetRef").str("uid"));

  private record AddressKey(String ip, String uid) {}

  private record Listed(Obj address, boolean ready) {}

  private Repack() {}

  /// The canonical form of `subsets`.
  public static Arr of(Arr subsets) {
    Map<Obj, Map<AddressKey, Listed>> byPort = new LinkedHashMap<>();
    for (Obj subset : subsets.objects()) {
      List<Obj> ports =
          subset.arr("ports").isEmpty() ? List.of(NO_PORT) : subset.arr("ports").objects();
      for (Obj port : ports) {
        Map<AddressKey, Listed> addresses =
            byPort.computeIfAbsent(port, _ -> new LinkedHashMap<>());
        add(addresses, subset.arr("addresses"), true);
        add(addresses, subset.arr("notReadyAddresses"), false);
      }
    }
    Map<Map<AddressKey, Listed>, List<Obj>> byAddresses = new LinkedHashMap<>();
    byPort.forEach((port, addresses) ->
        byAddresses.computeIfAbsent(addresses, _ -> new ArrayList<>()).add(port));

    TreeMap<String, Obj> sorted = new TreeMap<>();
    byAddresses.forEach((addresses, ports) -> {
      Obj subset = subset(addresses, ports);
      sorted.put(subset.arr("ports") + "|" + subset, subset);
    });
    return Arr.copyOf(sorted.values());
  }

  private static void add(Map<AddressKey, Listed> into, Arr addresses, boolean ready) {
    for (Obj address : addresses.objects()) {
      AddressKey key = new AddressKey(address.str("ip"), address.obj("targetRef").str("uid"));
      Listed before = into.get(key);
      if (before == null || before.ready && !ready) {
        into.put(key, new Listed(address, ready));
      }
    }
  }

  private static Obj subset(Map<AddressKey, Listed> addresses, List<Obj> ports) {
    Arr ready = addresses(addresses, true);
    Arr notReady = addresses(addresses, false);
    Arr sortedPorts =
        ports.stream()
            .filter(p -> !p.equals(NO_PORT))
            .sorted(
                Comparator.<Obj, String>comparing(p -> p.str("name"))
                    .thenComparingLong(p -> p.integer("port", 0))
                    .thenComparing(p -> p.str("protocol")))
            .collect(Arr.toArr());
    return Obj.builder()
        .putIfPresent("addresses", ready.isEmpty() ? null : ready)
        .putIfPresent("notReadyAddresses", notReady.isEmpty() ? null : notReady)
        .putIfPresent("ports", sortedPorts.isEmpty() ? null : sortedPorts)
        .build();
  }

  private static Arr addresses(Map<AddressKey, Listed> listed, boolean ready) {
    return listed.values().stream()
        .filter(l -> l.ready == ready)
        .map(Listed::address)
        .sorted(BY_IP_AND_UID)
        .collect(Arr.toArr());
  }
}
