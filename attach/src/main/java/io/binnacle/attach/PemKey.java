package io.binnacle.attach;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Private keys as kubeconfigs carry them: PKCS #8 (most), SEC 1 on the curve P-256 (ours and k3s', `EC PRIVATE KEY`), and PKCS #1
/// (kind's and kubeadm's `RSA PRIVATE KEY`), which only lacks the wrapping.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc5958">RFC 5958</a> for the wrapping
final class PemKey {
  private static final int SEQUENCE = 0x30, OCTET_STRING = 0x04;

  /// Version 0, and the algorithm: rsaEncryption with its NULL.
  private static final byte[] RSA_PREFIX = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /// How a SEC 1 key on P-256 begins, version 1 and 32 octets of key, after the octets that say how long it is.
  private static final byte[] P256_HEAD = {0x02, 0x01, 0x01, OCTET_STRING, 0x20};

  /// And how it goes on: the name of the curve, 1.2.840.10045.3.1.7.
  private static final byte[] P256_CURVE = {
    (byte) 0xa0, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07
  };

  private PemKey() {}

  /// The first key in `pem`; null if it is of another kind.
  ///
  /// @throws GeneralSecurityException if it is not what its label says
  static @Nullable PrivateKey read(String pem) throws GeneralSecurityException {
    byte[] plain = block(pem, "PRIVATE KEY");
    if (plain != null) {
      String algorithm = KeyAlgorithm.of(plain);
      return algorithm == null ? null : key(algorithm, plain);
    }
    byte[] sec1 = block(pem, "EC PRIVATE KEY");
    if (sec1 != null) {
      return p256(sec1);
    }
    byte[] rsa = block(pem, "RSA PRIVATE KEY");
    return rsa == null || pem.contains("ENCRYPTED") ? null : key("RSA", wrapped(rsa));
  }

  private static @Nullable PrivateKey p256(byte[] sec1) throws GeneralSecurityException {
    int key = 2 + P256_HEAD.length;
    int curve = key + 32;
    int end = curve + P256_CURVE.length;
    if (sec1.length < end
        || !Arrays.equals(sec1, 2, key, P256_HEAD, 0, P256_HEAD.length)
        || !Arrays.equals(sec1, curve, end, P256_CURVE, 0, P256_CURVE.length)) {
      return null;
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(
                new BigInteger(1, sec1, key, 32),
                parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static PrivateKey key(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /// What is between the lines of `label`; null if there is none.
  static byte @Nullable [] block(String pem, String label) throws InvalidKeySpecException {
    String begin = "-----BEGIN " + label + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      return null;
    }
    try {
      return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException("the " + label + " is not Base64", e);
    }
  }

  private static byte[] wrapped(byte[] rsa) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(RSA_PREFIX);
    content.writeBytes(element(OCTET_STRING, rsa));
    return element(SEQUENCE, content.toByteArray());
  }

  /// One DER element; keys are longer than 127 octets and shorter than 65,536.
  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    out.write(0x82);
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
