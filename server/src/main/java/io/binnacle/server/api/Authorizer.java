package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.api.RequestInfo.PathRequest;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import io.binnacle.server.http.User;
import java.util.Set;

/// Who may do what: `system:masters` everything, everybody else only look whether the server is alive.
final class Authorizer {
  private static final Set<String> PUBLIC = Set.of("/livez", "/readyz", "/healthz", "/version");

  private Authorizer() {}

  /// Lets an allowed request pass.
  ///
  /// @throws ApiException 403 with upstream's text
  static void check(User user, RequestInfo request) {
    if (user.isIn(User.MASTERS)) {
      return;
    }
    switch (request) {
      case PathRequest p -> {
        if (!PUBLIC.contains(withoutSlash(p.path()))) {
          throw new ApiException(forbidden(user, p));
        }
      }
      case ResourceRequest r -> throw new ApiException(forbidden(user, r));
    }
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

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static String quoted(String text) {
    return Str.of(text).toString();
  }

  /// Browsers used to render these texts.
  private static String sanitized(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
