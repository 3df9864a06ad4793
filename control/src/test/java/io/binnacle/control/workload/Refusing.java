package io.binnacle.control.workload;

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
import java.util.Set;
import java.util.function.Consumer;

/// An API that refuses to create in some collections and is as it was otherwise.
record Refusing(KubeApi api, Set<ResourceName> refused) implements KubeApi {
  @Override
  public Obj create(ResourceName resource, String namespace, Obj object) {
    if (refused.contains(resource)) {
      throw new ApiException(Status.forbidden(resource, "", "exceeded quota"));
    }
    return api.create(resource, namespace, object);
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
  public Obj update(Target target, Obj object) {
    return api.update(target, object);
  }

  @Override
  public Obj patch(Target target, PatchType type, Value patch) {
    return api.patch(target, type, patch);
  }

  @Override
  public Obj delete(Target target, DeleteOptions options) {
    return api.delete(target, options);
  }
}
