package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Obj;

/// Templates from which Pods are made: the kind PodTemplate, and those inside workloads.
final class PodTemplateRules implements KindRules {
  @Override
  public void create(Obj template, Errors out) {
    ObjectMetaRules.create(template, true, NameRule.DNS_SUBDOMAIN, out);
    template(template.obj("template"), FieldPath.of("template"), out);
  }

  @Override
  public void update(Obj template, Obj old, Errors out) {
    ObjectMetaRules.update(template, old, out);
    template(template.obj("template"), FieldPath.of("template"), out);
  }

  /// A whole template: metadata and spec.
  static void template(Obj template, FieldPath path, Errors out) {
    metadata(template, path, out);
    Obj spec = template.obj("spec");
    PodSpecRules.spec(spec, PodScope.TEMPLATE, path.child("spec"), out);
    if (!spec.arr("ephemeralContainers").isEmpty()) {
      out.forbidden(
          path.child("spec").child("ephemeralContainers"),
          "ephemeral containers not allowed in pod template");
    }
  }

  /// The labels and annotations of a template; upstream leaves `metadata` out of their paths.
  static void metadata(Obj template, FieldPath path, Errors out) {
    Obj meta = template.obj("metadata");
    LabelRules.labels(meta.obj("labels"), path.child("labels"), out);
    LabelRules.annotations(meta.obj("annotations"), path.child("annotations"), out);
    PodAnnotationRules.annotations(
        meta.obj("annotations"), template.obj("spec"), path.child("annotations"), out);
  }
}
