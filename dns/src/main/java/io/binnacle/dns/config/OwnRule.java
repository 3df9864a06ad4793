package io.binnacle.dns.config;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;

/// The directive `binnacle`: what CoreDNS has no words for. One for the whole file.
///
/// @param negativeTtl seconds for what there is not, 0..3600
/// @param headlessTtl seconds for the addresses of endpoints, 0..3600
/// @param noIpv6 whether AAAA questions for names outside are answered with nothing, at once
/// @param strangers what clients get whose addresses are neither private nor in `clusterRanges`
/// @param clusterRanges where the cluster's clients and addresses are: reverse names in them are never asked for elsewhere;
///     empty if unknown
/// @param rate queries one address outside of `clusterRanges` may send in a second over UDP, ≥ 0; 0 for any number
/// @param logSample one query in so many gets a line, ≥ 1
/// @param dnsService the Service in front of this DNS: the zone's name server
public record OwnRule(
    int negativeTtl,
    int headlessTtl,
    boolean noIpv6,
    Strangers strangers,
    List<Cidr> clusterRanges,
    int rate,
    int logSample,
    ObjectKey dnsService) {

  /* Our own answers are never late, but a "no" that others keep is: the peers of a StatefulSet look for each other as they
   * start. So is an address that has gone to another Pod. */
  private static final int SHORT = 5;

  /// What is not said otherwise.
  public static final OwnRule DEFAULT =
      new OwnRule(
          SHORT,
          SHORT,
          false,
          Strangers.ANSWER,
          List.of(),
          0,
          1,
          new ObjectKey("kube-system", "kube-dns"));

  /// What clients get that are none of the cluster's.
  public enum Strangers {
    /// Answers, like everybody.
    ANSWER,
    /// Answers for the cluster's names only.
    CLUSTER_ONLY,
    /// REFUSED.
    REFUSE
  }

  /// Copies the list.
  public OwnRule {
    clusterRanges = List.copyOf(clusterRanges);
  }
}
