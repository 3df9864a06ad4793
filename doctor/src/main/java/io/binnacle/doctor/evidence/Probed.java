package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import java.util.Map;

/// What live probes found. Empty maps where nothing was probed: that a key is missing says nothing.
///
/// @param listening the sockets of Pods that wait for somebody, by Pod
/// @param connected how connecting went, by address and port
/// @param resolved how names resolved, by fully qualified name without final dot
public record Probed(
    Map<ObjectKey, List<Socket>> listening,
    Map<Place, Connection> connected,
    Map<String, Resolution> resolved) {

  /// Nothing was probed.
  public static final Probed NOTHING = new Probed(Map.of(), Map.of(), Map.of());

  /// A socket that waits for connections or datagrams.
  ///
  /// @param protocol `TCP` or `UDP`
  /// @param address where it is bound; `0.0.0.0` or `::` for everywhere
  /// @param port 1..65535
  public record Socket(String protocol, IpAddress address, int port) {}

  /// Where somebody connects to, over TCP.
  public record Place(IpAddress address, int port) {}

  /// How connecting went.
  ///
  /// @param outcome what happened
  /// @param detail for people, such as *after 1.0 s*
  public record Connection(Outcome outcome, String detail) {}

  /// What happened to a connection.
  public enum Outcome {
    OPEN,
    REFUSED,
    /// Nobody answered in time.
    SILENT,
    UNREACHABLE
  }

  /// What a name resolved to.
  ///
  /// @param rcode `NOERROR`, `NXDOMAIN`, `SERVFAIL`, … or `TIMEOUT`
  /// @param addresses in order of text
  public record Resolution(String rcode, List<IpAddress> addresses) {}

  public Probed {
    listening = Map.copyOf(listening);
    connected = Map.copyOf(connected);
    resolved = Map.copyOf(resolved);
  }

  /// What Pods listen on, and nothing else.
  Probed listeningOnly() {
    return new Probed(listening, Map.of(), Map.of());
  }
}
