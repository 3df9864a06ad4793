package io.binnacle.doctor.gather;

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
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// An API that lets nobody list some collections, as if roles were missing.
final class GuardedApi implements KubeApi {
  private final KubeApi api;
  private final Map<String, Status> refused = new HashMap<>();

  GuardedApi(KubeApi api) {
    this.api = api;
  }

  /// Forbids to list a collection in a namespace; empty for all at once.
  GuardedApi forbid(ResourceName resource, String namespace) {
    return fail(resource, namespace, Status.forbidden(resource, "", "no role allows it"));
  }

  GuardedApi fail(ResourceName resource, String namespace, Status status) {
    refused.put(resource + " " + namespace, status);
    return this;
  }

  @Override
  public ObjList list(ResourceName resource, String namespace, ListOptions options) {
    Status status = refused.get(resource + " " + namespace);
    if (status != null) {
      throw new ApiException(status);
    }
    return api.list(resource, namespace, options);
  }

  @Override
  public Obj get(Target target) {
    throw new UnsupportedOperationException("the doctor lists");
  }

  @Override
  public Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink) {
    throw new UnsupportedOperationException("the doctor lists");
  }

  @Override
  public Obj create(ResourceName resource, String namespace, Obj object) {
    throw new UnsupportedOperationException("the doctor writes nothing");
  }

  @Override
  public Obj update(Target target, Obj object) {
    throw new UnsupportedOperationException("the doctor writes nothing");
  }

  @Override
  public Obj patch(Target target, PatchType type, Value patch) {
    throw new UnsupportedOperationException("the doctor writes nothing");
  }

  @Override
  public Obj delete(Target target, DeleteOptions options) {
    throw new UnsupportedOperationException("the doctor writes nothing");
  }
}
