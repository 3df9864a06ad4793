package io.binnacle.proxy.trace;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.plan.Protocol;

/// The first packet of a connection.
///
/// @param protocol its transport
/// @param source where it comes from
/// @param sourcePort its port there
/// @param destination where it is sent
/// @param port the port it is sent to
/// @param from the interface it came in by; empty if this machine sends it
public record Packet(
    Protocol protocol,
    IpAddress source,
    int sourcePort,
    IpAddress destination,
    int port,
    String from) {

  /// A packet that comes in by `eth0`.
  public static Packet in(Protocol protocol, String source, String destination, int port) {
    return new Packet(
        protocol, IpAddress.of(source), 40_000, IpAddress.of(destination), port, "eth0");
  }

  /// A packet this machine sends.
  public static Packet out(Protocol protocol, String source, String destination, int port) {
    return new Packet(protocol, IpAddress.of(source), 40_000, IpAddress.of(destination), port, "");
  }

  public boolean isLocallySent() {
    return from.isEmpty();
  }

  Packet to(IpAddress address, int newPort) {
    return new Packet(protocol, source, sourcePort, address, newPort, from);
  }
}
