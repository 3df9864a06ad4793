package io.binnacle.attach;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/// Which algorithm a PKCS #8 key is for. fabric8 goes by the PEM label alone and takes every `PRIVATE KEY` for RSA, while our own
/// kubeconfigs, kind's and k3s' carry keys on elliptic curves.
final class KeyAlgorithm {
  private KeyAlgorithm() {}

  /// `EC` or `RSA`; null if `pem` is not PKCS #8 or for something else.
  static @Nullable String of(String pem) {
    try {
      byte[] der = PemKey.block(pem, "PRIVATE KEY");
      return der == null ? null : of(der);
    } catch (InvalidKeySpecException _) {
      return null; // whoever uses the key will say what is wrong with it
    }
  }

  static @Nullable String of(byte[] pkcs8) {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      if (fits(pkcs8, algorithm)) {
        return algorithm;
      }
    }
    return null;
  }

  private static boolean fits(byte[] der, String algorithm) {
    try {
      KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      return true;
    } catch (GeneralSecurityException _) {
      return false; // that is the question
    }
  }
}
