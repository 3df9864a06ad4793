package io.binnacle.attach;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Value;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// The way for everything a kubeconfig can ask for: exec plugins, OIDC, proxies, passwords.
final class Fabric8Transport implements Transport {
  private final HttpClient client;
  private final String base;

  /// @param timeout how long a connection, and then an answer may take to begin
  Fabric8Transport(Config access, String base, String userAgent, Duration timeout) {
    // Retrying is for those who know what is at stake.
    Config config =
        new ConfigBuilder(access)
            .withRequestRetryBackoffLimit(0)
            .withConnectionTimeout((int) timeout.toMillis())
            .withRequestTimeout((int) timeout.toMillis())
            .withUserAgent(userAgent)
            .build();
    this.client = HttpClientUtils.getHttpClientFactory().newBuilder(config).build();
    this.base = base;
  }

  @Override
  public CompletableFuture<Integer> send(Request request, boolean endless, BodyStream body) {
    CompletableFuture<HttpResponse<AsyncBody>> sent =
        client.consumeBytes(http(request, endless), (buffers, _) -> body.piece(buffers));
    CompletableFuture<Integer> code = new CompletableFuture<>();
    CompletableFuture<HttpResponse<AsyncBody>> _ =
        sent.whenComplete((response, failure) -> {
          if (failure != null) {
            code.completeExceptionally(failure);
          } else {
            start(response.body(), body);
            code.complete(response.code());
          }
        });
    return code;
  }

  private static void start(AsyncBody from, BodyStream body) {
    body.start(
        new BodyStream.Source() {
          @Override
          public void more() {
            from.consume();
          }

          @Override
          public void cancel() {
            from.cancel();
          }
        });
    CompletableFuture<Void> _ = from.done().whenComplete((_, failure) -> body.end(failure));
  }

  private HttpRequest http(Request request, boolean endless) {
    HttpRequest.Builder out =
        client.newHttpRequestBuilder().uri(base + request.path()).header("Accept", JSON);
    Value body = request.body();
    if (body != null) {
      out.method(request.method(), request.contentType(), Json.text(body));
    }
    return endless ? out.forStreaming().build() : out.build();
  }

  @Override
  public void retire() {
    // It knows no orderly end; it is closed with the rest.
  }

  @Override
  public void close() {
    client.close();
  }
}
