package io.binnacle.doctor.explain;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import org.jspecify.annotations.Nullable;

/// One place where packets arrive.
///
/// @param probability how likely a new connection goes there, 0..1
/// @param address where
/// @param port the port there
/// @param pod whose address it is; null if no Pod's
/// @param node where that Pod runs; empty if unknown
/// @param masqueraded whether the sender's address is replaced by the node's
/// @param mark whether somebody is there
/// @param says how it stands there: *ready, container web, port http*
public record Arrival(
    double probability,
    IpAddress address,
    int port,
    @Nullable ObjectKey pod,
    String node,
    boolean masqueraded,
    Mark mark,
    String says) {
  /// `10.244.1.3:8080`.
  public String place() {
    return Place.text(address, port);
  }
}
