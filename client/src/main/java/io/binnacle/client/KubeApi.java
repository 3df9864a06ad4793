package io.binnacle.client;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.function.Consumer;

/// The Kubernetes API as its clients in this process see it. Objects are whole: `apiVersion`, `kind` and
/// `metadata.resourceVersion` included. Safe for use by many threads; every call may block until the write is durable
/// or the answer is there.
///
/// Every method throws [ApiException] with the Status the server answered.
///
/// @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
public interface KubeApi {
  /// Reads one object.
  ///
  /// @throws ApiException 404 if it does not exist
  Obj get(Target target);

  /// Reads a collection.
  ///
  /// @param namespace the namespace, or empty for all
  ObjList list(ResourceName resource, String namespace, ListOptions options);

  /// Reads a collection object by object, for whoever keeps little of each: a door to somewhere else holds one page at a
  /// time. If it fails midway, what was handed on stays handed on.
  ///
  /// @param each called on this thread
  /// @return the revision, as [ObjList#revision]
  default long list(
      ResourceName resource, String namespace, ListOptions options, Consumer<Obj> each) {
    ObjList list = list(resource, namespace, options);
    list.items().forEach(each);
    return list.revision();
  }

  /// Follows a collection from just after `revision`, usually [ObjList#revision].
  ///
  /// Events arrive in revision order, never two at a time, on a thread of the server's: `sink` must hand them on and
  /// return. After [WatchEvent.Failed] nothing more comes.
  ///
  /// @param namespace the namespace, or empty for all
  /// @return closes the watch; after it has returned no new event is begun
  Watch watch(
      ResourceName resource,
      String namespace,
      ListOptions options,
      long revision,
      Consumer<WatchEvent> sink);

  /// Creates an object and returns it as stored. `metadata.generateName` works as usual.
  ///
  /// @throws ApiException 409 AlreadyExists, 422, 403 with cause NamespaceTerminating, …
  Obj create(ResourceName resource, String namespace, Obj object);

  /// Creates on a subresource, which is an order rather than an object: `serviceaccounts/token`, `pods/binding`,
  /// `pods/eviction`. Without a subresource it is the other [#create(ResourceName, String, Obj)].
  ///
  /// @return what the server answers: for a token the TokenRequest with its `status`
  /// @throws ApiException 404 if the object does not exist or has no such subresource, which is all a door says that serves
  ///     none
  default Obj create(Target target, Obj object) {
    if (target.subresource().isEmpty()) {
      return create(target.resource(), target.namespace(), object);
    }
    throw new ApiException(
        new Status(404, "NotFound", "the server could not find the requested resource", Obj.EMPTY));
  }

  /// Replaces an object (or its subresource) and returns it as stored. A `metadata.resourceVersion` in `object` makes
  /// it conditional.
  ///
  /// @throws ApiException 409 Conflict if the object has changed since
  Obj update(Target target, Obj object);

  /// Patches an object (or its subresource) and returns it as stored.
  Obj patch(Target target, PatchType type, Value patch);

  /// Deletes an object. With finalizers or a grace period it stays for a while, marked as deleting.
  ///
  /// @return the object as the delete left it: marked as deleting, or in its final state with the revision of the
  ///     delete as `metadata.resourceVersion`; a remote server may answer a Status instead
  /// @throws ApiException 404 if it does not exist, 409 if a precondition fails
  Obj delete(Target target, DeleteOptions options);

  /// A running watch.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
