package io.binnacle.server.http;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out who a client is. The place for further kinds of credential, such as bearer tokens.
public interface Authenticator {
  /// Who the holder of a certificate is. Called at most once a connection, on a virtual thread; the TLS handshake has proved
  /// that the client holds the key, nothing else.
  ///
  /// @param chain what the client sent, its own certificate first; never empty
  /// @return null if the certificate is not to be trusted: every request over the connection is answered 401
  @Nullable User holderOf(List<X509Certificate> chain);

  /// Who sends a request. Called for each request, on its virtual thread.
  ///
  /// @param holder what [#holderOf] said; null if the client has no certificate
  /// @return null if the credentials are not to be trusted: the request is answered 401
  default @Nullable User authenticate(@Nullable User holder, Headers headers) {
    if (holder != null) {
      return holder;
    }
    // A credential nobody here understands is a wrong one: upstream refuses it, and so no client is
    // anonymous by mistake.
    return headers.has("Authorization") ? null : User.ANONYMOUS;
  }
}
