package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.List;

/// The `binding` subresource of a Pod: how a scheduler gives it a node, once and for all.
///
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/binding-v1/">Binding</a>
final class Bindings {
  private Bindings() {}

  /// The Pod bound to the node that `binding` names.
  ///
  /// @throws ApiException 422 if it names none, 409 if the Pod is another one, is being deleted or has a node
  static Obj applied(Obj pod, Obj binding, Instant now) {
    String name = Meta.name(pod);
    String node = binding.obj("target").str("name");
    String kind = binding.obj("target").str("kind", "Node");
    if (node.isEmpty() || !kind.equals("Node") && !kind.equals("Minion")) {
      FieldError error =
          node.isEmpty()
              ? FieldError.required(FieldPath.of("target", "name"), "")
              : FieldError.notSupported(
                  FieldPath.of("target", "kind"), Str.of(kind), List.of("Node", "<empty>"));
      throw Refusals.invalid("", "Binding", name, List.of(error));
    }
    Metadata.checkName(binding, name);
    if (!Meta.uid(binding).isEmpty() && !Meta.uid(binding).equals(Meta.uid(pod))) {
      throw conflict(
          name,
          "Precondition failed: UID in precondition: "
              + Meta.uid(binding)
              + ", UID in object meta: "
              + Meta.uid(pod));
    }
    if (Meta.isDeleting(pod)) {
      throw conflict(name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    String before = pod.obj("spec").str("nodeName");
    if (!before.isEmpty()) {
      throw conflict(name, "pod " + name + " is already assigned to node \"" + before + "\"");
    }
    Obj scheduled =
        Obj.builder()
            .put("type", "PodScheduled")
            .put("status", "True")
            .put("lastTransitionTime", Timestamps.seconds(now))
            .build();
    Arr others =
        pod.obj("status").arr("conditions").objects().stream()
            .filter(c -> !c.str("type").equals("PodScheduled"))
            .map(c -> (Value) c)
            .collect(Arr.toArr());
    return pod.change("spec", s -> s.with("nodeName", node))
        .change("status", s -> s.with("conditions", others.plus(scheduled)));
  }

  private static ApiException conflict(String pod, String why) {
    return new ApiException(Status.conflict(new ResourceName("", "v1", "pods/binding"), pod, why));
  }
}
