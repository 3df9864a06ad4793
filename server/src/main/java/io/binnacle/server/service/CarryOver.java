package io.binnacle.server.service;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What a client need not repeat: allocated values it left out on update, and the twins `clusterIP` and `clusterIPs`.
final class CarryOver {
  private CarryOver() {}

  /// Fills in what was allocated for `old` and `next` still needs but does not say, so that a manifest can be applied
  /// again. Node ports go by the name of the port.
  static void allocated(ServiceDraft next, ServiceDraft old) {
    if (!next.isExternalName() && !old.isExternalName()) {
      if (next.clusterIp.isEmpty()) {
        next.clusterIp = old.clusterIp;
      }
      if (next.clusterIps.isEmpty()) {
        next.clusterIps.addAll(old.clusterIps);
      }
    }
    if (next.needsNodePorts() && old.needsNodePorts()) {
      nodePorts(next, old);
    }
    if (next.needsHealthCheckNodePort()
        && old.needsHealthCheckNodePort()
        && next.healthCheckNodePort == 0) {
      next.healthCheckNodePort = old.healthCheckNodePort;
    }
  }

  private static void nodePorts(ServiceDraft next, ServiceDraft old) {
    Set<Integer> used = new HashSet<>(next.nodePorts());
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < old.ports.size(); i++) {
      byName.put(old.ports.get(i).str("name"), old.nodePort(i));
    }
    for (int i = 0; i < next.ports.size(); i++) {
      int before = byName.getOrDefault(next.ports.get(i).str("name"), 0);
      if (next.nodePort(i) == 0 && before != 0 && !used.contains(before)) {
        next.nodePort(i, before);
      }
    }
  }

  /// Derives `clusterIPs` from `clusterIP` for clients that know only the latter. Nothing is derived the other way.
  static void syncNew(ServiceDraft created) {
    if (!created.clusterIp.isEmpty() && created.clusterIps.isEmpty()) {
      created.clusterIps.add(created.clusterIp);
    }
  }

  /// As [#syncNew], for an update: whichever of the two was changed speaks for both; if both were, validation judges.
  static void sync(ServiceDraft next, ServiceDraft old) {
    boolean sameSingle = next.clusterIp.equals(old.clusterIp);
    if (sameSingle && next.clusterIps.isEmpty()) {
      next.clusterIps.addAll(old.clusterIps);
    }
    boolean samePlural = next.clusterIps.equals(old.clusterIps);
    if (!sameSingle && (samePlural || next.clusterIps.isEmpty())) {
      next.clusterIps.clear();
      syncNew(next);
    }
  }
}
