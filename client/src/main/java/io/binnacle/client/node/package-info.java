/// What the API server asks of the agent of the node a Pod runs on: what a kubelet serves on its port 10250.
///
/// Start at [io.binnacle.client.node.NodeAgent]. The server calls it, the node agent implements it; neither sees the other.
@NullMarked
package io.binnacle.client.node;

import org.jspecify.annotations.NullMarked;
