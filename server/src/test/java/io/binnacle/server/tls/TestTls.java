package io.binnacle.server.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// One set of keys for all tests of a run, and the client's side of TLS.
public final class TestTls {
  /// The folder of [#KEYS].
  public static final Path FOLDER;

  /// Keys of a cluster that clients of [#client] trust.
  public static final ClusterKeys KEYS;

  static {
    try {
      FOLDER = Files.createTempDirectory("binnacle-test-keys");
      KEYS =
          ClusterKeys.open(
              FOLDER,
              ServingNames.of("cluster.local", "test-host", List.of()),
              InstantSource.system(),
              new SecureRandom());
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(TestTls::clean));
  }

  private TestTls() {}

  private static void clean() {
    for (String name : List.of("ca.pem", "ca.crt", "apiserver.pem", "admin.pem", "")) {
      if (!FOLDER.resolve(name).toFile().delete()) {
        System.err.println("left over: " + FOLDER.resolve(name));
      }
    }
  }

  /// The server's side of [#KEYS].
  public static ServerTls server() {
    return ServerTls.of(KEYS, InstantSource.system(), new SecureRandom());
  }

  /// A client that trusts [#KEYS] and shows `identity`, or no certificate.
  public static SSLContext client(@Nullable Identity identity) {
    return client(KEYS, identity);
  }

  /// A client that trusts `keys` and shows `identity`, or no certificate.
  public static SSLContext client(ClusterKeys keys, @Nullable Identity identity) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", keys.authority().certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity == null ? new KeyManager[0] : new KeyManager[] {new Always(identity)},
          trust.getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// An administrator by somebody else's authority.
  public static Identity strangersAdmin() {
    return strangersAdmin(InstantSource.system());
  }

  /// The same at another time.
  static Identity strangersAdmin(InstantSource clock) {
    SecureRandom random = new SecureRandom();
    Identity root = CertificateAuthority.newRoot(clock, random);
    return new CertificateAuthority(root, clock, random)
        .issueClient(new SubjectName("kubernetes-admin", List.of("system:masters")));
  }

  /// Shows its certificate whoever the server says it trusts.
  private static final class Always extends X509ExtendedKeyManager {
    private final Identity identity;

    Always(Identity identity) {
      this.identity = identity;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] keyType, Principal @Nullable [] issuers, javax.net.ssl.SSLEngine engine) {
      return "client";
    }

    @Override
    public String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, Socket socket) {
      return "client";
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {"client"};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {identity.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }
  }
}
