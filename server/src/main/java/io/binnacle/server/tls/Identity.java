package io.binnacle.server.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// A private key and the certificate that says whose it is.
///
/// @param key on the curve P-256
/// @param certificate for the public half of `key`
public record Identity(PrivateKey key, X509Certificate certificate) {
  private static final String P256 = "1.2.840.10045.3.1.7";
  private static final int P256_OCTETS = 32;

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

  /// The private key as PEM (SEC 1), ending with a line break: the one form of a key on a curve that fabric8's client takes
  /// without being told, and that every other client knows, too.
  ///
  /// @see <a href="https://www.rfc-editor.org/rfc/rfc5915">RFC 5915</a>
  public String sec1Pem() {
    byte[] scalar = ((ECPrivateKey) key).getS().toByteArray();
    byte[] octets = new byte[P256_OCTETS];
    int length = Math.min(scalar.length, P256_OCTETS); // a leading zero may be one too many
    System.arraycopy(scalar, scalar.length - length, octets, P256_OCTETS - length, length);
    return Pem.write(
        Pem.EC_PRIVATE_KEY,
        Der.sequence(
            Der.integer(BigInteger.ONE),
            Der.octetString(octets),
            Der.constructed(0, Der.oid(P256))));
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
