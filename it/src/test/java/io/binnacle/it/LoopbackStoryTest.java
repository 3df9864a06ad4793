package io.binnacle.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Services without root, as docs/manual/proxy.md tells it.
class LoopbackStoryTest {
  @TempDir Path temp;

  @Test
  void aServiceOnLoopbackLeadsToAServerOfThisMachine() throws IOException {
    Optional<InetAddress> own = ownAddress();
    Assumptions.assumeTrue(
        own.isPresent(), "*** SKIPPED, this machine has no address but loopback's ***");
    HttpServer server = HttpServer.create(new InetSocketAddress(own.get(), 0), 0);
    byte[] hello = "hello from outside of any Pod\n".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, hello.length);
            exchange.getResponseBody().write(hello);
          }
        });
    server.start();
    try {
      Map<String, String> more =
          Map.of(
              "OWN_ADDRESS",
              own.get().getHostAddress(),
              "OWN_PORT",
              Integer.toString(server.getAddress().getPort()));
      Stories.tell("loopback", temp.resolve("data"), more, "--service-cidr", "127.96.0.0/16");
    } finally {
      server.stop(0);
    }
  }

  private static Optional<InetAddress> ownAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress() && !a.isLinkLocalAddress())
        .findFirst();
  }
}
