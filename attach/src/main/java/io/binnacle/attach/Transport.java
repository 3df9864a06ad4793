package io.binnacle.attach;

import io.binnacle.model.tree.Value;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The way requests take to one API server, with its credentials. Safe for many threads.
interface Transport extends AutoCloseable {
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

  String JSON = "application/json";

  /// Sends `request`; what is answered goes into `body`, piece by piece as it is asked for.
  ///
  /// @param endless whether the answer goes on as long as both sides like
  /// @return the status code, once the answer begins
  CompletableFuture<Integer> send(Request request, boolean endless, BodyStream body);

  /// Nothing new will be sent. What is under way may end by itself.
  void retire();

  /// Ends all connections.
  @Override
  void close();
}
