package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The part of `metadata` that is the server's.
final class Metadata {
  private Metadata() {}

  /// A new object with its namespace and without what only a server may say.
  ///
  /// @throws ApiException 400 if it names another namespace than the request, 500 if it carries a version
  static Obj forCreate(Resource resource, String namespace, Obj object) {
    if (Versions.of(object) != 0) {
      throw Refusals.unclassified("resourceVersion should not be set on objects to be created");
    }
    return inNamespace(resource, namespace, typed(resource, object))
        .change(
            "metadata",
            m ->
                m.without("resourceVersion")
                    .without("deletionTimestamp")
                    .without("deletionGracePeriodSeconds")
                    .without("generation")
                    .without("managedFields")
                    .without("selfLink"));
  }

  /// A new object with its identity.
  static Obj born(Obj object, RandomGenerator random, Instant now) {
    return object.change(
        "metadata",
        m -> m.with("uid", uid(random)).with("creationTimestamp", Timestamps.seconds(now)));
  }

  /// An update with what no client can change taken from the stored object.
  static Obj forUpdate(Obj next, Obj old) {
    Obj kept = old.obj("metadata");
    return next.change(
        "metadata",
        m -> {
          Obj out =
              m.without("managedFields")
                  .without("selfLink")
                  .withOrWithout("creationTimestamp", kept.get("creationTimestamp"))
                  .withOrWithout("generation", kept.get("generation"));
          if (out.str("resourceVersion").isEmpty()) {
            out = out.withOrWithout("resourceVersion", kept.get("resourceVersion"));
          }
          if (out.str("uid").isEmpty()) {
            out = out.withOrWithout("uid", kept.get("uid"));
          }
          if (Meta.isDeleting(old)) {
            out = out.withOrWithout("deletionTimestamp", kept.get("deletionTimestamp"));
          }
          if (!out.has("deletionGracePeriodSeconds")) {
            out =
                out.withOrWithout(
                    "deletionGracePeriodSeconds", kept.get("deletionGracePeriodSeconds"));
          }
          return out;
        });
  }

  /// The object with the `apiVersion` and `kind` of its collection.
  static Obj typed(Resource resource, Obj object) {
    return object
        .with("apiVersion", resource.name().apiVersion())
        .with("kind", resource.type().kind());
  }

  /// The object with the namespace of the request.
  ///
  /// @throws ApiException 400 if it names another
  static Obj inNamespace(Resource resource, String namespace, Obj object) {
    if (!resource.type().namespaced()) {
      return object.change("metadata", m -> m.without("namespace"));
    }
    String own = Meta.namespace(object);
    if (!own.isEmpty() && !own.equals(namespace)) {
      throw Refusals.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    return object.change("metadata", m -> m.with("namespace", namespace));
  }

  /// Checks that an update is about the object its URL names.
  ///
  /// @throws ApiException 400 if not
  static void checkName(Obj object, String name) {
    String own = Meta.name(object);
    if (own.isEmpty()) {
      throw Refusals.badRequest(
          "the name of the object ("
              + name
              + " based on URL) was undeterminable: name must be provided");
    }
    if (!own.equals(name)) {
      throw Refusals.badRequest(
          "the name of the object (" + own + ") does not match the name on the URL (" + name + ")");
    }
  }

  /// Checks preconditions on identity and version.
  ///
  /// @param uid the UID the object must have, empty for any
  /// @param version the resourceVersion it must have, empty for any
  /// @throws ApiException 409 if one fails
  static void checkPreconditions(
      Resource resource, String name, Obj stored, String uid, String version) {
    if (!uid.isEmpty() && !uid.equals(Meta.uid(stored))) {
      throw new ApiException(
          Status.conflict(
              resource.name(),
              name,
              "Precondition failed: UID in precondition: "
                  + uid
                  + ", UID in object meta: "
                  + Meta.uid(stored)));
    }
    if (!version.isEmpty() && !version.equals(Meta.resourceVersion(stored))) {
      throw new ApiException(
          Status.conflict(
              resource.name(),
              name,
              "Precondition failed: ResourceVersion in precondition: "
                  + version
                  + ", ResourceVersion in object meta: "
                  + Meta.resourceVersion(stored)));
    }
  }

  /// A random (version 4) UUID.
  static String uid(RandomGenerator random) {
    long high = random.nextLong() & 0xffffffffffff0fffL | 0x4000L;
    long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
