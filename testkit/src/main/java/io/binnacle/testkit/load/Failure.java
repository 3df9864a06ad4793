package io.binnacle.testkit.load;

import io.binnacle.model.tree.Obj;

/// A request that got no proper answer.
///
/// @param begunMillis when it was begun, milliseconds since the epoch
/// @param tookMillis how long until it was given up
/// @param detail the system's own words, or the status line
public record Failure(long begunMillis, long tookMillis, Kind kind, String detail) {
  /// How a request fails, seen from the client.
  public enum Kind {
    /// Nobody listens, or the proxy rejects: RST, or ICMP port unreachable.
    REFUSED,
    /// ICMP host or network unreachable, or no route here.
    UNREACHABLE,
    /// No SYN-ACK in time: dropped on the way.
    CONNECT_TIMEOUT,
    /// An established connection was reset.
    RESET,
    /// The server closed before the answer was whole.
    CLOSED_EARLY,
    /// Connected, but no whole answer in time.
    ANSWER_TIMEOUT,
    /// An answer with another status than 2xx.
    STATUS,
    /// Something that is not HTTP.
    MALFORMED,
    /// Not even begun: too many requests were still waiting for an answer.
    NOT_BEGUN,
    /// Anything else the system says.
    OTHER
  }

  Obj toObj() {
    return Obj.builder()
        .put("begunMillis", begunMillis)
        .put("tookMillis", tookMillis)
        .put("kind", kind.name())
        .put("detail", detail)
        .build();
  }

  static Failure of(Obj o) {
    return new Failure(
        o.integer("begunMillis", 0),
        o.integer("tookMillis", 0),
        Kind.valueOf(o.str("kind")),
        o.str("detail"));
  }
}
