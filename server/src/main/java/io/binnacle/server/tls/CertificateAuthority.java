package io.binnacle.server.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Issues certificates in the name of one root (RFC 5280), all on the curve P-256 with SHA-256.
final class CertificateAuthority {
  /// How long a root is valid.
  static final Duration ROOT_LIFE = Duration.ofDays(3650);

  /// How long everything else is valid.
  static final Duration LEAF_LIFE = Duration.ofDays(365);

  /// How far validity reaches back, for clients whose clock is behind.
  private static final Duration EARLIER = Duration.ofHours(1);

  private static final SubjectName ROOT = new SubjectName("binnacle-ca", List.of());

  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
  private static final String SUBJECT_KEY_ID = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String AUTHORITY_KEY_ID = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private final Identity root;
  private final InstantSource clock;
  private final SecureRandom random;

  /// The authority whose key and certificate are `root`.
  CertificateAuthority(Identity root, InstantSource clock, SecureRandom random) {
    this.root = root;
    this.clock = clock;
    this.random = random;
  }

  /// A new root.
  static Identity newRoot(InstantSource clock, SecureRandom random) {
    KeyPair pair = newKey(random);
    return signRoot(pair.getPrivate(), pair.getPublic(), clock, random);
  }

  /// A new certificate for the key of this root, valid from now: what it has issued stays valid.
  Identity renewedRoot() {
    return signRoot(root.key(), root.certificate().getPublicKey(), clock, random);
  }

  private static Identity signRoot(
      PrivateKey key, PublicKey publicKey, InstantSource clock, SecureRandom random) {
    byte[] extensions =
        Der.sequence(
            extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.isTrue())),
            extension(KEY_USAGE, true, Der.namedBits(DIGITAL_SIGNATURE, KEY_CERT_SIGN, CRL_SIGN)),
            extension(SUBJECT_KEY_ID, false, Der.octetString(keyId(publicKey))));
    Instant now = clock.instant();
    Request request = new Request(ROOT.der(), publicKey, now, now.plus(ROOT_LIFE), extensions);
    return new Identity(key, sign(request, ROOT.der(), key, random));
  }

  /// Whether a certificate says that this root signed it. Compares key identifiers: enough to find what a former root has left
  /// in our own folder, without the first use of elliptic curves, which takes 50 ms of every start.
  boolean hasIssued(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(AUTHORITY_KEY_ID);
    return extension != null
        && Arrays.equals(
            new DerReader(extension).next().content(),
            authorityKeyId(root.certificate().getPublicKey()));
  }

  private static byte[] authorityKeyId(PublicKey key) {
    return Der.sequence(Der.primitive(0, keyId(key)));
  }

  /// A key and certificate for the API server.
  Identity issueServing(ServingNames names) {
    return issue(
        new SubjectName("kube-apiserver", List.of()),
        SERVER_AUTH,
        List.of(extension(SUBJECT_ALT_NAME, false, names.der())));
  }

  /// A key and certificate for a client.
  ///
  /// @param who the user as common name, its groups as organizations
  Identity issueClient(SubjectName who) {
    return issue(who, CLIENT_AUTH, List.of());
  }

  private Identity issue(SubjectName subject, String purpose, List<byte[]> more) {
    KeyPair pair = newKey(random);
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(extension(BASIC_CONSTRAINTS, true, Der.sequence()));
    extensions.add(extension(KEY_USAGE, true, Der.namedBits(DIGITAL_SIGNATURE)));
    extensions.add(extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(purpose))));
    extensions.add(
        extension(AUTHORITY_KEY_ID, false, authorityKeyId(root.certificate().getPublicKey())));
    extensions.addAll(more);
    Instant now = clock.instant();
    Request request =
        new Request(
            subject.der(),
            pair.getPublic(),
            now,
            now.plus(LEAF_LIFE),
            Der.sequence(extensions.toArray(byte[][]::new)));
    byte[] issuer = root.certificate().getSubjectX500Principal().getEncoded();
    return new Identity(pair.getPrivate(), sign(request, issuer, root.key(), random));
  }

  /// What a certificate is to say, names and extensions as DER.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Request(
      byte[] subject, PublicKey key, Instant from, Instant until, byte[] extensions) {}

  private static X509Certificate sign(
      Request request, byte[] issuer, PrivateKey signer, SecureRandom random) {
    byte[] body =
        Der.sequence(
            Der.constructed(0, Der.integer(BigInteger.TWO)), // version 3
            Der.integer(serial(random)),
            ECDSA_WITH_SHA256,
            issuer,
            Der.sequence(
                Der.time(request.from.minus(EARLIER).truncatedTo(ChronoUnit.SECONDS)),
                Der.time(request.until.truncatedTo(ChronoUnit.SECONDS))),
            request.subject,
            request.key.getEncoded(), // a SubjectPublicKeyInfo already
            Der.constructed(3, request.extensions));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer, random);
      signature.update(body);
      return Identity.certificate(
          Der.sequence(body, ECDSA_WITH_SHA256, Der.bitString(signature.sign())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a certificate", e);
    }
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.isTrue(), Der.octetString(value))
        : Der.sequence(Der.oid(oid), Der.octetString(value));
  }

  /// 127 random bits and positive, as RFC 5280 §4.1.2.2 wants it: at most twenty octets, never zero.
  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(126, random).setBit(126);
  }

  /// The first 160 bits of the SHA-256 of the public key (RFC 7093 §2, method 1).
  private static byte[] keyId(PublicKey key) {
    DerReader info = new DerReader(key.getEncoded()).next().inner();
    info.next(); // the algorithm
    byte[] bits = info.next().content();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bits, 1, bits.length - 1); // without the count of unused bits
      return Arrays.copyOf(digest.digest(), 20);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no SHA-256", e);
    }
  }

  private static KeyPair newKey(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a key on P-256", e);
    }
  }
}
