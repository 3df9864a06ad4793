/// What a node agent needs of the program that runs containers, in the words of the Container Runtime Interface v1.
///
/// Start at [io.binnacle.node.runtime.ContainerRuntime]. One implementation talks to containerd, one in `fake` runs nothing
/// and keeps time by a clock; both pass the same contract test. May use `model`.
/// Source: cri-api `runtime.v1`.
@NullMarked
package io.binnacle.node.runtime;

import org.jspecify.annotations.NullMarked;
