package io.binnacle.model.validate;

import io.binnacle.model.error.FieldError;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Says what is wrong with an object: the findings of a 422 answer, in upstream's order, none if it is fine.
///
/// Objects must be pruned to the schema and have their defaults; for a Service, addresses and node ports must have been
/// allocated. On update, `metadata` fields a client may leave out must have been filled in from the stored object.
/// Stateless; safe to share between threads.
public final class Validators {
  /// By plural and group, as [io.binnacle.model.meta.ResourceName#qualified] writes them.
  private static final Map<String, KindRules> RULES =
      Map.ofEntries(
          Map.entry("configmaps", new ConfigMapRules()),
          Map.entry("controllerrevisions.apps", new ControllerRevisionRules()),
          Map.entry("deployments.apps", new DeploymentRules()),
          Map.entry("endpoints", new EndpointsRules()),
          Map.entry("endpointslices.discovery.k8s.io", new EndpointSliceRules()),
          Map.entry("events", new EventRules(false)),
          Map.entry("events.events.k8s.io", new EventRules(true)),
          Map.entry("leases.coordination.k8s.io", new LeaseRules()),
          Map.entry("namespaces", new NamespaceRules()),
          Map.entry("networkpolicies.networking.k8s.io", new NetworkPolicyRules()),
          Map.entry("nodes", new NodeRules()),
          Map.entry("persistentvolumeclaims", new PersistentVolumeClaimRules()),
          Map.entry("persistentvolumes", new PersistentVolumeRules()),
          Map.entry("pods", new PodRules()),
          Map.entry("podtemplates", new PodTemplateRules()),
          Map.entry("replicasets.apps", new ReplicaSetRules()),
          Map.entry("secrets", new SecretRules()),
          Map.entry("services", new ServiceRules()),
          Map.entry("statefulsets.apps", new StatefulSetRules()),
          Map.entry("storageclasses.storage.k8s.io", new StorageClassRules()));

  private Validators() {}

  /// Judges an object about to be created.
  public static List<FieldError> create(ResourceType type, Obj object) {
    return collect(type, (rules, out) -> rules.create(object, out));
  }

  /// Judges an object about to replace `old`.
  public static List<FieldError> update(ResourceType type, Obj object, Obj old) {
    return collect(type, (rules, out) -> rules.update(object, old, out));
  }

  /// Judges an object about to replace `old` through the `status` subresource; its spec is that of `old`.
  public static List<FieldError> updateStatus(ResourceType type, Obj object, Obj old) {
    return collect(type, (rules, out) -> rules.updateStatus(object, old, out));
  }

  /// Judges `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy` of a Service alone, as they must be before
  /// addresses are allocated.
  public static List<FieldError> serviceAddresses(Obj service) {
    Errors out = new Errors();
    ServiceIpRules.related(service.obj("spec"), out);
    return out.list();
  }

  private static List<FieldError> collect(ResourceType type, BiConsumer<KindRules, Errors> judge) {
    Errors out = new Errors();
    KindRules rules = RULES.get(type.name().qualified());
    judge.accept(rules == null ? new MetadataOnlyRules(type.namespaced()) : rules, out);
    return out.list();
  }
}
