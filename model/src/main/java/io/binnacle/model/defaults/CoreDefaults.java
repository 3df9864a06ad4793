package io.binnacle.model.defaults;

import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Secret, Namespace and Node.
final class CoreDefaults {
  /// The label with a Namespace's name, for selectors.
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private CoreDefaults() {}

  /// Moves `stringData`, which is for writing only, into `data`.
  static Obj secret(Obj secret) {
    Obj data = secret.obj("data");
    for (Map.Entry<String, String> e : secret.obj("stringData").stringMap().entrySet()) {
      data = data.with(e.getKey(), Base64.encode(e.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    Obj out = secret.without("stringData");
    return data.isEmpty() ? out : out.with("data", data);
  }

  static Obj namespace(Obj namespace) {
    String name = Meta.name(namespace);
    return name.isEmpty()
        ? namespace
        : namespace.change("metadata", m -> m.change("labels", l -> l.with(NAME_LABEL, name)));
  }

  static Obj node(Obj node) {
    Obj out = node.has("spec") ? node.change("spec", CoreDefaults::podCidrs) : node;
    Obj status = out.obj("status");
    return status.has("capacity") && !status.has("allocatable")
        ? out.with("status", status.with("allocatable", status.obj("capacity")))
        : out;
  }

  /// `podCIDR` is the first of `podCIDRs`; if they differ, the old field wins.
  private static Obj podCidrs(Obj spec) {
    String first = spec.str("podCIDR");
    List<String> all = spec.arr("podCIDRs").strings();
    if (!first.isEmpty() && (all.isEmpty() || !all.getFirst().equals(first))) {
      return spec.with("podCIDRs", Arr.of(Str.of(first)));
    }
    return first.isEmpty() && !all.isEmpty() ? spec.with("podCIDR", all.getFirst()) : spec;
  }
}
