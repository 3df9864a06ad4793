/// A containerd of our own: its folders, its configuration, its process, its network, and how all of that goes away again.
///
/// Start at [io.binnacle.node.containerd.Containerd], which keeps the process and hands out the runtime. `ContainerdConfig` and
/// `CniConfig` are pure and render files; `ContainerdProcess` starts, finds again, watches and ends the process;
/// `Prerequisites` says whether this machine can do all that, and if not what to install; `Purge` leaves nothing behind.
/// May use `node.cri`, `node.image`, `node.runtime` and `linux`. Never touches a containerd that is not ours.
@NullMarked
package io.binnacle.node.containerd;

import org.jspecify.annotations.NullMarked;
