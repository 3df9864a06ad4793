package io.binnacle.dns.forward;

import io.binnacle.model.meta.IpAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A server that is asked for names outside.
///
/// @param address literal, never looked up; the port is 53, or 853 for DoT, unless told otherwise
/// @param protocol how it is spoken to
/// @param tls how it shows who it is; used with [Protocol#DOT] only
public record Upstream(InetSocketAddress address, Protocol protocol, Tls tls) {
  /// Port of plain DNS.
  public static final int DNS_PORT = 53;

  /// What carries the questions.
  public enum Protocol {
    /// Datagrams; a connection where an answer was truncated, or the client came over one.
    UDP,
    /// Plain connections (RFC 7766).
    TCP,
    /// Connections with TLS (RFC 7858), the certificate checked.
    DOT
  }

  /// Whom to expect behind a connection with TLS.
  ///
  /// @param serverName in the certificate, and sent as SNI; null means the address has to be in the certificate
  /// @param authorities PEM file of the certificates to trust; null means those of the Java runtime
  public record Tls(@Nullable String serverName, @Nullable Path authorities) {
    /// The address in the certificate, signed by somebody the runtime trusts.
    public static final Tls DEFAULT = new Tls(null, null);
  }

  /// @throws IllegalArgumentException if the address has still to be looked up
  public Upstream {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("an upstream is given by its address, not " + address);
    }
  }

  /// Spoken to over UDP.
  public static Upstream udp(InetSocketAddress address) {
    return new Upstream(address, Protocol.UDP, Tls.DEFAULT);
  }

  /// Spoken to over plain connections only.
  public static Upstream tcp(InetSocketAddress address) {
    return new Upstream(address, Protocol.TCP, Tls.DEFAULT);
  }

  /// Spoken to over TLS.
  public static Upstream dot(InetSocketAddress address, Tls tls) {
    return new Upstream(address, Protocol.DOT, tls);
  }

  /// Address and port, as CoreDNS labels its metrics: `10.0.0.1:53`, `[fd00::1]:53`.
  public String hostAndPort() {
    String host = address.getAddress().getHostAddress();
    int scope = host.indexOf('%');
    IpAddress ip = IpAddress.parse(scope < 0 ? host : host.substring(0, scope));
    String text = (ip == null ? host : ip) + (scope < 0 ? "" : host.substring(scope));
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + address.getPort();
  }

  /// As people write it: `10.0.0.1:53`, `tcp://10.0.0.1:53`, `tls://9.9.9.9:853`.
  @Override
  public String toString() {
    return switch (protocol) {
      case UDP -> hostAndPort();
      case TCP -> "tcp://" + hostAndPort();
      case DOT -> "tls://" + hostAndPort();
    };
  }
}
