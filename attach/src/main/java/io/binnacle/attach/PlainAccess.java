package io.binnacle.attach;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
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
  private static final char[] NO_PASSWORD = new char[0];

  /// Whom to trust, and who we are.
  ///
  /// @param authority certificates, PEM; empty for those the JDK trusts
  /// @param certificate our own with its chain, PEM; empty for none
  /// @param key its private key, PEM
  /// @return null if one of them is of a kind not known here
  /// @throws IOException if one of them is not what it says
  static @Nullable SSLContext tls(String authority, String certificate, String key)
      throws IOException {
    try {
      KeyManager[] own = null;
      if (!certificate.isEmpty()) {
        var secret = PemKey.read(key);
        if (secret == null) {
          return null;
        }
        KeyStore store = empty();
        store.setKeyEntry("own", secret, NO_PASSWORD, certificates(certificate));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        own = factory.getKeyManagers();
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
    KeyStore store = empty();
    Certificate[] all = certificates(authority);
    for (int i = 0; i < all.length; i++) {
      store.setCertificateEntry("ca-" + i, all[i]);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static Certificate[] certificates(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
        .toArray(Certificate[]::new);
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load((InputStream) null, NO_PASSWORD);
    return store;
  }
}
