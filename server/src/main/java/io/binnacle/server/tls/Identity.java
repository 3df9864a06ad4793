package io.binnacle.server.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// A private key and the certificate that says whose it is.
///
/// @param key on the curve P-256
/// @param certificate for the public half of `key`
public record Identity(PrivateKey key, X509Certificate certificate) {

  /// The certificate as PEM, ending with a line break.
  public String certificatePem() {
    try {
      return Pem.write(Pem.CERTIFICATE, certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }

  /// The private key as PEM (PKCS #8), ending with a line break.
  public String keyPem() {
    return Pem.write(Pem.PRIVATE_KEY, key.getEncoded());
  }

  /// Key and certificate in one text, which [#parse] reads: one file, so that they cannot come apart. `curl --cert` and the
  /// like take it as it is.
  String pem() {
    return keyPem() + certificatePem();
  }

  /// Reads what [#pem] wrote.
  ///
  /// @throws IllegalArgumentException if it is something else
  static Identity parse(String pem) {
    List<Pem.Block> blocks = Pem.read(pem);
    if (blocks.size() != 2
        || !blocks.get(0).label().equals(Pem.PRIVATE_KEY)
        || !blocks.get(1).label().equals(Pem.CERTIFICATE)) {
      List<String> labels = blocks.stream().map(Pem.Block::label).toList();
      throw new IllegalArgumentException("want a private key and a certificate, found " + labels);
    }
    try {
      return new Identity(
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0).der())),
          certificate(blocks.get(1).der()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("neither key nor certificate: " + e.getMessage(), e);
    }
  }

  /// The certificate of this DER.
  static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
