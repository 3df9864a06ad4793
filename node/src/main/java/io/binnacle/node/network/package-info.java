/// The node's side of the Pods' network: the bridge they hang on, the addresses this machine answers them at, and what of the
/// kernel's settings that needs.
///
/// Start at [io.binnacle.node.network.PodBridge]. The Pods' side is CNI's, see `node.containerd`. May use `linux` and `model`.
@NullMarked
package io.binnacle.node.network;

import org.jspecify.annotations.NullMarked;
