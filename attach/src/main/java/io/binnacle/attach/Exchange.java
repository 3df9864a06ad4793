package io.binnacle.attach;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Requests to one API server. Safe for many threads; each call blocks until its answer is there.
final class Exchange implements AutoCloseable {
  /// The longest answer taken in, in bytes; a page of 500 objects of the largest size etcd takes has 750 MB.
  private static final long LONGEST = 1L << 30;

  private static final int LONGEST_FAILURE = 1 << 20;
  private static final String JSON = "application/json";

  private final HttpClient client;
  private final String base;
  private final Duration timeout;

  /// @param timeout how long an answer may take to begin, and then to go on
  Exchange(ClusterAccess access, String userAgent, Duration timeout) {
    // Retrying is for those who know what is at stake.
    Config config =
        new ConfigBuilder(access.config())
            .withRequestRetryBackoffLimit(0)
            .withConnectionTimeout((int) timeout.toMillis())
            .withRequestTimeout((int) timeout.toMillis())
            .withUserAgent(userAgent)
            .build();
    this.client = HttpClientUtils.getHttpClientFactory().newBuilder(config).build();
    this.base = access.url();
    this.timeout = timeout;
  }

  /// One request.
  ///
  /// @param path below the server's URL, with its query
  /// @param contentType of `body`
  record Request(String method, String path, String contentType, @Nullable Value body) {
    static Request get(String path) {
      return new Request("GET", path, "", null);
    }

    static Request json(String method, String path, Value body) {
      return new Request(method, path, JSON, body);
    }
  }

  /// The server's URL.
  String url() {
    return base;
  }

  /// The object `request` is answered with.
  ///
  /// @throws ApiException with the server's Status; 503 or 504 if there was no answer
  Obj object(Request request) {
    try (BodyStream body = open(request, timeout, false)) {
      if (Json.parse(body).value() instanceof Obj object) {
        return object;
      }
      throw new IOException("the answer is no JSON object");
    } catch (IOException | JsonException e) {
      throw Failures.of(base, e);
    }
  }

  /// The body `request` is answered with, which the caller closes.
  ///
  /// @param patience how long to wait for each next byte
  /// @param endless whether the body goes on as long as both sides like
  /// @throws ApiException as above
  BodyStream open(Request request, Duration patience, boolean endless) {
    BodyStream body = new BodyStream(endless ? Long.MAX_VALUE : LONGEST, patience);
    CompletableFuture<HttpResponse<AsyncBody>> sent =
        client.consumeBytes(http(request, endless), body);
    HttpResponse<AsyncBody> response;
    try {
      response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon(sent);
      throw Failures.of(base, e);
    } catch (TimeoutException e) {
      abandon(sent);
      TimeoutException why = new TimeoutException("waited " + timeout.toSeconds() + " s");
      why.initCause(e);
      throw Failures.of(base, why);
    } catch (ExecutionException e) {
      throw Failures.of(base, e);
    }
    body.start(response.body());
    if (response.isSuccessful()) {
      return body;
    }
    try (body) {
      byte[] text = body.readNBytes(LONGEST_FAILURE);
      throw Failures.of(response.code(), request.method + " " + base + request.path, text);
    } catch (IOException e) {
      throw Failures.of(base, e);
    }
  }

  private static void abandon(CompletableFuture<HttpResponse<AsyncBody>> sent) {
    CompletableFuture<Void> _ = sent.thenAccept(late -> late.body().cancel());
    sent.cancel(true);
  }

  private HttpRequest http(Request request, boolean endless) {
    HttpRequest.Builder out =
        client.newHttpRequestBuilder().uri(base + request.path).header("Accept", JSON);
    Value body = request.body;
    if (body != null) {
      out.method(request.method, request.contentType, Json.text(body));
    }
    return endless ? out.forStreaming().build() : out.build();
  }

  @Override
  public void close() {
    client.close();
  }
}
