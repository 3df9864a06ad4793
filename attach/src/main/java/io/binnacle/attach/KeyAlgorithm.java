package io.binnacle.attach;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Which algorithm a PKCS #8 key is for. fabric8 goes by the PEM label alone and takes every `PRIVATE KEY` for RSA, while our own
/// kubeconfigs, kind's and k3s' carry keys on elliptic curves.
final class KeyAlgorithm {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private KeyAlgorithm() {}

  /// `EC` or `RSA`; null if `pem` is not PKCS #8 or for something else.
  static @Nullable String of(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      return null;
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
    } catch (IllegalArgumentException _) {
      return null; // whoever uses the key will say what is wrong with it
    }
    for (String algorithm : new String[] {"EC", "RSA"}) {
      if (fits(der, algorithm)) {
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
