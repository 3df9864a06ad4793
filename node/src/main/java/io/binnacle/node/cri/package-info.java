/// The Container Runtime Interface, version 1, over a unix socket: what Binnacle asks of containerd, and what it hears.
///
/// Start at [io.binnacle.node.cri.CriRuntime], a [io.binnacle.node.runtime.ContainerRuntime]. `Requests` and `Answers` are pure
/// translations between our records and the messages; `RuntimeEvents` listens to containerd's own event service, which tells
/// of an exit within milliseconds where CRI would have us poll.
/// May use `node.runtime` and the generated messages of `node.proto`. Nothing here starts a process or knows a folder.
/// Source: cri-api `runtime.v1`, containerd's `api/services`.
@NullMarked
package io.binnacle.node.cri;

import org.jspecify.annotations.NullMarked;
