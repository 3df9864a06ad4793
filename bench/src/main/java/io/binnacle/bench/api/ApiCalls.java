package io.binnacle.bench.api;

import io.binnacle.app.AdminHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/// The administrator of an instance at its API: one write at a time with its moments, or many at once.
public final class ApiCalls implements AutoCloseable {
  private static final int AT_ONCE = 32;

  /// One write.
  ///
  /// @param body JSON; empty for none
  public record Write(String method, String path, String body) {
    /// Creates an object in the collection at `path`.
    public static Write create(String path, String body) {
      return new Write("POST", path, body);
    }
  }

  /// When a write was sent and when it was acknowledged, by `System.nanoTime`.
  public record Moments(long sent, long answered) {}

  private final String api;
  private final HttpClient http;

  private ApiCalls(String api, HttpClient http) {
    this.api = api;
    this.http = http;
  }

  /// @param api `https://HOST:PORT`
  /// @param dataDir the instance's, for its administrator's key
  public static ApiCalls open(String api, Path dataDir)
      throws IOException, GeneralSecurityException {
    return new ApiCalls(api, AdminHttp.client(dataDir));
  }

  /// Writes and waits for the acknowledgement.
  ///
  /// @throws IOException if the answer is not 2xx, with what it says
  public Moments call(Write write) throws IOException, InterruptedException {
    long sent = System.nanoTime();
    HttpResponse<String> response = http.send(request(write), BodyHandlers.ofString());
    long answered = System.nanoTime();
    if (response.statusCode() / 100 != 2) {
      throw new IOException(write.method + " " + write.path + ": " + response.body());
    }
    return new Moments(sent, answered);
  }

  /// Writes everything, many at once, in no particular order.
  ///
  /// @throws IOException if some writes failed, with how many and what the first says
  public void callAll(Stream<Write> writes) throws IOException, InterruptedException {
    Semaphore room = new Semaphore(AT_ONCE);
    Queue<String> refused = new ConcurrentLinkedQueue<>();
    for (Iterator<Write> all = writes.iterator(); all.hasNext(); ) {
      room.acquire();
      var _ =
          http.sendAsync(request(all.next()), BodyHandlers.ofString())
              .whenComplete((response, failure) -> {
                room.release();
                if (failure != null) {
                  refused.add(String.valueOf(failure));
                } else if (response.statusCode() / 100 != 2) {
                  refused.add(response.body());
                }
              });
    }
    room.acquire(AT_ONCE);
    if (!refused.isEmpty()) {
      throw new IOException(refused.size() + " writes failed, the first: " + refused.peek());
    }
  }

  /// What stands at a URL.
  public String read(String url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private HttpRequest request(Write write) {
    return HttpRequest.newBuilder(URI.create(api + write.path))
        .header("Content-Type", "application/json")
        .method(write.method, BodyPublishers.ofString(write.body))
        .build();
  }

  @Override
  public void close() {
    http.close();
  }
}
