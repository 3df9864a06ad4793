/// Who holds which number: the addresses of Services and the node ports, as pools in memory.
///
/// Start at [io.binnacle.server.allocate.ClusterIpAllocator]. The pools know nothing of Services and are rebuilt from
/// the stored ones when the server starts; a [io.binnacle.server.allocate.Reservation] makes several takes and releases
/// one transaction. Safe for many threads; randomness comes from outside. May use `model`.
/// Source: kubernetes.io, "Service ClusterIP allocation" and "NodePort allocation".
@NullMarked
package io.binnacle.server.allocate;

import org.jspecify.annotations.NullMarked;
