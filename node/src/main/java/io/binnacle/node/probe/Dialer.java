package io.binnacle.node.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Opens connections, plain or with TLS that trusts anybody: a probe asks whether somebody answers, not who.
final class Dialer {
  private final SSLContext tls;

  Dialer() {
    try {
      tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java knows no TLS", e);
    }
  }

  /// Could not connect; the message is Go's, as users know it from events.
  static final class DialException extends IOException {
    private static final long serialVersionUID = 1L;

    DialException(String message, IOException cause) {
      super(message, cause);
    }
  }

  /// Connects.
  ///
  /// @param host an address, or a name to be looked up
  Socket dial(String host, int port, Deadline deadline) throws IOException {
    String where = join(host, port);
    Socket socket = new Socket();
    try {
      InetAddress address = InetAddress.getByName(host);
      where = join(address.getHostAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoLinger(true, 1);
      socket.connect(new InetSocketAddress(address, port), deadline.left());
      return socket;
    } catch (IOException e) {
      socket.close();
      String why =
          switch (e) {
            case UnknownHostException _ -> "dial tcp: lookup " + host + ": no such host";
            case SocketTimeoutException _ -> "dial tcp " + where + ": i/o timeout";
            case NoRouteToHostException _ -> "dial tcp " + where + ": connect: no route to host";
            case ConnectException _ -> "dial tcp " + where + ": connect: " + reason(e);
            default -> "dial tcp " + where + ": " + e.getMessage();
          };
      throw new DialException(why, e);
    }
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("Connection refused") ? "connection refused" : message;
  }

  /// Begins TLS on an open connection.
  Socket secure(Socket plain, String host, int port, Deadline deadline) throws IOException {
    SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
    secure.setSoTimeout(deadline.left());
    secure.startHandshake();
    return secure;
  }

  /// `10.0.0.1:80`, `[fd00::1]:80`.
  static String join(String host, int port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
