package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.List;

/// The failures only a registry has, as kube-apiserver words them.
final class Refusals {
  private Refusals() {}

  static ApiException badRequest(String message) {
    return new ApiException(Status.badRequest(message));
  }

  static ApiException notFound(ResourceName resource, String name) {
    return new ApiException(Status.notFound(resource, name));
  }

  /// 404 for a collection or subresource that does not exist.
  static ApiException notServed() {
    return new ApiException(
        new Status(404, "NotFound", "the server could not find the requested resource", Obj.EMPTY));
  }

  /// An error upstream does not classify: 500 without a reason.
  static ApiException unclassified(String message) {
    return new ApiException(new Status(500, "", message, Obj.EMPTY));
  }

  static ApiException invalid(String group, String kind, String name, List<FieldError> errors) {
    return new ApiException(Status.invalid(group, kind, name, errors));
  }

  /// 422 for the options of a list or watch.
  static ApiException invalidOptions(List<FieldError> errors) {
    return invalid("meta.k8s.io", "ListOptions", "", errors);
  }

  /// 422 for an update that had to say which version it replaces; names the resource where others name the kind.
  static ApiException versionRequired(ResourceName resource, String name) {
    return invalid(
        resource.group(),
        resource.plural(),
        name,
        List.of(
            FieldError.invalid(
                FieldPath.of("metadata", "resourceVersion"),
                Int.of(0),
                "must be specified for an update")));
  }

  /// 504: the client has seen a later revision than this server.
  static ApiException tooLargeRevision(long wanted, long current) {
    Obj cause =
        Obj.of(
            "reason",
            Str.of("ResourceVersionTooLarge"),
            "message",
            Str.of("Too large resource version"));
    return new ApiException(
        new Status(
            504,
            "Timeout",
            "Timeout: Too large resource version: " + wanted + ", current: " + current,
            Obj.of("causes", Arr.of(cause), "retryAfterSeconds", Int.of(1))));
  }

  static ApiException expiredList() {
    return new ApiException(
        Status.expired("The resourceVersion for the provided list is too old."));
  }

  static Status expiredWatch(long wanted, long oldest) {
    return Status.expired("too old resource version: " + wanted + " (" + oldest + ")");
  }

  /// Reads a revision a client sent.
  ///
  /// @throws ApiException 400 if it is none
  static long revision(String text) {
    try {
      long revision = Long.parseLong(text);
      if (revision >= 0 && !text.startsWith("+")) {
        return revision;
      }
    } catch (NumberFormatException _) {
      // refused below, like a negative number
    }
    throw badRequest(
        "invalid resource version: resourceVersion: Invalid value: "
            + Str.of(text)
            + ": strconv.ParseUint: parsing "
            + Str.of(text)
            + ": invalid syntax");
  }
}
