package io.binnacle.proxy.run;

import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.util.List;

/// The connections the kernel tracks, as far as the proxy cares: UDP only, where a flow has no end and would follow a dead
/// endpoint for ever. Calls may block.
public interface FlowTable {

  /// A tracked UDP flow.
  ///
  /// @param source who sent the first datagram
  /// @param destination where it was sent, before translation
  /// @param replySource where answers come from: the endpoint, or `destination` if nothing was translated
  record UdpFlow(
      IpAddress source,
      int sourcePort,
      IpAddress destination,
      int port,
      IpAddress replySource) {}

  /// Every UDP flow of one family.
  List<UdpFlow> udp(IpAddress.Family family) throws IOException;

  /// Forgets a flow; the next datagram of its sender is decided anew. Nothing happens if it is gone already.
  void delete(UdpFlow flow) throws IOException;
}
