/// The volumes of Pods, as folders below one of ours: made, kept up to date, mounted into containers, removed.
///
/// Start at [io.binnacle.node.volume.PodVolumes]. What a volume's files say is worked out in pure classes; folders are written
/// by few, mounts are made by [io.binnacle.node.volume.Mounter] alone. May use `model`, `client`, `linux`, `node.env`,
/// `node.runtime`. Layout and messages follow the kubelet of Kubernetes 1.33.
@NullMarked
package io.binnacle.node.volume;

import org.jspecify.annotations.NullMarked;
