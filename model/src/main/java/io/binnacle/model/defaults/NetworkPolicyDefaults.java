package io.binnacle.model.defaults;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;

/// NetworkPolicy. Protocols have their static default already.
final class NetworkPolicyDefaults {
  private static final Str INGRESS = Str.of("Ingress");
  private static final Str EGRESS = Str.of("Egress");

  private NetworkPolicyDefaults() {}

  /// A policy that names no direction isolates for ingress, and for egress only if it has rules for it.
  static Obj spec(Obj spec) {
    if (!spec.arr("policyTypes").isEmpty()) {
      return spec;
    }
    Arr types = spec.arr("egress").isEmpty() ? Arr.of(INGRESS) : Arr.of(INGRESS, EGRESS);
    return spec.with("policyTypes", types);
  }
}
