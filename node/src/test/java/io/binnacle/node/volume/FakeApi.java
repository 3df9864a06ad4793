package io.binnacle.node.volume;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// An API that knows the objects it was given, and hands out numbered tokens.
final class FakeApi implements KubeApi {
  final Map<String, Obj> objects = new HashMap<>();
  final List<Obj> orders = new ArrayList<>();
  boolean tokens = true;
  private final InstantSource clock;

  FakeApi(InstantSource clock) {
    this.clock = clock;
  }

  /// @param place `configmaps/settings`
  void put(String place, Obj object) {
    objects.put(place, object);
  }

  @Override
  public Obj get(Target target) {
    Obj found = objects.get(target.resource().plural() + "/" + target.name());
    if (found == null) {
      throw new ApiException(Status.notFound(target.resource(), target.name()));
    }
    return found;
  }

  @Override
  public Obj create(Target target, Obj order) {
    if (!tokens || !target.subresource().equals("token")) {
      throw new ApiException(Status.notFound(target.resource(), target.name()));
    }
    orders.add(order);
    long life = order.obj("spec").integer("expirationSeconds", 0);
    return order.with(
        "status",
        Obj.builder()
            .put("token", "token-" + orders.size())
            .put("expirationTimestamp", Timestamps.seconds(clock.instant().plusSeconds(life)))
            .build());
  }

  @Override
  public ObjList list(ResourceName resource, String namespace, ListOptions options) {
    throw new UnsupportedOperationException("volumes do not list");
  }

  @Override
  public Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink) {
    throw new UnsupportedOperationException("volumes do not watch");
  }

  @Override
  public Obj create(ResourceName resource, String namespace, Obj object) {
    throw new UnsupportedOperationException("volumes create tokens only");
  }

  @Override
  public Obj update(Target target, Obj object) {
    throw new UnsupportedOperationException("volumes do not update");
  }

  @Override
  public Obj patch(Target target, PatchType type, Value patch) {
    throw new UnsupportedOperationException("volumes do not patch");
  }

  @Override
  public Obj delete(Target target, DeleteOptions options) {
    throw new UnsupportedOperationException("volumes do not delete");
  }
}
