package io.binnacle.node.dns;

import io.binnacle.model.tree.Obj;
import java.util.List;

/// The text of a Pod's `/etc/hosts`.
public final class HostsFile {
  private static final String HEADER = "# Kubernetes-managed hosts file.\n";
  private static final String HOST_NETWORK_HEADER =
      "# Kubernetes-managed hosts file (host network).\n";
  private static final String LOOPBACK =
      """
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      fe00::0\tip6-mcastprefix
      fe00::1\tip6-allnodes
      fe00::2\tip6-allrouters
      """;

  private HostsFile() {}

  /// The whole text for `pod`: with host network a copy of the node's file, otherwise one of our own; `hostAliases` at the
  /// end of either.
  ///
  /// @param podIps the Pod's addresses, the primary one first
  /// @param nodeFile the text of the node's `/etc/hosts`; used with host network only
  public static String text(Obj pod, List<String> podIps, PodHostname name, String nodeFile) {
    StringBuilder out = new StringBuilder();
    if (pod.obj("spec").bool("hostNetwork", false)) {
      out.append(HOST_NETWORK_HEADER).append(nodeFile);
    } else {
      out.append(HEADER).append(LOOPBACK);
      String names =
          name.domain().isEmpty()
              ? name.label()
              : name.label() + "." + name.domain() + "\t" + name.label();
      podIps.forEach(ip -> out.append(ip).append('\t').append(names).append('\n'));
    }
    List<Obj> aliases = pod.obj("spec").arr("hostAliases").objects();
    if (!aliases.isEmpty()) {
      out.append("\n# Entries added by HostAliases.\n");
    }
    for (Obj alias : aliases) {
      out.append(alias.str("ip"))
          .append('\t')
          .append(String.join("\t", alias.arr("hostnames").strings()))
          .append('\n');
    }
    return out.toString();
  }
}
