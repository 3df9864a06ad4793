package io.binnacle.server.http;

import java.util.List;

/// Who a request comes from.
///
/// @param name the user name: the certificate's common name, or `system:anonymous`
/// @param groups the groups the user is in, in the order the credential gives them and ending with
///     `system:authenticated` or `system:unauthenticated`
/// @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">Authenticating</a>
public record User(String name, List<String> groups) {
  /// The group of all who presented a valid credential.
  public static final String AUTHENTICATED = "system:authenticated";

  /// The group whose members may do everything.
  public static final String MASTERS = "system:masters";

  /// The user of a request without any credential.
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  /// Keeps a copy of `groups`.
  public User {
    groups = List.copyOf(groups);
  }

  /// Whether the user is in `group`.
  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
