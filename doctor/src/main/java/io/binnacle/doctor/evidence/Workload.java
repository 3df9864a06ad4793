package io.binnacle.doctor.evidence;

import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.util.Map;

/// What makes Pods: a Deployment, StatefulSet, DaemonSet, Job, a ReplicaSet that stands alone, or a Pod that nobody made.
///
/// @param ref what it is called
/// @param object the whole object
public record Workload(ObjectRef ref, Obj object) {
  public ObjectKey key() {
    return ref.key();
  }

  public String namespace() {
    return ref.namespace();
  }

  /// Whether it is of this kind, such as `StatefulSet`.
  public boolean is(String kind) {
    return ref.kind().equals(kind);
  }

  /// Metadata and spec of its Pods; a Pod is its own template.
  public Obj template() {
    return is("Pod") ? object : object.obj("spec").obj("template");
  }

  /// `spec` of its Pods.
  public Obj podSpec() {
    return template().obj("spec");
  }

  /// The labels its Pods carry.
  public Map<String, String> podLabels() {
    return Meta.labels(template());
  }

  /// Where the template stands in the object: `spec.template.` or, for a Pod, nothing.
  public String templatePath() {
    return is("Pod") ? "" : "spec.template.";
  }

  /// How many Pods it is told to have; 1 where the kind has no such number.
  public int replicas() {
    return is("Pod") || is("DaemonSet") || is("Job")
        ? 1
        : (int) object.obj("spec").integer("replicas", 1);
  }
}
