package io.binnacle.proxy.run;

import io.binnacle.linux.conntrack.Flow;
import java.io.IOException;
import java.util.function.Predicate;

/// The connections the kernel tracks, as far as the proxy cares: UDP only, where a flow has no end and would follow a dead
/// endpoint for ever. Calls may block.
public interface FlowTable {

  /// Forgets every UDP flow, of both families, that `unwanted` accepts: the next datagram of its sender is decided anew.
  ///
  /// @return how many there were
  int forgetUdp(Predicate<Flow> unwanted) throws IOException;
}
