package io.binnacle.server.admit;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The admission plugins in one place: the life cycle of namespaces for everybody, and what a new Pod is given.
public final class Admission {
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final Function<String, @Nullable Obj> namespaces;
  private final AccountAdmission accounts;

  /// @param namespaces looks up a namespace by name, null if there is none
  /// @param accounts the service accounts
  /// @param random for the names of volumes; used by many threads
  public Admission(
      Function<String, @Nullable Obj> namespaces, Accounts accounts, RandomGenerator random) {
    this.namespaces = namespaces;
    this.accounts = new AccountAdmission(accounts, random);
  }

  /// Admits a new object and fills in what plugins give it.
  ///
  /// @param namespace the namespace of the request, empty for cluster-scoped objects
  /// @throws ApiException 404 if the namespace does not exist, 403 if it is being deleted or a plugin refuses
  public Obj create(ResourceName resource, String namespace, Obj object) {
    if (!namespace.isEmpty()) {
      Obj home = existing(namespace);
      if (home.obj("status").str("phase").equals("Terminating")) {
        throw terminating(resource, namespace, object);
      }
    }
    return resource.equals(ResourceName.PODS) ? pod(namespace, object) : object;
  }

  private Obj pod(String namespace, Obj pod) {
    if (!AccountAdmission.isMirror(pod)) {
      return PodAdmission.admit(pod, accounts.admit(namespace, pod));
    }
    if (!pod.obj("spec").str("serviceAccountName").isEmpty()) {
      throw PodAdmission.refused(pod, "a mirror pod may not reference service accounts");
    }
    return PodAdmission.admit(pod, pod.obj("spec"));
  }

  /// Admits a change of an object.
  ///
  /// @throws ApiException 404 if the namespace does not exist
  public void update(String namespace) {
    if (!namespace.isEmpty()) {
      existing(namespace);
    }
  }

  /// Admits the deletion of an object.
  ///
  /// @throws ApiException 403 for the namespaces a cluster cannot be without
  public void delete(ResourceName resource, String name) {
    if (resource.equals(ResourceName.NAMESPACES) && IMMORTAL.contains(name)) {
      throw new ApiException(Status.forbidden(resource, name, "this namespace may not be deleted"));
    }
  }

  private Obj existing(String namespace) {
    Obj found = namespaces.apply(namespace);
    if (found == null) {
      throw new ApiException(Status.notFound(ResourceName.NAMESPACES, namespace));
    }
    return found;
  }

  private static ApiException terminating(ResourceName resource, String namespace, Obj object) {
    String name = Meta.name(object);
    String generated = object.obj("metadata").str("generateName", "Unknown");
    Status forbidden =
        Status.forbidden(
            resource,
            name.isEmpty() ? generated : name,
            "unable to create new content in namespace "
                + namespace
                + " because it is being terminated");
    Obj cause =
        Obj.of(
            "reason",
            Str.of("NamespaceTerminating"),
            "message",
            Str.of("namespace " + namespace + " is being terminated"),
            "field",
            Str.of("metadata.namespace"));
    return new ApiException(
        new Status(
            forbidden.code(),
            forbidden.reason(),
            forbidden.message(),
            forbidden.details().with("causes", Arr.of(cause))));
  }
}
