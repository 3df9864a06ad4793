package io.binnacle.dns.hosts;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names with their addresses, and addresses with their names. Immutable. A name `*.example.org` stands for every name one
/// label below `example.org` that has no addresses of its own.
public final class HostsTable {
  /// Knows nothing.
  public static final HostsTable EMPTY = new HostsTable(Map.of(), Map.of(), 0);

  private static final int MAX_ENTRIES = 1_000_000;

  private final Map<DnsName, Set<IpAddress>> addresses;
  private final Map<DnsName, Set<DnsName>> names;
  private final int entries;

  private HostsTable(
      Map<DnsName, Set<IpAddress>> addresses, Map<DnsName, Set<DnsName>> names, int entries) {
    this.addresses = addresses;
    this.names = names;
    this.entries = entries;
  }

  /// The table of lines `ADDRESS NAME…`, where `#` begins a comment. What makes no sense is passed over, as resolvers do.
  ///
  /// @param first win over those of `rest`: a name in both has the addresses it has here
  /// @param reverse whether addresses have names
  public static HostsTable of(List<String> first, List<String> rest, boolean reverse) {
    Builder builder = new Builder(reverse);
    builder.add(first, Set.of());
    builder.add(rest, Set.copyOf(builder.addresses.keySet()));
    return new HostsTable(builder.addresses, builder.names, builder.entries);
  }

  /// How many pairs of name and address there are.
  public int entries() {
    return entries;
  }

  /// Records of a type at a name; empty if the name is here but not this type; null if it is not here at all.
  public @Nullable List<Rr> records(DnsName name, int type, int ttl) {
    Set<DnsName> pointers = names.get(name);
    if (pointers != null) {
      return type != RrType.PTR
          ? List.of()
          : pointers.stream().map(n -> new Rr(name, ttl, new Rdata.Ptr(n))).toList();
    }
    Set<IpAddress> found = addresses.get(name);
    if (found == null && name.size() > 1) {
      DnsName wildcard = name.last(name.size() - 1).below("*");
      found = wildcard == null ? null : addresses.get(wildcard);
    }
    if (found == null) {
      return null;
    }
    List<Rr> out = new ArrayList<>();
    for (IpAddress address : found) {
      if (type == (address.isIpv4() ? RrType.A : RrType.AAAA)) {
        out.add(new Rr(name, ttl, new Rdata.Address(address)));
      }
    }
    return out;
  }

  private static final class Builder {
    private final boolean reverse;
    private final Map<DnsName, Set<IpAddress>> addresses = new HashMap<>();
    private final Map<DnsName, Set<DnsName>> names = new HashMap<>();
    private int entries;

    Builder(boolean reverse) {
      this.reverse = reverse;
    }

    void add(List<String> lines, Set<DnsName> taken) {
      for (String line : lines) {
        int comment = line.indexOf('#');
        String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
        IpAddress address = IpAddress.parse(words[0]);
        for (int i = 1; address != null && i < words.length && entries < MAX_ENTRIES; i++) {
          DnsName name = DnsName.parse(words[i]);
          if (name != null && name.size() > 0 && !taken.contains(name)) {
            add(name, address);
          }
        }
      }
    }

    private void add(DnsName name, IpAddress address) {
      if (addresses.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(address)) {
        entries++;
      }
      if (reverse && !name.label(0).equals("*")) {
        names.computeIfAbsent(reverse(address), _ -> new LinkedHashSet<>()).add(name);
      }
    }

    private static DnsName reverse(IpAddress address) {
      StringBuilder out = new StringBuilder();
      byte[] octets = address.toBytes();
      for (int i = octets.length - 1; i >= 0; i--) {
        int octet = octets[i] & 0xff;
        if (address.isIpv4()) {
          out.append(octet).append('.');
        } else {
          out.append(Integer.toHexString(octet & 0xf)).append('.');
          out.append(Integer.toHexString(octet >> 4)).append('.');
        }
      }
      return DnsName.of(out + (address.isIpv4() ? "in-addr.arpa." : "ip6.arpa."));
    }
  }
}
