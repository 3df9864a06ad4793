package io.binnacle.attach;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Value;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// The short way: the JDK's client, with a certificate or a token.
final class PlainTransport implements Transport {
  /* Loads some hundreds of classes, all of them in the start-up cache; fabric8's way loads six thousand (bench/RESULTS.md). */
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;
  private final PlainAccess access;
  private final String userAgent;
  private final Duration timeout;

  /// @param timeout how long a connection, and then an answer may take to begin
  PlainTransport(PlainAccess access, String userAgent, Duration timeout) {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(timeout).executor(threads);
    if (access.tls() != null) {
      builder.sslContext(access.tls());
    }
    this.client = builder.build();
    this.access = access;
    this.userAgent = userAgent;
    this.timeout = timeout;
  }

  @Override
  public CompletableFuture<Integer> send(Request request, boolean endless, BodyStream body) {
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sent =
        client.sendAsync(http(request), BodyHandlers.ofPublisher());
    CompletableFuture<Integer> code = new CompletableFuture<>();
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> _ =
        sent.whenComplete((response, failure) -> {
          if (failure != null) {
            code.completeExceptionally(failure);
          } else {
            response.body().subscribe(new Pieces(body));
            code.complete(response.statusCode());
          }
        });
    return code;
  }

  private HttpRequest http(Request request) {
    Value body = request.body();
    BodyPublisher content =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(Json.text(body), StandardCharsets.UTF_8);
    HttpRequest.Builder out =
        HttpRequest.newBuilder(URI.create(access.url() + request.path()))
            .timeout(timeout)
            .header("Accept", JSON)
            .header("User-Agent", userAgent)
            .method(request.method(), content);
    if (body != null) {
      out.header("Content-Type", request.contentType());
    }
    String token = access.token().get();
    if (!token.isEmpty()) {
      out.header("Authorization", "Bearer " + token);
    }
    return out.build();
  }

  /// Hands on what comes, one piece for each that is asked for.
  private record Pieces(BodyStream body) implements Flow.Subscriber<List<ByteBuffer>> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      body.start(
          new BodyStream.Source() {
            @Override
            public void more() {
              subscription.request(1);
            }

            @Override
            public void cancel() {
              subscription.cancel();
            }
          });
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      body.piece(buffers);
    }

    @Override
    public void onError(@Nullable Throwable failure) {
      body.end(failure);
    }

    @Override
    public void onComplete() {
      body.end(null);
    }
  }

  @Override
  public void retire() {
    client.shutdown();
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
