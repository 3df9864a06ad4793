package io.binnacle.dns.run;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A server's certificate and key, read again when their files change. While new ones make no sense, the old ones stay. Any thread.
public final class TlsFiles implements Supplier<SslContext> {
  private static final Logger LOG = System.getLogger(TlsFiles.class.getName());

  /// The name of DNS over TLS in a handshake (RFC 7858, IANA's registry of ALPN identifiers).
  private static final String DOT = "dot";

  private final Path certificates;
  private final Path key;
  private final @Nullable Path authority;
  private volatile Loaded loaded;

  @SuppressWarnings("ArrayRecordComponent") // compared by what is in them
  private record Contents(byte[] certificates, byte[] key, byte[] authority) {
    boolean same(Contents other) {
      return Arrays.equals(certificates, other.certificates)
          && Arrays.equals(key, other.key)
          && Arrays.equals(authority, other.authority);
    }
  }

  private record Loaded(Contents from, SslContext context) {}

  /// @param certificates PEM: the server's first, then those that lead to an authority
  /// @param key PEM, PKCS #8, without a password
  /// @param authority PEM: clients must show a certificate that one of these has signed; null if they need none
  /// @throws IOException if they cannot be read or make no sense; the message names the file
  public TlsFiles(Path certificates, Path key, @Nullable Path authority) throws IOException {
    this.certificates = certificates;
    this.key = key;
    this.authority = authority;
    Contents contents = read(certificates, key, authority);
    this.loaded = new Loaded(contents, context(certificates, key, authority));
  }

  @Override
  public SslContext get() {
    return loaded.context;
  }

  /// Reads the files again if they have changed. Blocks. To be called every few seconds.
  ///
  /// @return whether there are new ones now
  public synchronized boolean reload() {
    try {
      Contents now = read(certificates, key, authority);
      if (now.same(loaded.from)) {
        return false;
      }
      loaded = new Loaded(now, context(certificates, key, authority));
      LOG.log(Level.INFO, "DNS over TLS: new certificate from {0}", certificates);
      return true;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "DNS over TLS keeps its certificate: {0}", e.getMessage());
      return false;
    }
  }

  private static Contents read(Path certificates, Path key, @Nullable Path authority)
      throws IOException {
    byte[] clients = authority == null ? new byte[0] : Files.readAllBytes(authority);
    return new Contents(Files.readAllBytes(certificates), Files.readAllBytes(key), clients);
  }

  private static SslContext context(Path certificates, Path key, @Nullable Path authority)
      throws IOException {
    try {
      SslContextBuilder builder = SslContextBuilder.forServer(certificates.toFile(), key.toFile());
      if (authority != null) {
        builder.trustManager(authority.toFile()).clientAuth(ClientAuth.REQUIRE);
      }
      return builder
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  DOT))
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "no certificate and PKCS #8 key in "
              + certificates
              + " and "
              + key
              + (authority == null ? ": " : ", or no certificate in " + authority + ": ")
              + e.getMessage(),
          e);
    }
  }
}
