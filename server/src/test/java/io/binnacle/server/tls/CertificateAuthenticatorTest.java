package io.binnacle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.server.http.User;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateAuthenticatorTest {
  private static final Instant BIRTH = Instant.parse("2026-11-23T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(BIRTH);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Identity ROOT = CertificateAuthority.newRoot(CLOCK, RANDOM);
  private static final CertificateAuthority AUTHORITY =
      new CertificateAuthority(ROOT, CLOCK, RANDOM);

  record Case(String name, Identity shown, Duration age, @Nullable User user) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Identity ada = AUTHORITY.issueClient(new SubjectName("ada", List.of("dev", "ops")));
    User adaIs = new User("ada", List.of("dev", "ops", "system:authenticated"));
    return Stream.of(
        new Case("common name and organizations are user and groups", ada, Duration.ZERO, adaIs),
        new Case(
            "a group named authenticated is there once",
            AUTHORITY.issueClient(new SubjectName("bob", List.of("system:authenticated", "z"))),
            Duration.ZERO,
            new User("bob", List.of("z", "system:authenticated"))),
        new Case("its last second", ada, Duration.ofDays(365), adaIs),
        new Case("after its end", ada, Duration.ofDays(365).plusSeconds(1), null),
        new Case("before its beginning", ada, Duration.ofHours(-2), null),
        new Case(
            "of another authority with the same name",
            TestTls.strangersAdmin(CLOCK),
            Duration.ZERO,
            null),
        new Case(
            "the server's",
            AUTHORITY.issueServing(ServingNames.of("cluster.local", "", List.of())),
            Duration.ZERO,
            null),
        new Case("the authority itself", ROOT, Duration.ZERO, null),
        new Case(
            "a user without a name",
            AUTHORITY.issueClient(new SubjectName("", List.of("system:masters"))),
            Duration.ZERO,
            null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void knowsWhoHoldsACertificate(Case c) {
    var authenticator =
        new CertificateAuthenticator(ROOT.certificate(), InstantSource.fixed(BIRTH.plus(c.age)));

    User found = authenticator.holderOf(List.of(c.shown.certificate()));
    assertThat(found == null ? null : new User(found.name(), found.groups())).isEqualTo(c.user);
    if (found != null) {
      assertThat(found.extra().get(User.CREDENTIAL_ID))
          .singleElement()
          .asString()
          .matches("X509SHA256=[0-9a-f]{64}");
    }
  }
}
