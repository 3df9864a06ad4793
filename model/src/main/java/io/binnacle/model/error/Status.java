package io.binnacle.model.error;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.stream.Collectors;

/// A Kubernetes `Status` of failure: HTTP code, reason, message and details, as a client receives it.
///
/// @param code the HTTP status, 400..599
/// @param reason the machine-readable reason, `NotFound`; empty if upstream sends none
/// @param message the human-readable text, exactly as upstream words it
/// @param details `details` of the Status, `{}` if none
/// @param metadata `metadata` of the Status: `continue` of an expired list, else `{}`
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/">Status</a>
public record Status(int code, String reason, String message, Obj details, Obj metadata) {

  /// A Status without metadata, as nearly all are.
  public Status(int code, String reason, String message, Obj details) {
    this(code, reason, message, details, Obj.EMPTY);
  }

  /// 400: the request makes no sense.
  public static Status badRequest(String message) {
    return new Status(400, "BadRequest", message, Obj.EMPTY);
  }

  /// 404 for an object: `services "x" not found`.
  public static Status notFound(ResourceName resource, String name) {
    return new Status(
        404,
        "NotFound",
        resource.qualified() + " \"" + name + "\" not found",
        details(resource, resource.plural(), name));
  }

  /// 409 for a create: `services "x" already exists`.
  public static Status alreadyExists(ResourceName resource, String name) {
    return new Status(
        409,
        "AlreadyExists",
        resource.qualified() + " \"" + name + "\" already exists",
        details(resource, resource.plural(), name));
  }

  /// 409 for an update: `Operation cannot be fulfilled on services "x": why`.
  public static Status conflict(ResourceName resource, String name, String why) {
    return new Status(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + resource.qualified() + " \"" + name + "\": " + why,
        details(resource, resource.plural(), name));
  }

  /// 409 for a stale `metadata.resourceVersion`.
  public static Status staleVersion(ResourceName resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");
  }

  /// 403 for an object: `services "x" is forbidden: why`.
  public static Status forbidden(ResourceName resource, String name, String why) {
    String subject =
        name.isEmpty() ? resource.qualified() : resource.qualified() + " \"" + name + "\"";
    return new Status(
        403,
        "Forbidden",
        subject + " is forbidden: " + why,
        details(resource, resource.plural(), name));
  }

  /// 422 for an object that fails validation: `Service "x" is invalid: …`. `details.kind` is the kind.
  ///
  /// @param group the API group of the kind, empty for core
  /// @param errors at least one finding, in the order upstream reports them
  public static Status invalid(String group, String kind, String name, List<FieldError> errors) {
    List<String> distinct = errors.stream().map(FieldError::message).distinct().toList();
    String all =
        distinct.size() == 1 ? distinct.getFirst() : "[" + String.join(", ", distinct) + "]";
    Arr causes =
        errors.stream()
            .map(e ->
                Obj.of(
                    "reason",
                    Str.of(e.cause().name()),
                    "message",
                    Str.of(e.body()),
                    "field",
                    Str.of(e.field())))
            .collect(Arr.toArr());
    Obj details =
        Obj.builder()
            .putUnlessEmpty("name", name)
            .putUnlessEmpty("group", group)
            .put("kind", kind)
            .put("causes", causes)
            .build();
    String qualified = group.isEmpty() ? kind : kind + "." + group;
    return new Status(422, "Invalid", qualified + " \"" + name + "\" is invalid: " + all, details);
  }

  /// 405: the resource does not support the verb.
  public static Status methodNotAllowed(ResourceName resource, String verb) {
    return new Status(
        405,
        "MethodNotAllowed",
        verb + " is not supported on resources of kind \"" + resource.qualified() + "\"",
        details(resource, resource.plural(), ""));
  }

  /// 410: a revision or a continue token too old to serve.
  public static Status expired(String message) {
    return new Status(410, "Expired", message, Obj.EMPTY);
  }

  /// This Status with a token to go on with: what an expired list answers.
  public Status withContinue(String token) {
    return new Status(code, reason, message, details, metadata.with("continue", token));
  }

  /// 500 with upstream's prefix.
  public static Status internalError(String why) {
    return new Status(
        500,
        "InternalError",
        "Internal error occurred: " + why,
        Obj.of("causes", Arr.of(Obj.of("message", Str.of(why)))));
  }

  /// Whether one of the causes has this reason: controllers look for `NamespaceTerminating`.
  public boolean hasCause(String cause) {
    return details.arr("causes").objects().stream().anyMatch(c -> c.str("reason").equals(cause));
  }

  /// This status as the object a client receives.
  public Obj toObj() {
    return Obj.builder()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("metadata", metadata)
        .put("status", "Failure")
        .put("message", message)
        .putUnlessEmpty("reason", reason)
        .putIfPresent("details", details.isEmpty() ? null : details)
        .put("code", code)
        .build();
  }

  /// Reads what [#toObj] or another API server wrote.
  public static Status of(Obj status) {
    return new Status(
        (int) status.integer("code", 500),
        status.str("reason"),
        status.str("message"),
        status.obj("details"),
        status.obj("metadata"));
  }

  /// The messages of all causes, for logs.
  public String causes() {
    return details.arr("causes").objects().stream()
        .map(c -> c.str("message"))
        .collect(Collectors.joining("; "));
  }

  private static Obj details(ResourceName resource, String kind, String name) {
    return Obj.builder()
        .putUnlessEmpty("name", name)
        .putUnlessEmpty("group", resource.group())
        .put("kind", kind)
        .build();
  }
}
