package io.binnacle.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// One server, several addresses: all of 127.0.0.0/8 is this machine's.
final class ListeningTest {
  private final TestServer test =
      new TestServer((_, responder) -> responder.send(200, Headers.NONE, new byte[0]));

  ListeningTest() throws IOException {}

  private InetSocketAddress at(String address) {
    return new InetSocketAddress(address, test.server.port());
  }

  /// What the server says to a client that forgot TLS: whether anybody is there at all.
  private static String greeting(InetSocketAddress at) throws IOException {
    try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void addressesComeAndGoWhileItRuns() throws IOException {
    try (test) {
      InetSocketAddress second = at("127.0.0.2");
      assertThatThrownBy(() -> greeting(second)).isInstanceOf(SocketException.class);
      test.server.listen(second);
      test.server.listen(second);
      assertThat(greeting(second)).startsWith("HTTP/1.0 400");
      assertThat(greeting(at("127.0.0.1"))).startsWith("HTTP/1.0 400");
      test.server.stopListening(second);
      test.server.stopListening(second);
      // refused, or reset if the selector was slower to let go of the socket
      assertThatThrownBy(() -> greeting(second)).isInstanceOf(SocketException.class);
      assertThat(greeting(at("127.0.0.1"))).startsWith("HTTP/1.0 400");
      test.server.listen(second);
      assertThat(greeting(second)).startsWith("HTTP/1.0 400");
    }
    assertThatThrownBy(() -> greeting(at("127.0.0.2"))).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> test.server.listen(at("127.0.0.3")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the server is closed");
  }

  @Test
  void anAddressThatIsNotThisMachinesIsRefused() {
    try (test) {
      assertThatThrownBy(() -> test.server.listen(at("192.0.2.1")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 192.0.2.1:" + test.server.port());
    }
  }
}
