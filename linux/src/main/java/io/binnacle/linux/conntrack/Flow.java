package io.binnacle.linux.conntrack;

import java.net.InetAddress;

/// One flow the kernel tracks.
/// @param protocol as `IPPROTO_*`: TCP 6, UDP 17
/// @param original from whom to whom, as the first packet said, before any translation
/// @param reply from whom to whom, as answers come; its source is who really answers
/// @param id the kernel's number for it
/// @param zone 0 unless zones are used
public record Flow(int protocol, Direction original, Direction reply, int id, int zone) {

  /// @param sourcePort 0 for protocols without ports
  /// @param destinationPort 0 for protocols without ports
  public record Direction(
      InetAddress source, int sourcePort, InetAddress destination, int destinationPort) {
    @Override
    public String toString() {
      return source.getHostAddress()
          + ":"
          + sourcePort
          + "→"
          + destination.getHostAddress()
          + ":"
          + destinationPort;
    }
  }

  @Override
  public String toString() {
    return "protocol " + protocol + " " + original + ", reply " + reply;
  }
}
