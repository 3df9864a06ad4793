package io.binnacle.attach;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What it takes to reach a cluster that asks for nothing but certificates and tokens.
///
/// @param url ends with `/`
/// @param tls whom to trust and who we are; null without TLS
/// @param token the bearer token as it is now; empty for none
record PlainAccess(String url, @Nullable SSLContext tls, Supplier<String> token) {
  /// Whom to trust, and who we are.
  ///
  /// @param authority certificates, PEM; empty for those the JDK trusts
  /// @param certificate our own with its chain, PEM; empty for none
  /// @param key its private key, PEM
  /// @return null if the key is of a kind not known here
  /// @throws IOException if one of them is not what it says
  static @Nullable SSLContext tls(String authority, String certificate, String key)
      throws IOException {
    try {
      KeyManager[] own = null;
      if (!certificate.isEmpty()) {
        PrivateKey secret = PemKey.read(key);
        if (secret == null) {
          return null;
        }
        own = new KeyManager[] {new OwnKey(secret, certificates(certificate))};
      }
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(own, authority.isEmpty() ? null : trusting(authority), null);
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IOException("its certificates cannot be used: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trusting(String authority)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load((InputStream) null, null);
    List<X509Certificate> all = certificates(authority);
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("ca-" + i, all.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }
}
