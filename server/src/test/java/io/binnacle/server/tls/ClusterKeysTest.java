package io.binnacle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.server.token.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterKeysTest {
  private static final Instant BIRTH = Instant.parse("2026-11-23T12:00:00Z");
  private static final ServingNames NAMES = ServingNames.of("cluster.local", "host", List.of());

  @TempDir Path temporary;
  private Path folder = Path.of("");
  private final SecureRandom random = new SecureRandom();

  @BeforeEach
  void chooseFolder() {
    folder = temporary.resolve("data/pki");
  }

  private ClusterKeys open(Duration age, ServingNames names) {
    return ClusterKeys.open(folder, names, InstantSource.fixed(BIRTH.plus(age)), random);
  }

  private Map<String, String> files() throws Exception {
    Map<String, String> out = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        out.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return out;
  }

  @Test
  void theFirstStartMakesThemForTheOwnerAlone() throws Exception {
    ClusterKeys keys = open(Duration.ZERO, NAMES);

    assertThat(files().keySet())
        .containsExactly("admin.pem", "apiserver.pem", "ca.crt", "ca.pem", "sa.pem");
    for (String file : files().keySet()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(files().get("ca.crt")).isEqualTo(keys.authority().certificatePem());
    assertThat(SubjectName.read(keys.admin().certificate().getSubjectX500Principal().getEncoded()))
        .isEqualTo(new SubjectName("kubernetes-admin", List.of("system:masters")));
  }

  @Test
  void laterStartsChangeNothing() throws Exception {
    ClusterKeys first = open(Duration.ZERO, NAMES);
    Map<String, String> before = files();

    assertThat(open(Duration.ofDays(182), NAMES)).isEqualTo(first);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void halfwayToTheirEndCertificatesAreRenewedAndTheAuthorityStays() {
    ClusterKeys first = open(Duration.ZERO, NAMES);
    ClusterKeys later = open(Duration.ofDays(183), NAMES);

    assertThat(later.authority()).isEqualTo(first.authority());
    for (Identity renewed : List.of(later.serving(), later.admin())) {
      assertThat(renewed.certificate().getNotAfter().toInstant())
          .isEqualTo(BIRTH.plus(Duration.ofDays(183 + 365)));
    }
    assertThat(open(Duration.ofDays(184), NAMES)).isEqualTo(later);
  }

  @Test
  void aClockThatWentBackwardsDoesNotLeaveCertificatesOfTheFuture() {
    ClusterKeys first = open(Duration.ofDays(1), NAMES);
    ClusterKeys earlier = open(Duration.ZERO, NAMES);

    assertThat(earlier.authority().key()).isEqualTo(first.authority().key());
    assertThat(earlier.serving().certificate().getNotBefore().toInstant()).isBefore(BIRTH);
    assertThat(earlier.authority().certificate().getNotBefore().toInstant()).isBefore(BIRTH);
  }

  @Test
  void otherNamesMeanAnotherServingCertificateOnly() {
    ClusterKeys first = open(Duration.ZERO, NAMES);
    ServingNames more =
        ServingNames.of("cluster.local", "host", List.of(IpAddress.of("192.0.2.7")));
    ClusterKeys later = open(Duration.ZERO, more);

    assertThat(later.serving()).isNotEqualTo(first.serving());
    assertThat(later.admin()).isEqualTo(first.admin());
    assertThat(later.authority()).isEqualTo(first.authority());
  }

  @Test
  void aRootNearItsEndKeepsItsKeySoThatWhatItSignedStaysGood() throws Exception {
    ClusterKeys first = open(Duration.ZERO, NAMES);
    ClusterKeys later = open(Duration.ofDays(3650 - 729), NAMES);

    assertThat(later.authority().key()).isEqualTo(first.authority().key());
    assertThat(later.authority().certificate()).isNotEqualTo(first.authority().certificate());
    first.admin().certificate().verify(later.authority().certificate().getPublicKey());
    later.admin().certificate().verify(first.authority().certificate().getPublicKey());
    assertThat(files().get("ca.crt")).isEqualTo(later.authority().certificatePem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "noise", "-----BEGIN PRIVATE KEY-----\nAAAA\n"})
  void aDamagedAuthorityIsNamedWithTheWayOutAndNotReplaced(String content) throws Exception {
    open(Duration.ZERO, NAMES);
    Files.writeString(folder.resolve("ca.pem"), content);

    assertThatThrownBy(() -> open(Duration.ZERO, NAMES))
        .isInstanceOf(KeysException.class)
        .hasMessageContaining("certificate authority is damaged")
        .hasMessageContaining(folder.resolve("ca.pem").toString())
        .hasMessageContaining("move the folder away");
    assertThat(files().get("ca.pem")).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"apiserver.pem", "admin.pem"})
  void anythingElseThatIsDamagedOrAStrangersIsIssuedAnew(String file) throws Exception {
    ClusterKeys first = open(Duration.ZERO, NAMES);
    for (String content :
        List.of("", "noise", first.authority().certificatePem(), TestTls.strangersAdmin().pem())) {
      Files.writeString(folder.resolve(file), content);
      ClusterKeys healed = open(Duration.ZERO, NAMES);
      assertThat(healed.authority()).isEqualTo(first.authority());
      healed.serving().certificate().verify(first.authority().certificate().getPublicKey());
      healed.admin().certificate().verify(first.authority().certificate().getPublicKey());
      assertThat(files().get(file)).isNotEqualTo(content);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(temporary.resolve("data"), "a file");

    assertThatThrownBy(() -> open(Duration.ZERO, NAMES))
        .isInstanceOf(KeysException.class)
        .hasMessageContaining(temporary.resolve("data").toString());
  }

  @Test
  void theKeyOfTokensStaysAndEachClusterHasItsOwn(@TempDir Path other) throws Exception {
    SigningKey first = open(Duration.ZERO, NAMES).tokens();
    assertThat(open(Duration.ofDays(4000), NAMES).tokens()).isEqualTo(first);
    assertThat(ClusterKeys.open(other, NAMES, InstantSource.fixed(BIRTH), random).tokens().id())
        .isNotEqualTo(first.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
  void aDamagedKeyOfTokensIsMadeAnew(String content) throws Exception {
    SigningKey first = open(Duration.ZERO, NAMES).tokens();
    Files.writeString(folder.resolve("sa.pem"), content);
    SigningKey next = open(Duration.ZERO, NAMES).tokens();
    assertThat(next.id()).isNotEqualTo(first.id());
    assertThat(open(Duration.ZERO, NAMES).tokens()).isEqualTo(next);
  }

  @Test
  void aNewAddressGetsANewCertificateFromTheSameAuthority() throws Exception {
    ClusterKeys first = open(Duration.ZERO, NAMES);
    ServingNames more =
        ServingNames.of(
            "cluster.local",
            "host",
            List.of(IpAddress.of("10.96.0.1"), IpAddress.of("10.244.0.1")));
    ClusterKeys next = open(Duration.ZERO, more);
    assertThat(next.authority()).isEqualTo(first.authority());
    assertThat(next.admin()).isEqualTo(first.admin());
    assertThat(ServingNames.in(next.serving().certificate())).isEqualTo(more);
    assertThat(more.names())
        .contains(
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");
  }
}
