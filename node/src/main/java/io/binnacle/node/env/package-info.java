/// The environment of a container: what its variables, command and arguments come to. Pure: the objects it names are
/// looked up through [io.binnacle.node.env.ConfigSource], everything else is given.
///
/// Start at [io.binnacle.node.env.ContainerEnvironment#resolve]. May use `model`; `ApiConfigSource` alone uses `client`.
/// Source: the kubelet's behaviour in Kubernetes 1.33.
@NullMarked
package io.binnacle.node.env;

import org.jspecify.annotations.NullMarked;
