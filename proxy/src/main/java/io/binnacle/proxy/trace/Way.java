package io.binnacle.proxy.trace;

import io.binnacle.model.meta.IpAddress;
import java.util.List;

/// One way a packet can take through the table.
///
/// @param probability of this way among all, 0..1
/// @param end what becomes of it
/// @param destination where it goes in the end
/// @param port the port there
/// @param masqueraded whether it arrives with an address of this node as its source
/// @param tracked whether the connection is tracked
/// @param path the rules it met that did something, in order: `chain: rule`
public record Way(
    double probability,
    End end,
    IpAddress destination,
    int port,
    boolean masqueraded,
    boolean tracked,
    List<String> path) {

  /// What becomes of a packet.
  public enum End {
    /// It goes on where it was sent.
    PASSED,
    /// It goes to an endpoint.
    TRANSLATED,
    /// Its sender is told that nobody is there.
    REJECTED,
    /// Its sender hears nothing.
    DROPPED
  }

  public Way {
    path = List.copyOf(path);
  }

  /// The end without path and probability: `→ 10.244.0.2:8080 masqueraded`, `rejected`, `dropped`, `passed`.
  public String outcome() {
    String where =
        destination.isIpv6() ? "[" + destination + "]:" + port : destination + ":" + port;
    return switch (end) {
          case PASSED -> "passed";
          case TRANSLATED -> "→ " + where;
          case REJECTED -> "rejected";
          case DROPPED -> "dropped";
        }
        + (masqueraded ? " masqueraded" : "")
        + (tracked ? "" : " untracked");
  }
}
