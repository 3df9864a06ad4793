package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;

/// What [Evidence] files objects under, so that no question reads a whole collection.
final class Indexes {
  /// Pods, by each label: `app=web`.
  static final Table.Index BY_LABEL =
      (pod, text) -> Meta.labels(pod).forEach((key, value) -> text.accept(key + "=" + value));

  /// Slices, by the Service they are labelled with.
  static final Table.Index BY_SERVICE =
      (slice, text) -> text.accept(SliceView.of(slice).serviceName());

  /// Anything, by the controller that made it: `ReplicaSet/web-5d8f`.
  static final Table.Index BY_OWNER =
      (object, text) -> {
        Obj owner = Meta.controllerOf(object);
        if (owner != null) {
          text.accept(owner.str("kind") + "/" + owner.str("name"));
        }
      };

  /// Events, by what they are about: `Pod/web-1`.
  static final Table.Index BY_SUBJECT =
      (event, text) -> {
        Obj about = event.obj("involvedObject");
        text.accept(about.str("kind") + "/" + about.str("name"));
      };

  /// Services, by the [Claims] they make.
  static final Table.Index BY_CLAIM = (service, text) -> Claims.of(ServiceView.of(service), text);

  /// Pods, by the ports of their node they take, as [Claims#nodePort] has them.
  static final Table.Index BY_HOST_PORT = (pod, text) -> Claims.ofHostPorts(PodView.of(pod), text);

  /// Pods, by address.
  static final Table.Index BY_ADDRESS = (pod, text) -> PodView.of(pod).podIps().forEach(text);

  /// Slices, by the Service they are labelled with.

  /// StatefulSets, by their governing Service.
  static final Table.Index BY_SERVICE_NAME =
      (set, text) -> text.accept(set.obj("spec").str("serviceName"));

  private Indexes() {}
}
