package io.binnacle.doctor.corpus.peer;

import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A settled world with what its manifests take for granted and the worlds leave out: each namespace's default ServiceAccount, the
/// classes and certificates its Ingresses name, the storage classes of its claims. Without them other tools would report of every
/// world that they are missing.
final class Shown {
  private final Settled settled;
  private final Map<String, Map<ObjectKey, Obj>> assumed = new TreeMap<>();

  Shown(Settled settled) {
    this.settled = settled;
    for (Obj namespace : settled.all(ResourceName.NAMESPACES)) {
      assume("serviceaccounts", "v1", "ServiceAccount", Meta.name(namespace), "default");
    }
    for (Obj ingress : settled.all(Kinds.INGRESSES)) {
      assume(
          "ingressclasses",
          "networking.k8s.io/v1",
          "IngressClass",
          "",
          ingress.obj("spec").str("ingressClassName"));
      for (Obj tls : ingress.obj("spec").arr("tls").objects()) {
        assume("secrets", "v1", "Secret", Meta.namespace(ingress), tls.str("secretName"));
      }
    }
    for (Obj set : settled.all(ResourceName.STATEFUL_SETS)) {
      for (Obj claim : set.obj("spec").arr("volumeClaimTemplates").objects()) {
        assume(
            "storageclasses",
            "storage.k8s.io/v1",
            "StorageClass",
            "",
            claim.obj("spec").str("storageClassName"));
      }
    }
  }

  private void assume(
      String plural, String apiVersion, String kind, String namespace, String name) {
    if (name.isEmpty()) {
      return;
    }
    Obj object =
        Obj.builder()
            .put("apiVersion", apiVersion)
            .put("kind", kind)
            .put(
                "metadata",
                Obj.builder().putUnlessEmpty("namespace", namespace).put("name", name).build())
            .build();
    assumed.computeIfAbsent(plural, _ -> new TreeMap<>()).put(ObjectKey.of(object), object);
  }

  /// The objects of a collection, by namespace and name.
  List<Obj> all(ResourceName resource) {
    Map<ObjectKey, Obj> out = new TreeMap<>(assumed.getOrDefault(resource.plural(), Map.of()));
    settled.all(resource).forEach(object -> out.put(ObjectKey.of(object), object));
    return new ArrayList<>(out.values());
  }
}
