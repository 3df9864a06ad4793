package io.binnacle.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.server.http.User;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may do what.
final class AccessRulesTest {
  private static final List<User> PEOPLE =
      List.of(
          new User("admin", List.of(User.MASTERS, User.AUTHENTICATED)),
          new User(
              "system:serviceaccount:a:b",
              List.of("system:serviceaccounts", "system:serviceaccounts:a", User.AUTHENTICATED)),
          new User("bob", List.of("dev", User.AUTHENTICATED)),
          User.ANONYMOUS);

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "get, /version, 'admin,system:serviceaccount:a:b,bob,system:anonymous'",
    "get, /livez, 'admin,system:serviceaccount:a:b,bob,system:anonymous'",
    "post, /livez, admin",
    "get, /livez/ping, admin",
    "get, /api, 'admin,system:serviceaccount:a:b,bob'",
    "get, /apis/apps/v1, 'admin,system:serviceaccount:a:b,bob'",
    "get, /apisx, admin",
    "get, /openapi/v3, 'admin,system:serviceaccount:a:b,bob'",
    "get, /openid/v1/jwks, 'admin,system:serviceaccount:a:b'",
    "get, /.well-known/openid-configuration, 'admin,system:serviceaccount:a:b'",
    "get, /metrics, admin",
    "get, /, admin",
  })
  void mayUsePath(String verb, String path, String who) {
    assertThat(allowed(new Access.OfPath(verb, path))).isEqualTo(who);
  }

  @ParameterizedTest(name = "{0} {1}/{2}: {3}")
  @CsvSource({
    "create, authorization.k8s.io, selfsubjectaccessreviews, 'admin,system:serviceaccount:a:b,bob'",
    "create, authorization.k8s.io, selfsubjectrulesreviews, 'admin,system:serviceaccount:a:b,bob'",
    "create, authentication.k8s.io, selfsubjectreviews, 'admin,system:serviceaccount:a:b,bob'",
    "list, authentication.k8s.io, selfsubjectreviews, admin",
    "create, authorization.k8s.io, subjectaccessreviews, admin",
    "create, authentication.k8s.io, tokenreviews, admin",
    "list, '', pods, admin",
    "create, '', serviceaccounts/token, admin",
    "*, *, *, admin",
  })
  void mayUseResource(String verb, String group, String resource, String who) {
    int slash = resource.indexOf('/');
    String plural = slash < 0 ? resource : resource.substring(0, slash);
    String sub = slash < 0 ? "" : resource.substring(slash + 1);
    assertThat(allowed(new Access.OfResource(verb, group, plural, sub, "", ""))).isEqualTo(who);
  }

  private static String allowed(Access access) {
    return String.join(
        ",", PEOPLE.stream().filter(p -> AccessRules.allow(p, access)).map(User::name).toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Bearer abc,abc",
    "bearer abc,abc",
    "'  Bearer abc ',abc",
    "Bearer abc def,abc",
    "Bearer,''",
    "Basic abc,''",
    "'',''"
  })
  void aBearerTokenIsWhatFollowsTheWord(String field, String token) {
    assertThat(TokenAuthenticator.bearer(field)).isEqualTo(token);
  }
}
