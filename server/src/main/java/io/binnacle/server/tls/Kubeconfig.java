package io.binnacle.server.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/// The file that tells kubectl where the API is and who its user is, everything embedded.
///
/// @see <a href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">kubeconfig</a>
public final class Kubeconfig {
  private Kubeconfig() {}

  /// Writes a kubeconfig with one context, `binnacle`, for the administrator; readable by its owner only, replaced in one
  /// step.
  ///
  /// @param server the API's URL
  /// @throws IOException if the file cannot be written; an old one is then untouched
  public static void write(Path file, String server, ClusterKeys keys) throws IOException {
    PrivateFiles.write(file, text(server, keys));
  }

  static String text(String server, ClusterKeys keys) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: binnacle
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: binnacle-admin
      user:
        client-certificate-data: %s
        client-key-data: %s
    contexts:
    - name: binnacle
      context:
        cluster: binnacle
        user: binnacle-admin
    current-context: binnacle
    """
        .formatted(
            server,
            base64(keys.authority().certificatePem()),
            base64(keys.admin().certificatePem()),
            base64(keys.admin().sec1Pem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
