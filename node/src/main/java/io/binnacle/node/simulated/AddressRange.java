package io.binnacle.node.simulated;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The addresses one node gives its Pods, in turn, so that a Pod that comes back gets another one. The first address of
/// the range is the node's own gateway, the last the broadcast address; neither is given. Safe for use by many threads.
final class AddressRange {
  private final Cidr range;
  private final Map<String, String> byPod = new HashMap<>();
  private final Map<String, String> byAddress = new HashMap<>();
  private long last = 1;

  AddressRange(Cidr range) {
    this.range = range;
  }

  /// How many Pods can have an address at once.
  long capacity() {
    return range.lastOffset() - 2;
  }

  /// The address of the Pod with this UID: the one it has, the one it had before a restart (`known`), or the next free
  /// one.
  ///
  /// @param known an address the Pod's status shows already, empty if none
  /// @return null if the range is used up
  synchronized @Nullable String of(String uid, String known) {
    String mine = byPod.get(uid);
    if (mine != null) {
      return mine;
    }
    IpAddress before = IpAddress.parse(known);
    if (before != null && range.contains(before) && !byAddress.containsKey(known)) {
      return give(uid, known);
    }
    for (long tried = 0; tried < capacity(); tried++) {
      last = last + 1 >= range.lastOffset() ? 2 : last + 1;
      String candidate = range.address(last).toString();
      if (!byAddress.containsKey(candidate)) {
        return give(uid, candidate);
      }
    }
    return null;
  }

  /// Takes the address of a Pod that is gone.
  synchronized void release(String uid) {
    String address = byPod.remove(uid);
    if (address != null) {
      byAddress.remove(address);
    }
  }

  private String give(String uid, String address) {
    byPod.put(uid, address);
    byAddress.put(address, uid);
    return address;
  }
}
