package io.binnacle.server.http;

import java.util.List;
import java.util.Map;

/// Who a request comes from.
///
/// @param name the user name: the certificate's common name, or `system:anonymous`
/// @param groups the groups the user is in, in the order the credential gives them and ending with
///     `system:authenticated` or `system:unauthenticated`
/// @param uid tells this user from an earlier or later one of the same name; empty if the credential does not say
/// @param extra what else the credential says, by key
/// @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/">Authenticating</a>
public record User(String name, List<String> groups, String uid, Map<String, List<String>> extra) {
  /// The group of all who presented a valid credential.
  public static final String AUTHENTICATED = "system:authenticated";

  /// The key of `extra` that names the very credential: `JTI=…` for a token, `X509SHA256=…` for a certificate.
  public static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

  /// The group whose members may do everything.
  public static final String MASTERS = "system:masters";

  /// The user of a request without any credential.
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  /// Keeps copies of the collections.
  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  /// A user of whom only the name and the groups are known.
  public User(String name, List<String> groups) {
    this(name, groups, "", Map.of());
  }

  /// Whether the user is in `group`.
  public boolean isIn(String group) {
    return groups.contains(group);
  }
}
