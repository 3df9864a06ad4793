package io.binnacle.proxy.trace;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.rules.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Says what one table does to a packet, by walking the packet through it as the kernel does: hooks in order of the packet's
/// path, chains in order of priority, NAT only for what is tracked.
public final class Tracer {
  private final TableState table;
  private final Set<IpAddress> local;

  /// @param table what is in the table
  /// @param local the addresses of this machine
  public Tracer(TableState table, Set<IpAddress> local) {
    this.table = table;
    this.local = Set.copyOf(local);
  }

  /// Every way the first packet of a connection can take.
  public Trace trace(Packet packet) {
    Choices choices = new Choices();
    List<Way> ways = new ArrayList<>();
    do {
      ways.add(new Walk(table, local::contains, choices, packet).run());
    } while (choices.next());
    return new Trace(ways);
  }
}
