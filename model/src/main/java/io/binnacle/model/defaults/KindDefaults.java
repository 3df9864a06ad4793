package io.binnacle.model.defaults;

import io.binnacle.model.schema.Defaults;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;

/// Fills in defaults as the API server does on every decode. Pure, idempotent, safe to share between threads.
public final class KindDefaults {
  private KindDefaults() {}

  /// `object` with all defaults of its kind: first the static ones of the schema table, then those that depend on other
  /// fields. Quantities come out in canonical form.
  public static Obj apply(Obj object, ResourceType type) {
    Obj filled = Canonical.quantities(Defaults.apply(object, type), type.struct());
    return switch (type.name().qualified()) {
      case "services" -> ServiceDefaults.apply(filled);
      case "pods" -> PodDefaults.pod(filled);
      case "podtemplates" -> filled.change("template", PodDefaults::template);
      case "deployments.apps" -> WorkloadDefaults.deployment(filled);
      case "replicasets.apps" -> WorkloadDefaults.template(filled);
      case "statefulsets.apps" -> WorkloadDefaults.statefulSet(filled);
      case "secrets" -> CoreDefaults.secret(filled);
      case "namespaces" -> CoreDefaults.namespace(filled);
      case "nodes" -> CoreDefaults.node(filled);
      case "networkpolicies.networking.k8s.io" ->
          filled.change("spec", NetworkPolicyDefaults::spec);
      default -> filled;
    };
  }
}
