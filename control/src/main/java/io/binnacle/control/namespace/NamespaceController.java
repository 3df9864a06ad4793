package io.binnacle.control.namespace;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Deletes everything in a terminating namespace and finalizes it when nothing is left. What still holds it up is said in
/// its conditions.
public final class NamespaceController implements Controller {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final ControllerContext context;
  private final List<ResourceName> namespaced;
  private final ControllerLoop<String> loop;

  /// Tells the shared cache what to follow; acts after `start`.
  ///
  /// @param schema which collections live in namespaces
  public NamespaceController(ControllerContext context, Schema schema) {
    this.context = context;
    // Events of the newer group are the same stored objects.
    this.namespaced =
        schema.resources().stream()
            .filter(r -> r.namespaced() && r.isStored())
            .map(ResourceType::name)
            .filter(r -> !r.equals(ResourceName.EVENTS_V1))
            .toList();
    this.loop = new ControllerLoop<>("namespace", context.scheduler(), 2, this::reconcile);
    context
        .cache()
        .follow(ResourceName.NAMESPACES)
        .onChange(
            ResourceName.NAMESPACES,
            (_, after) -> {
              if (after != null && Meta.isDeleting(after)) {
                loop.enqueue(Meta.name(after));
              }
            });
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private Outcome reconcile(String name) {
    Obj namespace;
    try {
      namespace = context.api().get(Target.of(ResourceName.NAMESPACES, new ObjectKey("", name)));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Outcome.DONE;
      }
      throw e;
    }
    if (!Meta.isDeleting(namespace) || namespace.obj("spec").arr("finalizers").isEmpty()) {
      return Outcome.DONE;
    }
    List<String> left = empty(name);
    if (left.isEmpty()) {
      finish(namespace);
      return Outcome.DONE;
    }
    report(namespace, left);
    return new Outcome.Later(LOOK_AGAIN, "still there: " + left);
  }

  /// Asks for the deletion of everything and says what is left, as `3 pods`.
  private List<String> empty(String namespace) {
    List<String> left = new ArrayList<>();
    for (ResourceName resource : namespaced) {
      List<Obj> items = context.api().list(resource, namespace, ListOptions.ALL).items();
      for (Obj item : items) {
        if (!Meta.isDeleting(item)) {
          delete(resource, item);
        }
      }
      int remaining =
          items.isEmpty()
              ? 0
              : context.api().list(resource, namespace, ListOptions.ALL).items().size();
      if (remaining > 0) {
        left.add(resource.qualified() + " has " + remaining + " resource instances");
      }
    }
    return left;
  }

  private void delete(ResourceName resource, Obj item) {
    try {
      context.api().delete(Target.of(resource, item), DeleteOptions.uid(Meta.uid(item)));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private void finish(Obj namespace) {
    Obj finalized =
        namespace.change(
            "spec",
            s ->
                s.with(
                    "finalizers",
                    s.arr("finalizers").strings().stream()
                        .filter(f -> !f.equals("kubernetes"))
                        .map(f -> (Value) Str.of(f))
                        .collect(Arr.toArr())));
    Target target = new Target(ResourceName.NAMESPACES, "", Meta.name(namespace), "finalize");
    try {
      context.api().update(target, finalized);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void report(Obj namespace, List<String> left) {
    Obj condition =
        Obj.builder()
            .put("type", "NamespaceContentRemaining")
            .put("status", "True")
            .put("reason", "SomeResourcesRemain")
            .put("message", "Some resources are remaining: " + String.join(", ", left))
            .build();
    Obj before = namespace.obj("status");
    boolean known =
        before.arr("conditions").objects().stream()
            .anyMatch(c -> c.without("lastTransitionTime").equals(condition));
    if (known) {
      return;
    }
    String now = Timestamps.seconds(context.scheduler().clock().instant());
    Obj status = before.with("conditions", Arr.of(condition.with("lastTransitionTime", now)));
    try {
      context
          .api()
          .update(
              Target.of(ResourceName.NAMESPACES, namespace).status(),
              namespace.with("status", status));
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
  }
}
