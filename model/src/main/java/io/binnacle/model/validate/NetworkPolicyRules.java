package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.function.BiConsumer;

/// NetworkPolicy.
final class NetworkPolicyRules implements KindRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final List<String> TYPES = List.of("Ingress", "Egress");

  @Override
  public void create(Obj policy, Errors out) {
    ObjectMetaRules.create(policy, true, NameRule.DNS_SUBDOMAIN, out);
    spec(policy.obj("spec"), out);
  }

  @Override
  public void update(Obj policy, Obj old, Errors out) {
    ObjectMetaRules.update(policy, old, out);
    spec(policy.obj("spec"), out);
  }

  /// Visits the peers of all rules with their paths, those of ingress first.
  static void forEachPeer(Obj spec, BiConsumer<Obj, FieldPath> visitor) {
    forEachRule(spec, "ingress", (rule, path) -> forEach(rule, "from", path, visitor));
    forEachRule(spec, "egress", (rule, path) -> forEach(rule, "to", path, visitor));
  }

  private static void spec(Obj spec, Errors out) {
    LabelRules.selector(spec.obj("podSelector"), SPEC.child("podSelector"), out);
    forEachRule(spec, "ingress", (rule, path) -> rule(rule, "from", path, out));
    forEachRule(spec, "egress", (rule, path) -> rule(rule, "to", path, out));
    types(spec.arr("policyTypes").strings(), out);
  }

  private static void rule(Obj rule, String peers, FieldPath path, Errors out) {
    forEach(rule, "ports", path, (port, at) -> port(port, at, out));
    forEach(rule, peers, path, (peer, at) -> peer(peer, at, out));
  }

  private static void port(Obj port, FieldPath path, Errors out) {
    out.oneOf(port, path, "protocol", PROTOCOLS);
    FieldPath endPath = path.child("endPort");
    Int end = port.get("endPort") instanceof Int n ? n : null;
    Value first = port.get("port");
    if (first instanceof Int number) {
      AddressRules.portNumber(number.value(), path.child("port"), out);
      if (end != null) {
        if (end.value() < number.value()) {
          out.invalid(endPath, end, "must be greater than or equal to `port`");
        }
        AddressRules.portNumber(end.value(), endPath, out);
      }
      return;
    }
    if (end != null) {
      String missing = first instanceof Str ? "non-numeric" : "not specified";
      out.invalid(endPath, end, "may not be specified when `port` is " + missing);
    }
    if (first instanceof Str name) {
      out.invalidEach(path.child("port"), name.value(), Names.isPortName(name.value()));
    }
  }

  private static void peer(Obj peer, FieldPath path, Errors out) {
    int selectors = 0;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (peer.get(selector) instanceof Obj labels) {
        selectors++;
        LabelRules.selector(labels, path.child(selector), out);
      }
    }
    if (peer.get("ipBlock") instanceof Obj block) {
      block(block, path.child("ipBlock"), out);
      if (selectors > 0) {
        out.forbidden(path, "may not specify both ipBlock and another peer");
      }
    } else if (selectors == 0) {
      out.required(path, "must specify a peer");
    }
  }

  private static void block(Obj block, FieldPath path, Errors out) {
    String text = block.str("cidr");
    if (text.isEmpty()) {
      out.required(path.child("cidr"));
      return;
    }
    AddressRules.cidr(text, path.child("cidr"), out);
    Cidr cidr = Cidr.parseAround(text);
    if (cidr == null) {
      return;
    }
    int i = 0;
    for (String hole : block.arr("except").strings()) {
      FieldPath at = path.child("except").index(i++);
      AddressRules.cidr(hole, at, out);
      Cidr except = Cidr.parseAround(hole);
      if (except != null && !(cidr.contains(except.base()) && except.prefix() > cidr.prefix())) {
        out.invalid(at, hole, "must be a strict subset of `cidr`");
      }
    }
  }

  private static void types(List<String> types, Errors out) {
    FieldPath path = SPEC.child("policyTypes");
    if (types.size() > TYPES.size()) {
      out.invalidGo(
          path,
          GoSyntax.list("networking.PolicyType", types),
          "may not specify more than two policyTypes");
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!TYPES.contains(types.get(i))) {
        out.notSupported(path.index(i), types.get(i), TYPES);
      }
    }
  }

  private static void forEachRule(Obj spec, String list, BiConsumer<Obj, FieldPath> visitor) {
    forEach(spec, list, SPEC, visitor);
  }

  private static void forEach(
      Obj parent, String list, FieldPath path, BiConsumer<Obj, FieldPath> visitor) {
    int i = 0;
    for (Obj element : parent.arr(list).objects()) {
      visitor.accept(element, path.child(list).index(i++));
    }
  }
}
