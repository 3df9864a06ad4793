package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// Pod.
final class PodRules implements KindRules {
  static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public void create(Obj pod, Errors out) {
    metadataAndSpec(pod, out);
    Obj spec = pod.obj("spec");
    if (!spec.arr("ephemeralContainers").isEmpty()) {
      out.forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create");
    }
    if (!spec.str("nodeName").isEmpty() && !spec.arr("schedulingGates").isEmpty()) {
      out.forbidden(
          SPEC.child("nodeName"), "cannot be set until all schedulingGates have been cleared");
    }
  }

  @Override
  public void update(Obj pod, Obj old, Errors out) {
    ObjectMetaRules.update(pod, old, out);
    metadataAndSpec(pod, out);
    PodAnnotationRules.update(pod, old, out);
    PodUpdateRules.spec(pod.obj("spec"), old.obj("spec"), out);
  }

  @Override
  public void updateStatus(Obj pod, Obj old, Errors out) {
    PodStatusRules.update(pod, old, out);
  }

  /// What holds for a Pod at any time.
  static void metadataAndSpec(Obj pod, Errors out) {
    ObjectMetaRules.create(pod, true, NameRule.DNS_SUBDOMAIN, out);
    Obj spec = pod.obj("spec");
    Obj annotations = pod.obj("metadata").obj("annotations");
    PodAnnotationRules.annotations(annotations, spec, ObjectMetaRules.ANNOTATIONS, out);
    PodScope scope = new PodScope(true, pod.obj("metadata").str("name"));
    PodSpecRules.spec(spec, scope, SPEC, out);
    if (spec.str("serviceAccountName").isEmpty()) {
      tokens(spec, out);
    }
    for (String list : List.of("containers", "initContainers")) {
      int i = 0;
      for (Obj container : spec.arr(list).objects()) {
        ContainerRules.imageIsTrimmed(container, SPEC.child(list).index(i++), out);
      }
    }
  }

  private static void tokens(Obj spec, Errors out) {
    int v = 0;
    for (Obj volume : spec.arr("volumes").objects()) {
      FieldPath sources = SPEC.child("volumes").index(v++).child("projected").child("sources");
      int s = 0;
      for (Obj source : volume.obj("projected").arr("sources").objects()) {
        FieldPath at = sources.index(s++).child("serviceAccountToken");
        if (source.get("serviceAccountToken") instanceof Obj) {
          out.forbidden(at, "must not be specified when serviceAccountName is not set");
        }
      }
    }
  }
}
