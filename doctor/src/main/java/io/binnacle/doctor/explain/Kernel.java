package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Rules;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.PacketField;
import io.binnacle.linux.nft.Rule;
import io.binnacle.linux.nft.Statement;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.rules.TableState.ChainState;
import io.binnacle.proxy.rules.TableState.SetState;
import io.binnacle.proxy.trace.Packet;
import io.binnacle.proxy.trace.Trace;
import io.binnacle.proxy.trace.Tracer;
import io.binnacle.proxy.trace.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the table the kernel really holds does to a packet, beside what it should do.
final class Kernel {
  private static final String AFFINITY = "affinity";

  private Kernel() {}

  /// @param trace what becomes of the packet there; null if there is no table to walk through
  record Compared(@Nullable Trace trace, List<Line> lines) {}

  static Compared compare(Rules read, Packet packet, Trace planned) {
    List<Line> lines = new ArrayList<>();
    read.foreign()
        .forEach(other ->
            lines.add(Line.note("Others", "see the packet before the Service rules: " + other)));
    TableState table = table(read, packet.destination().family());
    if (table == null) {
      lines.add(Line.bad("Kernel", "node " + read.node().name() + " has no table of the proxy's"));
      return new Compared(null, lines);
    }
    Trace fresh;
    Trace real;
    try {
      fresh = new Tracer(forgetful(table), read.local()).trace(packet);
      real = new Tracer(table, read.local()).trace(packet);
    } catch (TableState.Refused | IllegalStateException e) {
      lines.add(Line.bad("Kernel", "table " + table.id() + " is not whole: " + e.getMessage()));
      return new Compared(null, lines);
    }
    if (fresh.outcomes().equals(planned.outcomes())) {
      lines.add(Line.good("Kernel", "table " + table.id() + " does what it should"));
    } else {
      lines.add(
          new Line(
              elsewhere(fresh) ? Mark.NOTE : Mark.BAD,
              "Kernel",
              "table " + table.id() + " does not do what it should",
              List.of("it does:   " + fresh.describe(), "it should: " + planned.describe())));
    }
    if (!real.outcomes().equals(fresh.outcomes())) {
      lines.add(Line.note("Affinity", "the kernel remembers this client: " + real.describe()));
    }
    return new Compared(real, lines);
  }

  /// Whether every packet reaches some endpoint, if not those it should.
  private static boolean elsewhere(Trace trace) {
    return trace.ways().stream().allMatch(way -> way.end() == Way.End.TRANSLATED);
  }

  /// Our table of a family, null if there is none.
  static @Nullable TableState table(Rules read, IpAddress.Family family) {
    for (TableState table : read.tables()) {
      boolean v4 = table.id().family() == Family.IP;
      if (v4 == (family == IpAddress.Family.IPv4)) {
        return table;
      }
    }
    return null;
  }

  /// Service addresses that sockets of the machine serve, as our DNS does: their packets are left untracked.
  static Set<Bound> bound(Rules read, IpAddress.Family family) {
    TableState table = table(read, family);
    Set<Bound> out = new HashSet<>();
    ChainState raw = table == null ? null : table.chains().get("raw-prerouting");
    for (Rule rule : raw == null ? List.<Rule>of() : raw.rules()) {
      IpAddress address = null;
      int port = 0;
      for (Statement statement : rule.statements()) {
        if (statement instanceof Statement.Compare(var field, _, Datum value)) {
          if (field == PacketField.IP_DADDR || field == PacketField.IP6_DADDR) {
            address = IpAddress.ofBytes(value.toBytes());
          }
          if (field == PacketField.TH_DPORT) {
            port = (value.toBytes()[0] & 0xff) << 8 | value.toBytes()[1] & 0xff;
          }
        }
      }
      if (address != null && port != 0 && rule.statements().contains(new Statement.Notrack())) {
        out.add(new Bound(address, port));
      }
    }
    return out;
  }

  /// The table as a client meets it who was never there.
  private static TableState forgetful(TableState table) {
    SetState affinity = table.sets().get(AFFINITY);
    if (affinity == null || affinity.elements().isEmpty()) {
      return table;
    }
    Map<String, SetState> sets = new HashMap<>(table.sets());
    sets.put(AFFINITY, new SetState(affinity.set(), Map.of()));
    return new TableState(table.id(), table.table(), table.chains(), sets);
  }
}
