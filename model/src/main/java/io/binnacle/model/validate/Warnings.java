package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an API server says in `Warning:` headers about an object it accepts. Stateless; safe to share between threads.
///
/// Source: the `WarningsOnCreate` and `WarningsOnUpdate` of upstream's registry strategies, 1.33; that NetworkPolicies are not
/// enforced is our own.
public final class Warnings {
  private static final FieldPath TEMPLATE = FieldPath.of("spec", "template");

  /* Upstream says nothing, and people learn from an attacker that their network plugin does nothing either. */
  private static final String NOT_ENFORCED =
      "NetworkPolicies are stored and explained, but not enforced here";

  private Warnings() {}

  /// What to say of a created object, in upstream's order; usually nothing.
  public static List<String> create(ResourceType type, Obj object) {
    List<String> out = new ArrayList<>();
    switch (type.name().qualified()) {
      case "pods" -> {
        out.addAll(hostname(object, "the Pod's hostname"));
        out.addAll(PodWarnings.of(object, null));
      }
      case "deployments.apps", "replicasets.apps" -> {
        out.addAll(hostname(object, "Pod names and hostnames"));
        out.addAll(PodWarnings.of(object.obj("spec").obj("template"), TEMPLATE));
      }
      case "networkpolicies.networking.k8s.io" -> {
        out.add(NOT_ENFORCED);
        out.addAll(always(type, object));
      }
      default -> out.addAll(always(type, object));
    }
    return List.copyOf(out);
  }

  /// What to say of an object that replaces `old`.
  public static List<String> update(ResourceType type, Obj object, Obj old) {
    boolean sameSpec = object.obj("spec").equals(old.obj("spec"));
    return switch (type.name().qualified()) {
      case "pods" -> List.of(); // changed often, and rarely by people
      case "deployments.apps", "replicasets.apps" ->
          sameSpec
              ? List.of()
              : List.copyOf(PodWarnings.of(object.obj("spec").obj("template"), TEMPLATE));
      case "statefulsets.apps" -> sameSpec ? List.of() : always(type, object);
      default -> always(type, object);
    };
  }

  /// As [#create] or, with `old`, as [#update].
  public static List<String> of(ResourceType type, Obj object, @Nullable Obj old) {
    return old == null ? create(type, object) : update(type, object, old);
  }

  private static List<String> always(ResourceType type, Obj object) {
    return switch (type.name().qualified()) {
      case "services" -> ServiceWarnings.of(object);
      case "endpoints" -> AddressWarnings.endpoints(object);
      case "networkpolicies.networking.k8s.io" -> AddressWarnings.policy(object);
      case "endpointslices.discovery.k8s.io" -> AddressWarnings.slice(object);
      case "podtemplates" -> PodWarnings.of(object.obj("template"), FieldPath.of("template"));
      case "statefulsets.apps" -> statefulSet(object.obj("spec"));
      case "persistentvolumeclaims" -> PodWarnings.claim(object.obj("spec"), FieldPath.of("spec"));
      default -> List.of();
    };
  }

  private static List<String> statefulSet(Obj spec) {
    List<String> out = new ArrayList<>(PodWarnings.of(spec.obj("template"), TEMPLATE));
    int i = 0;
    for (Obj claim : spec.arr("volumeClaimTemplates").objects()) {
      FieldPath path = FieldPath.of("spec", "volumeClaimTemplates").index(i++).child("spec");
      out.addAll(PodWarnings.claim(claim.obj("spec"), path));
    }
    return out;
  }

  private static List<String> hostname(Obj object, String use) {
    List<String> messages = Names.isDns1123Label(object.obj("metadata").str("name"));
    return messages.isEmpty()
        ? List.of()
        : List.of(
            "metadata.name: this is used in "
                + use
                + ", which can result in surprising behavior; a DNS label is recommended: ["
                + String.join(" ", messages)
                + "]");
  }
}
