package io.binnacle.server.http;

import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The client at the other end of one connection.
final class Peer {
  /// Where a connection keeps its peer.
  static final AttributeKey<Peer> KEY = AttributeKey.valueOf(Peer.class, "peer");

  private final String address;
  private final SSLSession session;
  private boolean known;
  private boolean trusted = true;
  private @Nullable User holder;

  /// The client at `address`, its handshake done.
  Peer(SocketAddress address, SSLSession session) {
    this.address = text(address);
    this.session = session;
  }

  /// Address and port: `127.0.0.1:53422`, `[::1]:53422`.
  String address() {
    return address;
  }

  /// Who sends a request with these headers; null if its credentials are not to be trusted. May block.
  @Nullable User user(Authenticator authenticator, Headers headers) {
    User byCertificate;
    synchronized (this) {
      if (!known) {
        List<X509Certificate> chain = chain();
        holder = chain.isEmpty() ? null : authenticator.holderOf(chain);
        trusted = chain.isEmpty() || holder != null;
        known = true;
      }
      byCertificate = holder;
      if (!trusted) {
        return null;
      }
    }
    return authenticator.authenticate(byCertificate, headers);
  }

  private List<X509Certificate> chain() {
    try {
      Certificate[] sent = session.getPeerCertificates();
      return Arrays.stream(sent).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException _) {
      return List.of(); // how the JDK says that the client has no certificate
    }
  }

  private static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return address.toString();
    }
    String host = inet.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
  }
}
