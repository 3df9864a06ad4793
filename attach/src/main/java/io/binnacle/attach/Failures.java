package io.binnacle.attach;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Turns what goes wrong on the way into what a caller of the API expects: a Status.
final class Failures {
  private static final int SHOWN = 200;

  private Failures() {}

  /// The failure an answer tells of: its Status as the server wrote it, or one made up for a proxy's page.
  static ApiException of(int code, String request, byte[] body) {
    try {
      if (Json.parse(body).value() instanceof Obj o && o.str("kind").equals("Status")) {
        Status status = Status.of(o);
        return new ApiException(
            o.has("code")
                ? status
                : new Status(
                    code, status.reason(), status.message(), status.details(), status.metadata()));
      }
    } catch (JsonException _) {
      // not from an API server: shown as it is, below
    }
    String text = new String(body, StandardCharsets.UTF_8).strip();
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return new ApiException(
        new Status(
            code,
            reason(code),
            request + " was answered " + code + (shown.isEmpty() ? "" : ": " + shown),
            Obj.EMPTY));
  }

  /// The failure to get any answer: 504 for time that ran out, 503 for everything else, so that whoever retries goes on doing so.
  ///
  /// @param where the server's URL
  static ApiException of(String where, Throwable why) {
    Throwable cause = why;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ApiException known) {
      return known;
    }
    boolean late =
        cause instanceof TimeoutException
            || cause instanceof SocketTimeoutException
            || cause instanceof HttpTimeoutException;
    String text =
        switch (cause) {
          case UnknownHostException _ -> "the name is unknown";
          case ConnectException e -> e.getMessage() == null ? "connection refused" : e.getMessage();
          case SSLException e -> "TLS: " + e.getMessage();
          case InterruptedIOException e -> String.valueOf(e.getMessage());
          default ->
              cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    Status status =
        late
            ? new Status(504, "Timeout", "no answer from " + where + ": " + text, Obj.EMPTY)
            : new Status(
                503, "ServiceUnavailable", "cannot reach " + where + ": " + text, Obj.EMPTY);
    return new ApiException(status, cause);
  }

  /// What an API server would have called a failure of this code.
  private static String reason(int code) {
    return switch (code) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 405 -> "MethodNotAllowed";
      case 406 -> "NotAcceptable";
      case 410 -> "Expired";
      case 413 -> "RequestEntityTooLarge";
      case 415 -> "UnsupportedMediaType";
      case 422 -> "Invalid";
      case 429 -> "TooManyRequests";
      case 500 -> "InternalError";
      case 503 -> "ServiceUnavailable";
      case 504 -> "Timeout";
      default -> "Unknown";
    };
  }
}
