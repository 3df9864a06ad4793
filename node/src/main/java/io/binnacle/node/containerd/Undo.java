package io.binnacle.node.containerd;

import io.binnacle.linux.files.Mounts;
import io.binnacle.linux.link.Links;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.sys.Errno;
import java.io.IOException;
import java.nio.file.Path;

/// Takes back what the kernel was asked for on behalf of Pods.
final class Undo {
  private Undo() {}

  /// Unmounts all at and below `folder`, the last first; network namespaces are mounts too.
  static void unmountBelow(Path folder) throws IOException {
    for (Path target : Mounts.below(folder)) {
      Mounts.unmount(target);
    }
  }

  /// Removes a network interface if it is there.
  static void deleteLink(String name) throws IOException {
    try (Links links = Links.open()) {
      if (links.delete(name) instanceof Reply.Refused refused
          && !refused.errno().equals(Errno.ENODEV)) {
        throw new IOException("cannot remove the interface " + name + ": " + refused);
      }
    }
  }
}
