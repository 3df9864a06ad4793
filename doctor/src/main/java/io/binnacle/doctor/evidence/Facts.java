package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.Cidr;
import java.util.List;

/// What is known of the cluster beside its objects. What is not known is empty, and checks then stay silent about it.
///
/// @param domain the cluster domain, `cluster.local`
/// @param serviceRanges where cluster addresses come from
/// @param nodePortFirst the lowest node port, 0 if unknown
/// @param nodePortLast the highest node port, 0 if unknown
/// @param origin where the objects come from
public record Facts(
    String domain, List<Cidr> serviceRanges, int nodePortFirst, int nodePortLast, Origin origin) {

  /// Where evidence comes from.
  public enum Origin {
    /// A cluster that runs.
    CLUSTER,
    /// Objects that were read from a cluster and written to a file.
    DUMP,
    /// Manifests, and what a cluster would make of them if all their Pods ran.
    MANIFESTS
  }

  /// The usual: `cluster.local`, nothing known of ranges.
  public static final Facts UNKNOWN = new Facts("cluster.local", List.of(), 0, 0, Origin.CLUSTER);

  public Facts {
    serviceRanges = List.copyOf(serviceRanges);
  }
}
