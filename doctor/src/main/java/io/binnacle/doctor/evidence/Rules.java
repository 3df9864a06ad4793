package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.TableState;
import java.util.List;
import java.util.Set;

/// What the packet filter of one node holds.
///
/// @param node whose it is
/// @param local the addresses of that machine
/// @param tables our proxy's tables, one for each family that has one
/// @param foreign what others have put in the way of Services, a line each, as `table ip other, chain pre (nat, prerouting, -110)`
public record Rules(
    ThisNode node, Set<IpAddress> local, List<TableState> tables, List<String> foreign) {
  public Rules {
    local = Set.copyOf(local);
    tables = List.copyOf(tables);
    foreign = List.copyOf(foreign);
  }
}
