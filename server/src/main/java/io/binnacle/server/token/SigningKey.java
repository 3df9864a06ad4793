package io.binnacle.server.token;

import io.binnacle.model.tree.Obj;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// The key tokens are signed with: ECDSA on P-256 with SHA-256, which JOSE calls ES256 (RFC 7518 §3.4).
///
/// @param secret the private half
/// @param open the public half
/// @param id what a token's header calls the key: the SHA-256 of its public half, in Base64 for URLs
public record SigningKey(PrivateKey secret, ECPublicKey open, String id) {
  /// The algorithm's name in headers and key sets.
  static final String ALGORITHM = "ES256";

  private static final int COORDINATE = 32;
  private static final String SIGNATURE = "SHA256withECDSAinP1363Format";
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  /// A new key.
  public static SigningKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      return of(pair.getPrivate(), (ECPublicKey) pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a key on P-256", e);
    }
  }

  /// The key of these encodings.
  ///
  /// @param pkcs8 the private half, [PrivateKey#getEncoded]
  /// @param info the public half, a SubjectPublicKeyInfo
  /// @throws IllegalArgumentException if they are not the two halves of one key on P-256
  public static SigningKey of(byte[] pkcs8, byte[] info) {
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      ECPublicKey open = (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(info));
      if (open.getParams().getCurve().getField().getFieldSize() != COORDINATE * 8) {
        throw new IllegalArgumentException("the key is not on the curve P-256");
      }
      return of(secret, open);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no key pair on P-256: " + e.getMessage(), e);
    }
  }

  private static SigningKey of(PrivateKey secret, ECPublicKey open)
      throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(open.getEncoded());
    return new SigningKey(secret, open, URL.encodeToString(digest));
  }

  /// The signature of `message`: 64 octets, R and S.
  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign", e);
    }
  }

  /// Whether `signature` is this key's for `message`; false for bytes that are no signature at all.
  boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(SIGNATURE);
      verifier.initVerify(open);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException _) {
      return false; // the wrong length, or numbers out of range: a stranger's bytes
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot verify", e);
    }
  }

  /// The public half as a key of a key set (RFC 7517).
  Obj jwk() {
    return Obj.builder()
        .put("use", "sig")
        .put("kty", "EC")
        .put("kid", id)
        .put("crv", "P-256")
        .put("alg", ALGORITHM)
        .put("x", coordinate(open.getW().getAffineX()))
        .put("y", coordinate(open.getW().getAffineY()))
        .build();
  }

  private static String coordinate(BigInteger number) {
    byte[] octets = number.toByteArray();
    byte[] padded = new byte[COORDINATE];
    int from = Math.max(0, octets.length - COORDINATE); // a leading zero for the sign
    byte[] bare = Arrays.copyOfRange(octets, from, octets.length);
    System.arraycopy(bare, 0, padded, COORDINATE - bare.length, bare.length);
    return URL.encodeToString(padded);
  }
}
