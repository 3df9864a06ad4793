package io.binnacle.server.proxy;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.backend.Backend;
import io.binnacle.server.backend.BackendAnswer;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.BlockingOutput;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.http.ResponseStream;
import io.binnacle.server.http.Upgraded;
import io.binnacle.server.proxy.Destinations.Destination;
import io.binnacle.server.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Passes requests on to Pods and Services, and their answers back, in pieces as they come.
public final class ProxyRequests {
  private static final System.Logger LOG = System.getLogger(ProxyRequests.class.getName());
  private static final Duration IDLE = Duration.ofHours(4);
  private static final int PIECE = 32 * 1024;

  private final Destinations destinations;

  /// @param registry where Pods, Services and slices are
  /// @param random picks an endpoint; used by many threads
  public ProxyRequests(Registry registry, RandomGenerator random) {
    this.destinations = new Destinations(registry, random);
  }

  /// Answers `request`, which is about the proxy of `id`, a Pod's or Service's name with perhaps scheme and port.
  ///
  /// @throws ApiException with what the client is to be told, unless the answer has begun
  public void handle(
      ResourceName resource, String namespace, String id, ApiRequest request, Responder out) {
    Destination to = destinations.find(resource, namespace, id);
    ProxyPath path = ProxyPath.of(request.target());
    boolean upgrade = out.canUpgrade();
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (!upgrade && reads && path.path().isEmpty()) {
      // Relative links of a page lead astray unless its address ends with a slash.
      String there = path.prefix() + "/" + path.query();
      out.send(301, Headers.of("Location", there), new byte[0]);
      return;
    }
    try (Backend backend = Backend.connect(to.at(), to.https())) {
      BackendAnswer answer = ask(backend, to, path, request, upgrade);
      if (answer.status() == 101) {
        join(backend, answer, out);
      } else {
        pass(answer, to, path, request, out);
      }
    } catch (IOException e) {
      throw unreachable(to, e);
    }
  }

  private static BackendAnswer ask(
      Backend backend, Destination to, ProxyPath path, ApiRequest request, boolean upgrade)
      throws IOException {
    Headers headers = ProxyHeaders.toBackend(request, path, to.at(), upgrade);
    boolean empty = request.body().length == 0;
    boolean saysSo = !empty || Set.of("POST", "PUT", "PATCH").contains(request.method());
    if (saysSo) {
      headers = headers.with("Content-Length", Integer.toString(request.body().length));
    }
    String target = path.path().isEmpty() ? "/" + path.query() : path.target();
    backend.sendHead(request.method(), target, headers);
    backend.out().write(request.body());
    return backend.readAnswer(request.method().equals("HEAD"));
  }

  private static void pass(
      BackendAnswer answer, Destination to, ProxyPath path, ApiRequest request, Responder out) {
    UnaryOperator<String> link =
        l -> path.rewritten(l, ProxyHeaders.hostPort(to.at()), request.headers().first("Host"));
    Headers sent = answer.headers();
    boolean page = isPage(sent) && !request.method().equals("HEAD") && answer.status() != 304;
    String coding = sent.first("Content-Encoding").toLowerCase(Locale.ROOT);
    boolean rewrites = page && Set.of("", "identity", "gzip").contains(coding);
    Headers.Builder headers =
        ProxyHeaders.toClient(
            sent,
            rewrites
                ? Set.of("location", "content-length", "content-encoding")
                : Set.of("location"));
    String location = sent.first("Location");
    if (!location.isEmpty()) {
      headers.add("Location", link.apply(location));
    }
    ResponseStream stream = out.stream(answer.status(), headers.build());
    BlockingOutput client = new BlockingOutput(stream);
    try {
      if (rewrites) {
        InputStream plain =
            coding.equals("gzip") ? new GZIPInputStream(answer.body()) : answer.body();
        new HtmlLinks(
                link,
                octets -> {
                  byte[] bytes = octets.toString().getBytes(StandardCharsets.ISO_8859_1);
                  client.write(bytes, 0, bytes.length);
                })
            .copy(plain);
      } else {
        copy(answer.body(), client);
      }
      stream.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "answer of " + to + " broke off", e);
      stream.abort();
    }
  }

  private static void copy(InputStream from, BlockingOutput to) throws IOException {
    byte[] bytes = new byte[PIECE];
    for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
      if (!to.write(bytes, 0, n)) {
        return;
      }
    }
  }

  private static boolean isPage(Headers headers) {
    String type = headers.first("Content-Type");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().equals("text/html");
  }

  /// The backend has agreed to another protocol: so does the client's connection, and both are joined.
  private static void join(Backend backend, BackendAnswer answer, Responder out) {
    Headers headers = ProxyHeaders.toClient(answer.headers(), Set.of()).build();
    try (Upgraded client = out.upgrade(answer.headers().joined("Upgrade"), headers, IDLE)) {
      Runnable goodbye = client::close;
      client.onClose(() -> close(backend));
      Thread toBackend =
          Thread.ofVirtual()
              .name("proxy-to-backend")
              .start(() -> {
                try {
                  client.in().transferTo(backend.out());
                } catch (IOException e) {
                  LOG.log(System.Logger.Level.DEBUG, "from client to backend", e);
                }
                close(backend);
              });
      try {
        backend.in().transferTo(client.out());
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "from backend to client", e);
      }
      goodbye.run(); // ends the other direction's wait for the client
      toBackend.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a proxied stream was ending", e);
    }
  }

  private static void close(Backend backend) {
    try {
      backend.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a backend", e);
    }
  }

  private static ApiException unreachable(Destination to, IOException e) {
    String why = e.getMessage();
    String at = ProxyHeaders.hostPort(to.at());
    String shown =
        switch (e) {
          case ConnectException _ -> "dial tcp " + at + ": connect: " + lowered(why);
          case SocketTimeoutException _ -> "dial tcp " + at + ": i/o timeout";
          default -> lowered(why);
        };
    return new ApiException(
        new Status(503, "ServiceUnavailable", "error trying to reach service: " + shown, Obj.EMPTY),
        e);
  }

  /// As Go words it: `connection refused`.
  private static String lowered(@Nullable String text) {
    return text == null || text.isEmpty()
        ? "unknown error"
        : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
