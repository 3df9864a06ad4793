package io.binnacle.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.Identity;
import io.binnacle.server.tls.ServingNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which kubeconfigs take the short way. Those that do not are read by fabric8.
final class PlainKubeconfigTest {
  @TempDir Path folder;

  private @Nullable PlainAccess read(String cluster, String user, Map<String, String> environment)
      throws IOException {
    Path file = folder.resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: k, cluster: {%s}}, {name: other, cluster: {server: "http://other"}}]
        users: [{name: u, user: {%s}}]
        contexts: [{name: c, context: {cluster: k, user: u}}]
        """
            .formatted(cluster, user));
    return PlainKubeconfig.read(file, "", environment);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a token|server: https://k:6443|token: t|t",
        "nobody|server: https://k:6443|username: ''|-",
        "no credentials at all|server: https://k:6443||''",
        "plain HTTP|server: http://k|token: t|t",
        "an exec plugin|server: https://k|exec: {command: x}|-",
        "OIDC|server: https://k|auth-provider: {name: oidc}|-",
        "somebody else's name|server: https://k|as: bob|-",
        "no check of the server|server: https://k, insecure-skip-tls-verify: true|token: t|-",
        "another name for the server|server: https://k, tls-server-name: x|token: t|-",
        "a proxy|server: https://k, proxy-url: http://p|token: t|-",
        "no scheme|server: k|token: t|-",
      })
  void onlyWhatIsPlainTakesTheShortWay(String why, String cluster, String user, String token)
      throws IOException {
    PlainAccess access = read(cluster, user == null ? "" : user, Map.of());
    assertThat(access == null ? "-" : access.token().get()).isEqualTo(token);
  }

  @Test
  void aProxyOfTheEnvironmentIsMinded() throws IOException {
    assertThat(read("server: https://k", "token: t", Map.of("HTTPS_PROXY", "http://p"))).isNull();
  }

  @Test
  void filesAreRelativeToTheKubeconfig() throws IOException {
    Files.writeString(folder.resolve("t"), "from a file\n");
    PlainAccess access =
        Objects.requireNonNull(read("server: https://k", "tokenFile: t", Map.of()));
    assertThat(access.token().get()).isEqualTo("from a file");
    assertThat(access.url()).isEqualTo("https://k/");
  }

  @Test
  void aCertificateThatIsNoneIsAFailure() {
    assertThatThrownBy(
            () -> read("server: https://k, certificate-authority-data: '!'", "token: t", Map.of()))
        .hasMessage("its certificate-authority-data is not Base64");
  }

  @Test
  void kindsAndKubeadmsRsaKeysAreRead() throws GeneralSecurityException {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    PrivateKey key = rsa.generateKeyPair().getPrivate();
    byte[] wrapped = key.getEncoded();
    byte[] bare = Arrays.copyOfRange(wrapped, 26, wrapped.length);
    assertThat(PemKey.read(pem("RSA PRIVATE KEY", bare))).isEqualTo(key);
    assertThat(PemKey.read(pem("PRIVATE KEY", wrapped))).isEqualTo(key);
    assertThat(PemKey.read(pem("EC PRIVATE KEY", bare))).as("left to fabric8").isNull();
  }

  @Test
  void ourOwnKeysOnACurveAreReadAndOtherCurvesLeftToFabric8() throws Exception {
    X509Certificate certificate =
        ClusterKeys.open(
                folder,
                ServingNames.of("cluster.local", "localhost", List.of()),
                InstantSource.system(),
                new SecureRandom())
            .admin()
            .certificate();
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(256);
    // The scalar of one key in many begins with a zero octet.
    for (int i = 0; i < 300; i++) {
      PrivateKey key = ec.generateKeyPair().getPrivate();
      Identity identity = new Identity(key, certificate);
      assertThat(PemKey.read(identity.sec1Pem())).isEqualTo(key);
    }
    assertThat(PemKey.read(pem("EC PRIVATE KEY", new byte[] {0x30, 2, 2, 1}))).isNull();
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
