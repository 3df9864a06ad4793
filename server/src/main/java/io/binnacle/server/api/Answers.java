package io.binnacle.server.api;

import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import java.nio.charset.StandardCharsets;

/// The answers every part of the API gives in the same way: headers, failures, plain text.
final class Answers {
  private Answers() {}

  /// The headers of an answer in the format of `form`.
  static Headers headers(Representation form) {
    return builder(form).build();
  }

  /// As [#headers], for more to be added.
  static Headers.Builder builder(Representation form) {
    return Headers.builder()
        .add("Content-Type", form.format().contentType())
        .add("Cache-Control", "no-cache, private");
  }

  /// Sends a `Status` of failure.
  static void failure(ApiRequest request, Responder out, Status status) {
    Representation form = Representation.forFailure(request);
    Headers.Builder headers = builder(form);
    if (status.details().get("retryAfterSeconds") != null) {
      headers.add("Retry-After", Long.toString(status.details().integer("retryAfterSeconds", 1)));
    }
    out.send(status.code(), headers.build(), Encoder.bytes(form, status.toObj()));
  }

  /// Sends a document in the format the client prefers.
  static void document(ApiRequest request, Responder out, Obj document) {
    Representation form = Representation.forFailure(request);
    out.send(200, headers(form), Encoder.bytes(form, document));
  }

  /// Sends plain text.
  static void text(Responder out, int status, String text) {
    out.send(
        status,
        Headers.of(
            "Content-Type", "text/plain; charset=utf-8", "X-Content-Type-Options", "nosniff"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  /// What answers every path nothing is served at.
  static void notFound(Responder out) {
    text(out, 404, "404 page not found\n");
  }
}
