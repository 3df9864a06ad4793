package io.binnacle.server.auth;

import io.binnacle.server.http.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a user may do: the union of what the user's groups may. Pure.
///
/// @param resources what may be done with resources
/// @param paths which paths outside the resources may be used
/// @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings">Default roles</a>
public record AccessRules(List<OnResources> resources, List<OnPaths> paths) {
  private static final String ACCOUNTS = "system:serviceaccounts";
  private static final String UNAUTHENTICATED = "system:unauthenticated";

  /// Why somebody has a rule.
  ///
  /// @param role the cluster role
  /// @param group the group it is bound to
  public record Grant(String role, String group) {
    /// As an answer to a review has it.
    public String reason() {
      return "RBAC: allowed by ClusterRoleBinding \"%s\" of ClusterRole \"%s\" to Group \"%s\""
          .formatted(role, role, group);
    }
  }

  /// Verbs on resources of groups; `*` stands for everything.
  public record OnResources(
      Grant grant, List<String> verbs, List<String> groups, List<String> resources) {
    boolean covers(Access.OfResource access) {
      return has(verbs, access.verb())
          && has(groups, access.group())
          && has(resources, access.qualified());
    }
  }

  /// Verbs on paths; `*` as a verb stands for all, at the end of a path for everything below.
  public record OnPaths(Grant grant, List<String> verbs, List<String> paths) {
    boolean covers(Access.OfPath access) {
      return has(verbs, access.verb())
          && paths.stream()
              .anyMatch(p ->
                  p.endsWith("*")
                      ? access.path().startsWith(p.substring(0, p.length() - 1))
                      : access.path().equals(p));
    }
  }

  private static final List<String> ALL = List.of("*");
  private static final List<String> CREATE = List.of("create");
  private static final List<String> GET = List.of("get");
  private static final List<String> PUBLIC =
      List.of("/healthz", "/livez", "/readyz", "/version", "/version/");

  /* The built-in roles with the groups they are bound to in every cluster. */
  private static final List<OnResources> RESOURCES =
      List.of(
          new OnResources(new Grant("cluster-admin", User.MASTERS), ALL, ALL, ALL),
          new OnResources(
              new Grant("system:basic-user", User.AUTHENTICATED),
              CREATE,
              List.of("authorization.k8s.io"),
              List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews")),
          new OnResources(
              new Grant("system:basic-user", User.AUTHENTICATED),
              CREATE,
              List.of("authentication.k8s.io"),
              List.of("selfsubjectreviews")));
  private static final List<OnPaths> PATHS =
      List.of(
          new OnPaths(new Grant("cluster-admin", User.MASTERS), ALL, ALL),
          new OnPaths(
              new Grant("system:discovery", User.AUTHENTICATED),
              GET,
              List.of(
                  "/api",
                  "/api/*",
                  "/apis",
                  "/apis/*",
                  "/healthz",
                  "/livez",
                  "/openapi",
                  "/openapi/*",
                  "/readyz",
                  "/version",
                  "/version/")),
          new OnPaths(new Grant("system:public-info-viewer", User.AUTHENTICATED), GET, PUBLIC),
          new OnPaths(new Grant("system:public-info-viewer", UNAUTHENTICATED), GET, PUBLIC),
          new OnPaths(
              new Grant("system:service-account-issuer-discovery", ACCOUNTS),
              GET,
              List.of(
                  "/.well-known/openid-configuration",
                  "/.well-known/openid-configuration/",
                  "/openid/v1/jwks",
                  "/openid/v1/jwks/")));

  /// What `user` may do.
  public static AccessRules of(User user) {
    return new AccessRules(
        RESOURCES.stream().filter(r -> user.isIn(r.grant.group)).toList(),
        PATHS.stream().filter(r -> user.isIn(r.grant.group)).toList());
  }

  /// Whether `user` may do something.
  public static boolean allow(User user, Access access) {
    return user.isIn(User.MASTERS) || of(user).allowing(access) != null;
  }

  /// Which rule allows something; null if none does.
  public @Nullable Grant allowing(Access access) {
    return switch (access) {
      case Access.OfResource r ->
          resources.stream()
              .filter(rule -> rule.covers(r))
              .map(OnResources::grant)
              .findFirst()
              .orElse(null);
      case Access.OfPath p ->
          paths.stream()
              .filter(rule -> rule.covers(p))
              .map(OnPaths::grant)
              .findFirst()
              .orElse(null);
    };
  }

  private static boolean has(List<String> rule, String wanted) {
    return rule.contains("*") || rule.contains(wanted);
  }
}
