package io.binnacle.server.service;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Str;
import io.binnacle.model.validate.Validators;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settles `ipFamilies` and `ipFamilyPolicy` of a Service from what the client says and what the cluster has.
/// @see <a href="https://kubernetes.io/docs/concepts/services-networking/dual-stack/">IPv4/IPv6 dual-stack</a>
///
/// @param cluster the families of the cluster, `IPv4` and `IPv6`, the primary first; one or two
record IpFamilies(List<String> cluster) {
  private static final String SINGLE = "SingleStack";
  private static final String PREFER = "PreferDualStack";
  private static final String REQUIRE = "RequireDualStack";
  private static final FieldPath POLICY = FieldPath.of("spec", "ipFamilyPolicy");

  String primary() {
    return cluster.getFirst();
  }

  /// Fills in both fields of `next`.
  ///
  /// @param old the stored Service on update, null on create
  /// @throws ApiException 422 if what the client says contradicts itself or the cluster
  void settle(ServiceDraft next, @Nullable ServiceDraft old) {
    if (next.isExternalName() || isLeftAlone(next, old)) {
      return;
    }
    if (next.policy.isEmpty()) {
      next.policy =
          old != null && !old.policy.isEmpty() ? old.policy : isFree(next) ? REQUIRE : SINGLE;
    }
    refuse(next, Validators.serviceAddresses(next.build()));
    List<FieldError> errors = new ArrayList<>();
    if (old != null) {
      shrink(next, old, errors);
    }
    atMostOne(next, errors);
    infer(next, errors);
    refuse(next, errors);
    if (isFree(next)) {
      if (next.families.isEmpty()) {
        next.families.add(primary());
      }
      addOther(next);
      return;
    }
    checkCluster(next, errors);
    refuse(next, errors);
    if (next.families.isEmpty()) {
      next.families.add(primary());
    }
    if (cluster.size() == 2) {
      addOther(next);
    }
  }

  static String other(String family) {
    return family.equals("IPv4") ? "IPv6" : "IPv4";
  }

  /// Headless without selector: the endpoints are somebody else's, of whichever family, so the cluster has no say.
  private static boolean isFree(ServiceDraft service) {
    return service.isHeadless() && !service.hasSelector;
  }

  /// Whether nobody asked for a change of a Service that takes two stacks where it can: a cluster that becomes
  /// dual-stack, or ceases to be, does not change it on an unrelated update.
  static boolean isLeftAlone(ServiceDraft next, @Nullable ServiceDraft old) {
    return old != null
        && old.type == next.type
        && next.policy.equals(PREFER)
        && (old.policy.isEmpty() || old.policy.equals(PREFER))
        && old.clusterIps.equals(next.clusterIps)
        && old.families.equals(next.families);
  }

  private static void shrink(ServiceDraft next, ServiceDraft old, List<FieldError> errors) {
    if (next.policy.equals(SINGLE)) {
      if (next.clusterIps.size() > 1 && next.clusterIps.equals(old.clusterIps)) {
        next.clusterIps.subList(1, next.clusterIps.size()).clear();
      }
      if (next.families.size() > 1 && next.families.equals(old.families)) {
        next.families.subList(1, next.families.size()).clear();
      }
      return;
    }
    if (isReduced(next.clusterIps, old.clusterIps)) {
      errors.add(policy(next, "must be 'SingleStack' to release the secondary cluster IP"));
    }
    if (isReduced(next.families, old.families)) {
      errors.add(policy(next, "must be 'SingleStack' to release the secondary IP family"));
    }
  }

  private static boolean isReduced(List<String> now, List<String> before) {
    return !now.isEmpty() && now.size() < before.size();
  }

  private static void atMostOne(ServiceDraft next, List<FieldError> errors) {
    if (!next.policy.equals(SINGLE)) {
      return;
    }
    String dual = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
    if (next.clusterIps.size() == 2) {
      errors.add(policy(next, dual + "cluster IPs are specified"));
    }
    if (next.families.size() == 2) {
      errors.add(policy(next, dual + "IP families are specified"));
    }
  }

  /// Takes the families from the addresses where only those are given.
  private void infer(ServiceDraft next, List<FieldError> errors) {
    for (int i = 0; i < next.clusterIps.size() && !next.isHeadless(); i++) {
      IpAddress address = IpAddress.parse(next.clusterIps.get(i));
      if (address == null || i < next.families.size()) {
        continue;
      }
      String family = address.family().name();
      if (cluster.contains(family)) {
        next.families.add(family);
      } else {
        errors.add(
            FieldError.invalid(
                FieldPath.of("spec", "clusterIPs").index(i),
                Arr.strings(next.clusterIps),
                family + " is not configured on this cluster"));
      }
    }
  }

  private void checkCluster(ServiceDraft next, List<FieldError> errors) {
    if (next.policy.equals(REQUIRE) && cluster.size() < 2) {
      errors.add(policy(next, "this cluster is not configured for dual-stack services"));
    }
    for (int i = 0; i < next.families.size(); i++) {
      if (!cluster.contains(next.families.get(i))) {
        errors.add(
            FieldError.invalid(
                FieldPath.of("spec", "ipFamilies").index(i),
                next.families.get(i),
                "not configured on this cluster"));
      }
    }
  }

  private static void addOther(ServiceDraft next) {
    if (!next.policy.equals(SINGLE) && next.families.size() == 1) {
      next.families.add(other(next.families.getFirst()));
    }
  }

  private static FieldError policy(ServiceDraft next, String detail) {
    return FieldError.invalid(POLICY, Str.of(next.policy), detail);
  }

  private static void refuse(ServiceDraft next, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw next.invalid(errors);
    }
  }
}
