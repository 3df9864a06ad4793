package io.binnacle.model.view;

import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Node as scheduler, controllers and node agent read it.
///
/// @param object the whole object
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/">Node</a>
public record NodeView(Obj object) {
  /// The label with the failure zone of a node.
  public static final String ZONE_LABEL = "topology.kubernetes.io/zone";

  /// Something about a node that keeps Pods away unless they tolerate it.
  ///
  /// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
  public record Taint(String key, String value, String effect) {}

  /// A view of `node`.
  public static NodeView of(Obj node) {
    return new NodeView(node);
  }

  public String name() {
    return Meta.name(object);
  }

  public String uid() {
    return Meta.uid(object);
  }

  public Map<String, String> labels() {
    return Meta.labels(object);
  }

  /// The failure zone, empty if unknown.
  public String zone() {
    return object.obj("metadata").obj("labels").str(ZONE_LABEL);
  }

  /// Whether the Ready condition is True.
  public boolean isReady() {
    return Condition.isTrue(object, "Ready");
  }

  /// Whether the node is cordoned.
  public boolean isUnschedulable() {
    return object.obj("spec").bool("unschedulable", false);
  }

  /// The ranges Pods of this node get addresses from, at most one per family.
  public List<String> podCidrs() {
    List<String> all = object.obj("spec").arr("podCIDRs").strings();
    String first = object.obj("spec").str("podCIDR");
    return !all.isEmpty() || first.isEmpty() ? all : List.of(first);
  }

  public List<Taint> taints() {
    List<Taint> out = new ArrayList<>();
    for (Obj taint : object.obj("spec").arr("taints").objects()) {
      out.add(new Taint(taint.str("key"), taint.str("value"), taint.str("effect")));
    }
    return out;
  }

  /// Whether the node is one of those a Pod wants by `nodeSelector` and required node affinity.
  ///
  /// @param podSpec `spec` of the Pod
  public boolean isSelectedBy(Obj podSpec) {
    if (!labels().entrySet().containsAll(podSpec.obj("nodeSelector").stringMap().entrySet())) {
      return false;
    }
    Obj required =
        podSpec
            .obj("affinity")
            .obj("nodeAffinity")
            .obj("requiredDuringSchedulingIgnoredDuringExecution");
    List<Obj> terms = required.arr("nodeSelectorTerms").objects();
    return terms.isEmpty() || terms.stream().anyMatch(this::matches);
  }

  /// Terms use the expressions of label selectors; `matchFields` knows the node's name only.
  private boolean matches(Obj term) {
    if (term.isEmpty()) {
      return false;
    }
    return LabelSelector.of(term.without("matchFields")).matches(labels())
        && LabelSelector.of(Obj.EMPTY.with("matchExpressions", term.arr("matchFields")))
            .matches(Map.of("metadata.name", name()));
  }

  /// The addresses of one type in order: `InternalIP`, `ExternalIP`, `Hostname`, `InternalDNS`, `ExternalDNS`.
  public List<String> addresses(String type) {
    List<String> out = new ArrayList<>();
    for (Obj address : object.obj("status").arr("addresses").objects()) {
      if (address.str("type").equals(type)) {
        out.add(address.str("address"));
      }
    }
    return out;
  }
}
