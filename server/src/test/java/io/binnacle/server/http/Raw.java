package io.binnacle.server.http;

import io.binnacle.server.tls.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A client that sends what it is told, octet by octet. Text is taken as ISO 8859-1.
final class Raw implements AutoCloseable {
  final SSLSocket socket;
  final DataInputStream in;
  final OutputStream out;

  Raw(int port, String protocol) throws IOException {
    socket = (SSLSocket) TestTls.client(null).getSocketFactory().createSocket();
    socket.setReceiveBufferSize(16 * 1024); // what is not read should soon be felt at the other end
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(60_000); // a test that fails must end
    socket.startHandshake();
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  Raw send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Raw send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /// Everything up to the end of the connection.
  String readAll() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /// One answer with `Content-Length`: head and body.
  String readAnswer() throws IOException {
    String head = readHead();
    int at = head.indexOf("content-length: ");
    int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
    return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /// Up to and including the empty line.
  String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("ended in the head: " + head);
      }
      head.write(octet);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /// Closes it under the server's nose, before the test is over.
  void hangUp() throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
