package io.binnacle.server.auth;

import io.binnacle.server.http.Authenticator;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.User;
import io.binnacle.server.token.Claims;
import io.binnacle.server.token.Claims.Ref;
import io.binnacle.server.token.TokenVerifier;
import io.binnacle.server.token.TokenVerifier.Verdict;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Knows service accounts by their bearer tokens (RFC 6750 §2.1), and everybody else as `certificates` does. A client with a
/// certificate is who the certificate says, whatever token it sends along.
///
/// @param certificates judges client certificates
/// @param tokens judges tokens
public record TokenAuthenticator(Authenticator certificates, TokenVerifier tokens)
    implements Authenticator {
  private static final System.Logger LOG = System.getLogger(TokenAuthenticator.class.getName());
  private static final String SCHEME = "bearer";
  private static final String EXTRA = "authentication.kubernetes.io/";

  @Override
  public @Nullable User holderOf(List<X509Certificate> chain) {
    return certificates.holderOf(chain);
  }

  @Override
  public @Nullable User authenticate(@Nullable User holder, Headers headers) {
    String token = bearer(headers.first("Authorization"));
    if (holder != null || token.isEmpty()) {
      return certificates.authenticate(holder, headers);
    }
    return switch (tokens.judge(token, List.of())) {
      case Verdict.Good good -> user(good.claims());
      case Verdict.Refused refused -> {
        // DEBUG: anybody can send wrong tokens, as many as they like.
        LOG.log(System.Logger.Level.DEBUG, "bearer token refused: {0}", refused.why());
        yield null;
      }
    };
  }

  /// The token of an `Authorization` field; empty if it holds none.
  static String bearer(String authorization) {
    String[] parts = authorization.strip().split(" ", 3);
    return parts.length >= 2 && parts[0].toLowerCase(Locale.ROOT).equals(SCHEME) ? parts[1] : "";
  }

  /// The user a token stands for.
  public static User user(Claims claims) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    if (!claims.id().isEmpty()) {
      extra.put(User.CREDENTIAL_ID, List.of("JTI=" + claims.id()));
    }
    add(extra, "pod", claims.pod());
    add(extra, "node", claims.node());
    return new User(
        claims.user(),
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + claims.namespace(),
            User.AUTHENTICATED),
        claims.account().uid(),
        extra);
  }

  private static void add(Map<String, List<String>> extra, String what, @Nullable Ref ref) {
    if (ref != null) {
      extra.put(EXTRA + what + "-name", List.of(ref.name()));
      if (!ref.uid().isEmpty()) {
        extra.put(EXTRA + what + "-uid", List.of(ref.uid()));
      }
    }
  }
}
