package io.binnacle.server.tls;

import io.binnacle.server.http.Authenticator;
import io.binnacle.server.http.User;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Trusts the holders of client certificates of one authority: the common name is the user, each organization a group.
///
/// @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates">X.509 client certificates</a>
final class CertificateAuthenticator implements Authenticator {
  private static final System.Logger LOG =
      System.getLogger(CertificateAuthenticator.class.getName());
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private final X509Certificate authority;
  private final InstantSource clock;

  CertificateAuthenticator(X509Certificate authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public @Nullable User holderOf(List<X509Certificate> chain) {
    X509Certificate certificate = chain.getFirst();
    try {
      // Everything it issues it issues directly, so there is no chain to build. The signature
      // first: what stands in a
      // certificate nobody vouches for is not worth reading.
      certificate.verify(authority.getPublicKey());
      certificate.checkValidity(Date.from(clock.instant()));
      List<String> purposes = certificate.getExtendedKeyUsage();
      if (purposes == null || !purposes.contains(CLIENT_AUTH)) {
        throw new GeneralSecurityException("not a client's certificate");
      }
      SubjectName name = SubjectName.read(certificate.getSubjectX500Principal().getEncoded());
      if (name.commonName().isEmpty()) {
        throw new GeneralSecurityException("no common name");
      }
      List<String> groups = new ArrayList<>(name.organizations());
      groups.remove(User.AUTHENTICATED);
      groups.add(User.AUTHENTICATED);
      return new User(
          name.commonName(), groups, "", Map.of(User.CREDENTIAL_ID, List.of(id(certificate))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      LOG.log(System.Logger.Level.INFO, "client certificate refused: {0}", e.getMessage());
      return null;
    }
  }

  private static String id(X509Certificate certificate) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    return "X509SHA256=" + HexFormat.of().formatHex(digest);
  }
}
