package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// Node.
final class NodeRules implements KindRules {
  static final List<String> TAINT_EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final FieldPath POD_CIDRS = FieldPath.of("spec", "podCIDRs");
  private static final FieldPath TAINTS = ObjectMetaRules.METADATA.child("taints"); // sic

  @Override
  public void create(Obj node, Errors out) {
    ObjectMetaRules.create(node, false, NameRule.DNS_SUBDOMAIN, out);
    taints(node, out);
    resources(node, out);
    podCidrs(node.obj("spec").arr("podCIDRs").strings(), out);
  }

  @Override
  public void update(Obj node, Obj old, Errors out) {
    ObjectMetaRules.update(node, old, out);
    resources(node, out);
    addresses(node, out);
    Obj before = old.obj("spec");
    Obj spec = node.obj("spec");
    List<String> cidrs = before.arr("podCIDRs").strings();
    if (!cidrs.isEmpty() && !cidrs.equals(spec.arr("podCIDRs").strings())) {
      out.forbidden(POD_CIDRS, "node updates may not change podCIDR except from \"\" to valid");
    }
    String provider = before.str("providerID");
    if (!provider.isEmpty() && !provider.equals(spec.str("providerID"))) {
      out.forbidden(
          FieldPath.of("spec", "providerID"),
          "node updates may not change providerID except from \"\" to valid");
    }
    taints(node, out);
    if (!spec.str("externalID").equals(before.str("externalID"))) {
      out.forbidden(FieldPath.of("spec", "externalID"), "may not be updated");
    }
  }

  @Override
  public void updateStatus(Obj node, Obj old, Errors out) {
    update(node, old, out);
  }

  private static void taints(Obj node, Errors out) {
    Map<String, Set<String>> keysByEffect = new HashMap<>();
    int i = 0;
    for (Obj taint : node.obj("spec").arr("taints").objects()) {
      FieldPath path = TAINTS.index(i++);
      LabelRules.key(taint.str("key"), path.child("key"), out);
      List<String> value = Names.isLabelValue(taint.str("value"));
      if (!value.isEmpty()) {
        out.invalid(path.child("value"), taint.str("value"), String.join(";", value));
      }
      out.requiredOneOf(taint, path, "effect", TAINT_EFFECTS);
      Set<String> keys = keysByEffect.computeIfAbsent(taint.str("effect"), _ -> new HashSet<>());
      if (!keys.add(taint.str("key"))) {
        out.duplicateGo(
            path, GoSyntax.taint(taint), "taints must be unique by key and effect pair");
      }
    }
  }

  private static void resources(Obj node, Errors out) {
    for (String list : List.of("capacity", "allocatable")) {
      Obj amounts = node.obj("status").obj(list);
      for (String name : amounts.keys()) {
        ResourceRules.amount(
            name, amounts.get(name), FieldPath.of("status", list).child(name), out);
      }
    }
  }

  private static void addresses(Obj node, Errors out) {
    Set<Obj> seen = new HashSet<>();
    int i = 0;
    for (Obj address : node.obj("status").arr("addresses").objects()) {
      FieldPath path = FieldPath.of("status", "addresses").index(i++);
      if (!seen.add(address)) {
        out.duplicateGo(path, GoSyntax.nodeAddress(address), "");
      }
    }
  }

  private static void podCidrs(List<String> cidrs, Errors out) {
    for (int i = 0; i < cidrs.size(); i++) {
      AddressRules.cidr(cidrs.get(i), POD_CIDRS.index(i), out);
    }
    if (cidrs.size() < 2) {
      return;
    }
    Stream<Cidr> blocks = cidrs.stream().map(Cidr::parseAround).filter(Objects::nonNull);
    if (cidrs.size() > 2 || blocks.map(Cidr::family).distinct().count() < 2) {
      out.invalidGo(
          POD_CIDRS,
          GoSyntax.strings(cidrs),
          "may specify no more than one CIDR for each IP family");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < cidrs.size(); i++) {
      if (!seen.add(cidrs.get(i))) {
        out.duplicate(POD_CIDRS.index(i), cidrs.get(i));
      }
    }
  }
}
