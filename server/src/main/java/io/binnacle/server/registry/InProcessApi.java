package io.binnacle.server.registry;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.function.Consumer;

/// The API for clients in this process: straight onto the registry, as an administrator, without sockets or copies.
///
/// Watch events are delivered where the store delivers them; a sink must hand them on and return, and must not write.
public final class InProcessApi implements KubeApi {
  private final Registry registry;
  private final WriteOptions options;

  /// @param name who writes, as `fieldManager`
  public InProcessApi(Registry registry, String name) {
    this.registry = registry;
    this.options = new WriteOptions(false, name, WriteOptions.FieldValidation.WARN);
  }

  @Override
  public Obj get(Target target) {
    return registry.get(target);
  }

  @Override
  public ObjList list(ResourceName resource, String namespace, ListOptions options) {
    ListResult result = registry.list(resource, namespace, ListQuery.of(options));
    return new ObjList(result.revision(), result.items());
  }

  @Override
  public Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink) {
    Registry.Watch watch =
        registry.follow(
            resource,
            namespace,
            options,
            revision,
            change -> {
              sink.accept(event(change));
              return true;
            });
    return watch::close;
  }

  @Override
  public Obj create(ResourceName resource, String namespace, Obj object) {
    return registry.create(resource, namespace, object, options).object();
  }

  @Override
  public Obj create(Target target, Obj object) {
    return registry.create(target, object, options).object();
  }

  @Override
  public Obj update(Target target, Obj object) {
    return registry.update(target, object, options).object();
  }

  @Override
  public Obj patch(Target target, PatchType type, Value patch) {
    return registry.patch(target, type, patch, options).object();
  }

  @Override
  public Obj delete(Target target, DeleteOptions options) {
    return registry.delete(target, options, this.options).object();
  }

  private static WatchEvent event(Change change) {
    Obj object = change.object().object();
    return switch (change.type()) {
      case ADDED -> new WatchEvent.Added(object);
      case MODIFIED -> new WatchEvent.Modified(object);
      case DELETED -> new WatchEvent.Deleted(object);
      case BOOKMARK -> new WatchEvent.Bookmark(change.revision());
      case ERROR -> new WatchEvent.Failed(Status.of(object));
    };
  }
}
