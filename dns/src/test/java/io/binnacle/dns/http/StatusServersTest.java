package io.binnacle.dns.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusServersTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private volatile List<String> missing = List.of("endpointslices: forbidden", "pods: not listed");
  private final Readiness readiness = new Readiness(() -> missing);

  @Test
  void eachAddressAnswersItsOwnPaths() throws Exception {
    try (StatusServers servers = start(new StatusAddresses(ANY, ANY, ANY))) {
      List<InetSocketAddress> at = servers.addresses();
      assertEquals("200 OK", get(at.get(0), "/health"));
      assertEquals("503 endpointslices: forbidden\npods: not listed\n", get(at.get(1), "/ready"));
      assertEquals("200 figures 1\n", get(at.get(2), "/metrics"));
      assertEquals("200 web.default. 33", get(at.get(2), "/explain?name=web%2Edefault&type=srv"));
      assertEquals("404 want /health\n", get(at.get(0), "/metrics"));
      assertEquals("404 want /explain or /metrics\n", get(at.get(2), "/"));
    }
  }

  @Test
  void onceReadyItStaysSoUntilItLeaves() throws Exception {
    try (StatusServers servers = start(new StatusAddresses(ANY, ANY, null))) {
      InetSocketAddress health = servers.addresses().get(0);
      InetSocketAddress ready = servers.addresses().get(1);
      missing = List.of();
      assertEquals("200 OK", get(ready, "/ready"));
      missing = List.of("the API is gone");
      assertEquals("200 OK", get(ready, "/ready"));
      readiness.leave();
      assertEquals("503 shutting down\n", get(ready, "/ready"));
      assertEquals("200 OK", get(health, "/health"));
    }
  }

  @Test
  void questionsThatMakeNoSenseAreToldHow() throws Exception {
    try (StatusServers servers = start(new StatusAddresses(null, null, ANY))) {
      for (String query : List.of("", "?name=", "?name=a..b", "?name=a&type=NONE")) {
        String reply = get(servers.addresses().getFirst(), "/explain" + query);
        assertTrue(reply.startsWith("400 want /explain?name="), query + ": " + reply);
      }
    }
  }

  @Test
  void oneAddressMayServeAll() throws Exception {
    InetSocketAddress free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    try (StatusServers servers = start(new StatusAddresses(free, free, free))) {
      assertEquals(1, servers.addresses().size());
      assertEquals("200 OK", get(free, "/health"));
      assertEquals("200 figures 1\n", get(free, "/metrics"));
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress at = (InetSocketAddress) taken.getLocalSocketAddress();
      IOException refused =
          assertThrows(IOException.class, () -> start(new StatusAddresses(ANY, at, null)));
      assertTrue(refused.toString().contains("dns-ready cannot listen on"), refused::toString);
    }
  }

  private StatusServers start(StatusAddresses at) throws IOException {
    return StatusServers.start(
        at, readiness, () -> "figures 1\n", (name, type) -> name + " " + type);
  }

  private static String get(InetSocketAddress at, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.getPort() + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }
}
