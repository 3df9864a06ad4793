package io.binnacle.server.backend;

import io.binnacle.server.http.Headers;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A connection to a backend, for one request and its answer. One thread may send while another reads.
public final class Backend implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final int BUFFER = 32 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Backend(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.out = socket.getOutputStream();
  }

  /// Connects; waits at most 30 s.
  ///
  /// @param at an address, resolved
  /// @param tls whether to speak TLS, taking any certificate: the backends of a cluster have none that could be checked
  public static Backend connect(InetSocketAddress at, boolean tls) throws IOException {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      plain.connect(at, (int) CONNECT.toMillis());
      if (!tls) {
        return new Backend(plain);
      }
      SSLSocket secure =
          (SSLSocket)
              Tls.ANY
                  .getSocketFactory()
                  .createSocket(plain, at.getAddress().getHostAddress(), at.getPort(), true);
      secure.setSoTimeout((int) CONNECT.toMillis());
      secure.startHandshake();
      secure.setSoTimeout(0);
      return new Backend(secure);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /// Sends the head of a request.
  ///
  /// @param target path and query, fit for the wire
  public void sendHead(String method, String target, Headers headers) throws IOException {
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// Reads the head of the answer; informational ones before it are passed over, except 101.
  ///
  /// @param toHead whether the request was a HEAD, whose answer has no body
  /// @throws IOException if the connection ends first, or what comes is no HTTP
  public BackendAnswer readAnswer(boolean toHead) throws IOException {
    return BackendAnswer.read(in, toHead);
  }

  /// What the backend sends, as it comes: for use after an upgrade.
  public InputStream in() {
    return in;
  }

  /// To the backend, unbuffered.
  public OutputStream out() {
    return out;
  }

  /// Ends what is sent, so that the backend sees the end; what it sends can still be read. Over TLS without effect.
  public void closeOutput() throws IOException {
    if (!(socket instanceof SSLSocket)) {
      socket.shutdownOutput();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// Loaded when the first backend with TLS is met.
  private static final class Tls {
    static final SSLContext ANY = any();

    private static SSLContext any() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TakesAny()}, null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new AssertionError("every Java speaks TLS", e);
      }
    }
  }

  /// Takes every certificate, as upstream's proxy does.
  private static final class TakesAny extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
