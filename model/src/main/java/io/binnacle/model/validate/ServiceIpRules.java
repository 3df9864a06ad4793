package io.binnacle.model.validate;

import static io.binnacle.model.validate.ServiceRules.SPEC;
import static io.binnacle.model.validate.ServiceRules.isHeadless;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy` of a Service: how they fit together, and what may change.
final class ServiceIpRules {
  private static final FieldPath CLUSTER_IPS = SPEC.child("clusterIPs");
  private static final FieldPath FAMILIES = SPEC.child("ipFamilies");
  private static final FieldPath POLICY = SPEC.child("ipFamilyPolicy");
  private static final List<String> POLICIES =
      List.of("PreferDualStack", "RequireDualStack", "SingleStack");
  private static final String ONCE_SET = "may not change once set";

  private ServiceIpRules() {}

  /// The four fields of one object. Also what the allocator asks before it starts.
  static void related(Obj spec, Errors out) {
    if (spec.str("type").equals("ExternalName")) {
      return;
    }
    List<String> clusterIps = spec.arr("clusterIPs").strings();
    first(spec.str("clusterIP"), clusterIps, out);
    families(spec, out);
    List<IpAddress> addresses = new ArrayList<>();
    if (!syntax(clusterIps, addresses, out)) {
      return;
    }
    if (clusterIps.size() > 1 && !AddressRules.isDualStack(addresses)) {
      invalidList(
          clusterIps, CLUSTER_IPS, "may specify no more than one IP for each IP family", out);
    }
    if (!isHeadless(spec)) {
      agree(addresses, clusterIps, spec.arr("ipFamilies").strings(), out);
    }
  }

  /// What may change from `old` to `spec`: a second address may come and go, nothing else.
  static void update(Obj spec, Obj old, Errors out) {
    boolean external =
        spec.str("type").equals("ExternalName") || old.str("type").equals("ExternalName");
    if (external || isHeadless(spec) && isHeadless(old)) {
      return;
    }
    clusterIps(spec, old, out);
    if (!isHeadless(spec) && !isHeadless(old)) {
      ipFamilies(spec, old, out);
    }
  }

  private static void first(String clusterIp, List<String> clusterIps, Errors out) {
    if (clusterIp.isEmpty()) {
      if (!clusterIps.isEmpty()) {
        invalidList(
            clusterIps, CLUSTER_IPS, "must be empty when `clusterIP` is not specified", out);
      }
    } else if (clusterIps.isEmpty()) {
      out.required(CLUSTER_IPS);
    } else if (!clusterIps.getFirst().equals(clusterIp)) {
      invalidList(clusterIps, CLUSTER_IPS, "first value must match `clusterIP`", out);
    }
  }

  private static void families(Obj spec, Errors out) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (String family : spec.arr("ipFamilies").strings()) {
      FieldPath at = FAMILIES.index(i++);
      if (!family.equals("IPv4") && !family.equals("IPv6")) {
        out.notSupported(at, family, List.of("IPv4", "IPv6"));
      }
      if (!seen.add(family)) {
        out.duplicate(at, family);
      }
    }
    out.oneOf(spec, SPEC, "ipFamilyPolicy", POLICIES);
  }

  /// @return whether every entry is an address, or the only one is `None`
  private static boolean syntax(List<String> clusterIps, List<IpAddress> addresses, Errors out) {
    boolean fine = true;
    for (int i = 0; i < clusterIps.size(); i++) {
      String text = clusterIps.get(i);
      if (i == 0 && text.equals(ServiceView.NONE)) {
        if (clusterIps.size() > 1) {
          fine = false;
          invalidList(clusterIps, CLUSTER_IPS, "'None' must be the first and only value", out);
        }
        continue;
      }
      IpAddress address = AddressRules.ip(text, CLUSTER_IPS.index(i), out);
      if (address == null) {
        fine = false;
      } else {
        addresses.add(address);
      }
    }
    if (clusterIps.size() > 2) {
      invalidList(clusterIps, CLUSTER_IPS, "may only hold up to 2 values", out);
    }
    return fine;
  }

  private static void agree(
      List<IpAddress> addresses, List<String> texts, List<String> families, Errors out) {
    for (int i = 0; i < Math.min(addresses.size(), families.size()); i++) {
      String family = families.get(i);
      boolean known = family.equals("IPv4") || family.equals("IPv6");
      if (known && !addresses.get(i).family().name().equals(family)) {
        out.invalid(
            CLUSTER_IPS.index(i),
            texts.get(i),
            "expected an " + family + " value as indicated by `ipFamilies[" + i + "]`");
      }
    }
  }

  private static void clusterIps(Obj spec, Obj old, Errors out) {
    List<String> now = spec.arr("clusterIPs").strings();
    List<String> before = old.arr("clusterIPs").strings();
    boolean sameFirst =
        !now.isEmpty() && !before.isEmpty() && now.getFirst().equals(before.getFirst());
    if (now.size() == before.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(before.get(i))) {
          invalidList(now, CLUSTER_IPS.index(i), ONCE_SET, out);
        }
      }
    } else if (now.isEmpty()) {
      invalidList(now, CLUSTER_IPS.index(0), "primary clusterIP can not be unset", out);
    } else {
      if (!before.isEmpty() && !sameFirst) {
        invalidList(now, CLUSTER_IPS.index(0), ONCE_SET, out);
      }
      if (now.size() == 1 && now.size() < before.size()) {
        singleStack(spec, "clusterIP", out);
      }
    }
  }

  private static void ipFamilies(Obj spec, Obj old, Errors out) {
    List<String> now = spec.arr("ipFamilies").strings();
    List<String> before = old.arr("ipFamilies").strings();
    FieldPath primary = FAMILIES.index(0);
    boolean otherFirst =
        !now.isEmpty() && !before.isEmpty() && !now.getFirst().equals(before.getFirst());
    if (now.size() == before.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(before.get(i))) {
          out.invalidGo(primary, GoSyntax.list("core.IPFamily", now), ONCE_SET);
        }
      }
      return;
    }
    boolean released = now.size() < before.size();
    if (released && spec.arr("clusterIPs").isEmpty()) {
      out.invalidGo(
          primary, GoSyntax.list("core.IPFamily", now), "primary ipFamily can not be unset");
    }
    if (otherFirst) {
      // upstream names the field of the families and prints the addresses
      invalidList(spec.arr("clusterIPs").strings(), primary, ONCE_SET, out);
    }
    if (released && now.size() == 1) {
      singleStack(spec, "ipFamily", out);
    }
  }

  private static void singleStack(Obj spec, String what, Errors out) {
    if (!spec.str("ipFamilyPolicy").equals("SingleStack")) {
      out.invalid(
          POLICY,
          spec.get("ipFamilyPolicy"),
          "must be set to 'SingleStack' when releasing the secondary " + what);
    }
  }

  private static void invalidList(List<String> value, FieldPath path, String detail, Errors out) {
    out.invalidGo(path, GoSyntax.strings(value), detail);
  }
}
