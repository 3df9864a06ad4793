package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.api.RequestInfo.PathRequest;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import io.binnacle.server.auth.Access;
import io.binnacle.server.auth.AccessRules;
import io.binnacle.server.http.User;

/// Lets requests pass or not, by [AccessRules].
final class Authorizer {
  private Authorizer() {}

  /// Lets an allowed request pass.
  ///
  /// @throws ApiException 403 with upstream's text
  static void check(User user, RequestInfo request) {
    if (!AccessRules.allow(user, access(request))) {
      throw new ApiException(
          switch (request) {
            case PathRequest p -> forbidden(user, p);
            case ResourceRequest r -> forbidden(user, r);
          });
    }
  }

  private static Access access(RequestInfo request) {
    return switch (request) {
      case PathRequest p -> new Access.OfPath(p.verb(), p.path());
      case ResourceRequest r ->
          new Access.OfResource(
              r.verb(),
              r.resource().group(),
              r.resource().plural(),
              r.subresource(),
              r.namespace(),
              r.name());
    };
  }

  private static Status forbidden(User user, PathRequest request) {
    String why =
        "User "
            + quoted(user.name())
            + " cannot "
            + request.verb()
            + " path "
            + quoted(request.path());
    return new Status(403, "Forbidden", "forbidden: " + sanitized(why), Obj.EMPTY);
  }

  private static Status forbidden(User user, ResourceRequest request) {
    String resource =
        request.subresource().isEmpty()
            ? request.resource().plural()
            : request.resource().plural() + "/" + request.subresource();
    String where =
        request.namespace().isEmpty()
            ? " at the cluster scope"
            : " in the namespace " + quoted(request.namespace());
    String why =
        "User "
            + quoted(user.name())
            + " cannot "
            + request.verb()
            + " resource "
            + quoted(resource)
            + " in API group "
            + quoted(request.resource().group())
            + where;
    return Status.forbidden(request.resource(), request.name(), sanitized(why));
  }

  private static String quoted(String text) {
    return Str.of(text).toString();
  }

  /// Browsers used to render these texts.
  private static String sanitized(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
