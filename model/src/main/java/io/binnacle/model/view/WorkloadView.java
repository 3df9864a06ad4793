package io.binnacle.model.view;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.util.Map;

/// What Deployment, ReplicaSet and StatefulSet have in common.
///
/// @param object the whole object
public record WorkloadView(Obj object) {

  /// A view of `workload`.
  public static WorkloadView of(Obj workload) {
    return new WorkloadView(workload);
  }

  public ObjectKey key() {
    return ObjectKey.of(object);
  }

  public String name() {
    return Meta.name(object);
  }

  public String namespace() {
    return Meta.namespace(object);
  }

  public String uid() {
    return Meta.uid(object);
  }

  public Map<String, String> labels() {
    return Meta.labels(object);
  }

  /// How many Pods are wanted; 1 if not stated.
  public int replicas() {
    return (int) object.obj("spec").integer("replicas", 1);
  }

  /// The label selector object, with `matchLabels` and `matchExpressions`.
  public Obj selector() {
    return object.obj("spec").obj("selector");
  }

  /// The Pod template: metadata and spec.
  public Obj template() {
    return object.obj("spec").obj("template");
  }

  /// Seconds a Pod must be ready before it counts as available.
  public int minReadySeconds() {
    return (int) object.obj("spec").integer("minReadySeconds", 0);
  }

  public boolean isDeleting() {
    return Meta.isDeleting(object);
  }

  public long generation() {
    return Meta.generation(object);
  }

  /// The generation the status was computed from.
  public long observedGeneration() {
    return object.obj("status").integer("observedGeneration", 0);
  }

  /// The number of Pods the status reports under `field`: `replicas`, `readyReplicas`, `availableReplicas`,
  /// `updatedReplicas`.
  public int statusCount(String field) {
    return (int) object.obj("status").integer(field, 0);
  }
}
