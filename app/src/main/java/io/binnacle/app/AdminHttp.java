package io.binnacle.app;

import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.Identity;
import io.binnacle.server.tls.ServingNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The administrator's HTTPS client, for training and benchmarks.
public final class AdminHttp {
  private AdminHttp() {}

  /// A client that trusts the cluster of `dataDir` and is trusted by it.
  ///
  /// @throws IOException if there are no keys
  public static HttpClient client(Path dataDir) throws IOException, GeneralSecurityException {
    ClusterKeys keys =
        ClusterKeys.open(
            dataDir.resolve("keys"),
            ServingNames.of("cluster.local", "localhost", List.of()),
            InstantSource.system(),
            new SecureRandom());
    Identity admin = keys.admin();
    char[] password = new char[0];
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load((InputStream) null, password);
    own.setKeyEntry("admin", admin.key(), password, new Certificate[] {admin.certificate()});
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(own, password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load((InputStream) null, password);
    trusted.setCertificateEntry("ca", keys.authority().certificate());
    TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(tls).build();
  }
}
