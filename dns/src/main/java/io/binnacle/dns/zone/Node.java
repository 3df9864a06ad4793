package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.RrType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What stands at one name. A node without records is a name that exists because something stands below it.
///
/// @param records by type, each list without duplicates
/// @param alias the name this one stands for; null if it is no alias
record Node(Map<Integer, List<Rdata>> records, @Nullable DnsName alias) {
  static final Node EMPTY = new Node(Map.of(), null);

  static Node aliasOf(DnsName target) {
    return new Node(Map.of(RrType.CNAME, List.of(new Rdata.Cname(target))), target);
  }

  List<Rdata> of(int type) {
    return records.getOrDefault(type, List.of());
  }

  /// Collects records; one thread.
  static final class Builder {
    private final Map<Integer, List<Rdata>> records = new TreeMap<>();

    void add(Rdata data) {
      List<Rdata> same = records.computeIfAbsent(data.type(), _ -> new ArrayList<>());
      if (!same.contains(data)) {
        same.add(data);
      }
    }

    Node build() {
      return records.isEmpty() ? EMPTY : new Node(records, null);
    }
  }
}
