package io.binnacle.node.dns;

import io.binnacle.model.tree.Obj;
import java.util.List;

/// The text of a Pod's `/etc/hosts`.
public final class HostsFile {
  private HostsFile() {}

  /// The whole text for `pod`: with host network a copy of the node's file, otherwise one of our own; `hostAliases` at the
  /// end of either.
  ///
  /// @param podIps the Pod's addresses, the primary one first
  /// @param nodeFile the text of the node's `/etc/hosts`; used with host network only
  public static String text(Obj pod, List<String> podIps, PodHostname name, String nodeFile) {
    throw new UnsupportedOperationException();
  }
}
