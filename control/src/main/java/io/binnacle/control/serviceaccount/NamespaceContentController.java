package io.binnacle.control.serviceaccount;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import org.jspecify.annotations.Nullable;

/// Keeps the ServiceAccount `default` and the ConfigMap `kube-root-ca.crt` in every namespace that is not going away.
public final class NamespaceContentController implements Controller {
  private static final String DEFAULT_ACCOUNT = "default";
  private static final String ROOT_CA = "kube-root-ca.crt";
  private static final String ROOT_CA_KEY = "ca.crt";

  private final ControllerContext context;
  private final String caPem;
  private final ControllerLoop<String> loop;
  private final OwnWrites<String> ownWrites = new OwnWrites<>();

  /// Tells the shared cache what to follow; acts after `start`.
  ///
  /// @param caPem the certificate clients of the API should trust, PEM text
  public NamespaceContentController(ControllerContext context, String caPem) {
    this.context = context;
    this.caPem = caPem;
    this.loop = new ControllerLoop<>("namespace-content", context.scheduler(), 2, this::reconcile);
    context
        .cache()
        .follow(ResourceName.NAMESPACES)
        .follow(ResourceName.SERVICE_ACCOUNTS)
        .follow(ResourceName.CONFIG_MAPS)
        .onChange(
            ResourceName.NAMESPACES,
            (_, after) -> {
              if (after != null) {
                loop.enqueue(Meta.name(after));
              }
            })
        .onChange(
            ResourceName.SERVICE_ACCOUNTS,
            (before, after) -> contentChanged(DEFAULT_ACCOUNT, before, after))
        .onChange(
            ResourceName.CONFIG_MAPS, (before, after) -> contentChanged(ROOT_CA, before, after));
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void contentChanged(String name, @Nullable Obj before, @Nullable Obj after) {
    Obj object = after == null ? before : after;
    if (object != null && Meta.name(object).equals(name)) {
      loop.enqueue(Meta.namespace(object));
    }
  }

  private Outcome reconcile(String namespace) {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(namespace, snapshot)) {
      return Outcome.STALE;
    }
    Obj object = snapshot.get(ResourceName.NAMESPACES, new ObjectKey("", namespace));
    if (object == null || Meta.isDeleting(object)) {
      ownWrites.forget(namespace);
      return Outcome.DONE;
    }
    try {
      if (snapshot.get(ResourceName.SERVICE_ACCOUNTS, new ObjectKey(namespace, DEFAULT_ACCOUNT))
          == null) {
        create(
            namespace, ResourceName.SERVICE_ACCOUNTS, "ServiceAccount", DEFAULT_ACCOUNT, Obj.EMPTY);
      }
      publishRootCa(
          namespace, snapshot.get(ResourceName.CONFIG_MAPS, new ObjectKey(namespace, ROOT_CA)));
    } catch (ApiException e) {
      if (!e.isNamespaceTerminating() && !e.isNotFound() && !e.isAlreadyExists()) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  private void publishRootCa(String namespace, @Nullable Obj current) {
    Obj data = Obj.of(ROOT_CA_KEY, Str.of(caPem));
    if (current == null) {
      create(namespace, ResourceName.CONFIG_MAPS, "ConfigMap", ROOT_CA, Obj.of("data", data));
    } else if (!current.obj("data").equals(data)) {
      Obj written =
          context
              .api()
              .update(Target.of(ResourceName.CONFIG_MAPS, current), current.with("data", data));
      ownWrites.note(namespace, ResourceName.CONFIG_MAPS, written);
    }
  }

  private void create(
      String namespace, ResourceName resource, String kind, String name, Obj content) {
    Obj object =
        content
            .with("apiVersion", "v1")
            .with("kind", kind)
            .with("metadata", Obj.of("name", Str.of(name), "namespace", Str.of(namespace)));
    ownWrites.note(namespace, resource, context.api().create(resource, namespace, object));
  }
}
