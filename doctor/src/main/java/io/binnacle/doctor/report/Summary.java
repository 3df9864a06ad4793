package io.binnacle.doctor.report;

/// How an examination went.
///
/// @param services how many Services were examined
/// @param workloads how many workloads were
/// @param broken how many of both are broken
/// @param unsure how many of both are not known to be broken, but were not seen in full
/// @param cluster whether something is wrong with the cluster itself
/// @param clusterUnsure whether some check could not look at the cluster
public record Summary(
    int services, int workloads, int broken, int unsure, boolean cluster, boolean clusterUnsure) {
  /// 1 if something is broken, 2 if nothing is known to be but something could not be looked at, else 0.
  public int exitStatus() {
    return broken > 0 || cluster ? 1 : unsure > 0 || clusterUnsure ? 2 : 0;
  }

  /// How many subjects there were.
  public int subjects() {
    return services + workloads;
  }
}
