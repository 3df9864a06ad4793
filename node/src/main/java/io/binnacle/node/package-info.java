/// The node agent: what a kubelet is to a real cluster. For now with one runtime, [io.binnacle.node.simulated].
@NullMarked
package io.binnacle.node;

import org.jspecify.annotations.NullMarked;
