package io.binnacle.node.agent;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// An API that remembers which writes it found invalid, and counts the writes of statuses.
final class Judging implements KubeApi {
  private final KubeApi api;
  final List<String> invalid = new ArrayList<>();
  int statusWrites;

  Judging(KubeApi api) {
    this.api = api;
  }

  private <T> T judged(Supplier<T> call) {
    try {
      return call.get();
    } catch (ApiException e) {
      if (e.status().code() == 422) {
        invalid.add(e.status().message());
      }
      throw e;
    }
  }

  @Override
  public Obj get(Target target) {
    return api.get(target);
  }

  @Override
  public ObjList list(ResourceName resource, String namespace, ListOptions options) {
    return api.list(resource, namespace, options);
  }

  @Override
  public Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink) {
    return api.watch(resource, namespace, options, revision, sink);
  }

  @Override
  public Obj create(ResourceName resource, String namespace, Obj object) {
    return judged(() -> api.create(resource, namespace, object));
  }

  @Override
  public Obj update(Target target, Obj object) {
    statusWrites += target.resource().equals(ResourceName.PODS) ? 1 : 0;
    return judged(() -> api.update(target, object));
  }

  @Override
  public Obj patch(Target target, PatchType type, Value patch) {
    return judged(() -> api.patch(target, type, patch));
  }

  @Override
  public Obj delete(Target target, DeleteOptions options) {
    return api.delete(target, options);
  }
}
