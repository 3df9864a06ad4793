package io.binnacle.attach;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// One client certificate, shown to every server that asks for one.
final class OwnKey extends X509ExtendedKeyManager {
  /* Instead of a KeyStore, which encrypts the key in memory with ten thousand rounds of PBKDF2: half a second of a cold start. */
  private static final String ALIAS = "own";

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  OwnKey(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain;
  }

  private String @Nullable [] aliases(String type) {
    return type.equals(key.getAlgorithm()) ? new String[] {ALIAS} : null;
  }

  private @Nullable String alias(String[] types) {
    return List.of(types).contains(key.getAlgorithm()) ? ALIAS : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return aliases(type);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(types);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(types);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }
}
