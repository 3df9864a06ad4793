package io.binnacle.node.cri;

import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;

/// Makes a call and says what went wrong in the words of [RuntimeFailure].
final class Calls {
  /// Enough for an Event; a runtime that says more repeats itself.
  private static final int MAX_MESSAGE = 4096;

  private Calls() {}

  static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw failure(e);
    }
  }

  /// A call whose answer says nothing, and which succeeds if there is nothing left to act on.
  static <T> void end(Supplier<T> call) {
    try {
      var _ = call.get();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw failure(e);
      }
    }
  }

  static RuntimeFailure failure(StatusRuntimeException e) {
    Status status = e.getStatus();
    String description = status.getDescription();
    String message = description == null || description.isBlank() ? e.getMessage() : description;
    if (message == null) {
      message = status.getCode().toString();
    }
    return switch (status.getCode()) {
      case NOT_FOUND -> new RuntimeFailure(Kind.NOT_FOUND, cut(message), e);
      case UNAVAILABLE ->
          new RuntimeFailure(Kind.UNAVAILABLE, "containerd does not answer: " + cut(message), e);
      case DEADLINE_EXCEEDED -> new RuntimeFailure(Kind.TIMEOUT, cut(message), e);
      default -> new RuntimeFailure(Kind.OTHER, cut(message), e);
    };
  }

  private static String cut(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }
}
