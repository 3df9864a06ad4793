package io.binnacle.dns.zone;

import io.binnacle.dns.name.RrType;
import java.util.Arrays;

/// Selects what a question about a Service, or a name below it, is answered with. The one place that knows the rules; what it
/// selects is left in arrays, for those who make objects of it and for those who write octets. Made to be used again: once
/// large enough, it allocates nothing. One thread.
///
/// @see <a href="https://github.com/kubernetes/dns/blob/master/docs/specification.md">Kubernetes DNS-Based Service Discovery</a>
public final class ServiceLookup {
  /// What there is.
  public enum Verdict {
    /// Nothing at this name, nothing below it.
    NO_NAME,
    /// The name exists, the type asked for does not.
    NO_DATA,
    /// [#addresses].
    ADDRESSES,
    /// Targets: [#targets] and what belongs to them.
    SERVICES,
    /// [ServiceRecords#alias].
    ALIAS
  }

  /// The entry of a target that is the Service itself.
  public static final int ITSELF = -1;

  private static final byte[] ANY_PORT = {};

  private final int limit;
  private final AddressSet addresses = new AddressSet();
  private boolean more;

  private int targets;
  private int pairs;
  private int[] targetSlice = new int[16];
  private int[] targetEntry = new int[16];
  private int[] targetPort = new int[16];

  private int glue;
  private int[] glueTarget = new int[16];
  private boolean[] glueIpv6 = new boolean[16];
  private long[] glueHigh = new long[16];
  private long[] glueLow = new long[16];

  /// A lookup that selects at most `limit` addresses, or targets and addresses of theirs.
  public ServiceLookup(int limit) {
    this.limit = limit;
  }

  /// Looks up a name at or below that of `service`.
  ///
  /// @param octets holds, from `from` to before `to`, the `labels` labels left of the Service's name, in lower case
  /// @param type the type asked for
  /// @param start any number; where to begin among more endpoints than are selected
  public Verdict ask(
      ServiceRecords service, byte[] octets, int from, int to, int labels, int type, int start) {
    addresses.clear();
    more = false;
    targets = 0;
    pairs = 0;
    glue = 0;
    if (service.kind() == ServiceRecords.Kind.EXTERNAL_NAME) {
      return labels == 0 && service.exists() ? Verdict.ALIAS : Verdict.NO_NAME;
    }
    if (!service.exists()) {
      return Verdict.NO_NAME;
    }
    return switch (labels) {
      case 0 -> service(service, type, start);
      case 1 ->
          octets[from + 1] == '_'
              ? protocol(service, octets, from, to)
              : endpoint(service, octets, from, to, type);
      case 2 -> port(service, octets, from, to, type);
      default -> Verdict.NO_NAME;
    };
  }

  /// The Service's own name.
  private Verdict service(ServiceRecords service, int type, int start) {
    if (type == RrType.SRV) {
      port(service, ANY_PORT, 0, 0, type);
      return found();
    }
    if (type == RrType.A || type == RrType.AAAA) {
      boolean isIpv6 = type == RrType.AAAA;
      AddressList together = service.addresses(isIpv6);
      if (together != null) {
        addresses.fill(together);
      } else {
        some(service, isIpv6, start);
      }
    }
    return found();
  }

  /// Addresses of a headless Service that has many, from a random one on.
  private void some(ServiceRecords service, boolean isIpv6, int start) {
    int skip = Integer.remainderUnsigned(start, service.entries());
    int slice = 0;
    while (skip >= service.slice(slice).size()) {
      skip -= service.slice(slice++).size();
    }
    for (int left = service.entries(); left > 0 && !more; left--) {
      AddressList list = service.slice(slice).addresses();
      if (list.isIpv6() == isIpv6) {
        address(list.high(skip), list.low(skip));
      }
      skip++;
      while (left > 1 && skip >= service.slice(slice).size()) {
        slice = slice + 1 == service.sliceCount() ? 0 : slice + 1;
        skip = 0;
      }
    }
  }

  private void address(long high, long low) {
    if (addresses.size() < limit) {
      addresses.add(high, low);
    } else {
      more |= !addresses.contains(high, low);
    }
  }

  /// `_proto`: exists if something is below it.
  private static Verdict protocol(ServiceRecords service, byte[] octets, int from, int to) {
    boolean exists =
        service.kind() == ServiceRecords.Kind.CLUSTER_IP
            && service.addressCount() > 0
            && service.ports().hasProtocol(octets, from, to);
    for (int i = 0; service.isHeadless() && !exists && i < service.sliceCount(); i++) {
      SliceRecords slice = service.slice(i);
      exists = slice.size() > 0 && slice.ports().hasProtocol(octets, from, to);
    }
    return exists ? Verdict.NO_DATA : Verdict.NO_NAME;
  }

  /// `_port._proto`, or every port if there are no octets.
  private Verdict port(ServiceRecords service, byte[] octets, int from, int to, int type) {
    boolean exists = false;
    if (!service.isHeadless()) {
      PortList ports = service.ports();
      for (int i = 0; i < ports.size() && service.addressCount() > 0; i++) {
        if (ports.matches(i, octets, from, to)) {
          exists = true;
          pairs += service.addressCount();
          if (type == RrType.SRV && !ports.has(ports.number(i), i, octets, from, to)) {
            target(0, ITSELF, ports.number(i));
          }
        }
      }
      if (targets > 0) {
        glueOf(service, 0);
      }
      return exists ? found() : Verdict.NO_NAME;
    }
    for (int s = 0; s < service.sliceCount(); s++) {
      SliceRecords slice = service.slice(s);
      PortList ports = slice.ports();
      for (int i = 0; i < ports.size() && slice.size() > 0; i++) {
        if (ports.matches(i, octets, from, to)) {
          exists = true;
          pairs += ports.hasNumber(i) ? slice.size() : 0;
        }
      }
      if (type == RrType.SRV && ports.hasAny(octets, from, to)) {
        endpointsOf(service, s, octets, from, to);
      }
    }
    return exists ? found() : Verdict.NO_NAME;
  }

  /// Adds the endpoints of one slice as targets, but for those that earlier slices have with the same port.
  private void endpointsOf(ServiceRecords service, int s, byte[] octets, int from, int to) {
    SliceRecords slice = service.slice(s);
    PortList ports = slice.ports();
    for (int entry = 0; entry < slice.size() && !more; entry++) {
      if (!slice.isFirst(entry)) {
        continue;
      }
      int first = targets;
      boolean known = false;
      for (int i = 0; i < ports.size(); i++) {
        int number = ports.number(i);
        if (!ports.hasNumber(i)
            || !ports.matches(i, octets, from, to)
            || ports.has(number, i, octets, from, to)) {
          continue;
        }
        boolean same = false;
        for (int e = 0; e < s; e++) {
          SliceRecords earlier = service.slice(e);
          if (earlier.ports().hasAny(octets, from, to)
              && earlier.find(slice.names(), slice.nameAt(entry), slice.nameEnd(entry)) >= 0) {
            known = true;
            same |= earlier.ports().has(number, earlier.ports().size(), octets, from, to);
          }
        }
        if (!same) {
          target(s, entry, number);
        }
      }
      if (!known && targets > first) {
        glueOf(service, first);
      }
    }
  }

  /// An endpoint by its name, or by an alias of its.
  private Verdict endpoint(ServiceRecords service, byte[] octets, int from, int to, int type) {
    boolean exists = false;
    int hash = WireName.hash(octets, from, to);
    for (int s = 0; s < service.sliceCount(); s++) {
      SliceRecords slice = service.slice(s);
      EndpointAliases aliases = slice.aliases();
      int first = slice.find(hash, octets, from, to);
      int entry = first;
      while (entry >= 0 && entry < slice.size() && (entry == first || !slice.isFirst(entry))) {
        exists = true;
        endpoint(s, slice, first, entry++, type);
      }
      int alias = aliases == null ? -1 : aliases.find(octets, from, to);
      while (aliases != null && alias >= 0 && aliases.isAt(alias, octets, from, to)) {
        exists = true;
        entry = aliases.entry(alias++);
        endpoint(s, slice, slice.firstOf(entry), entry, type);
      }
    }
    if (targets > 0) {
      glueOf(service, 0);
    }
    return exists ? found() : Verdict.NO_NAME;
  }

  /// Adds one entry of a slice.
  ///
  /// @param first the first one with the same name, which is what targets are known by
  private void endpoint(int s, SliceRecords slice, int first, int entry, int type) {
    AddressList list = slice.addresses();
    if (type == (list.isIpv6() ? RrType.AAAA : RrType.A)) {
      address(list.high(entry), list.low(entry));
    }
    PortList ports = slice.ports();
    for (int i = 0; type == RrType.SRV && i < ports.size(); i++) {
      if (ports.hasNumber(i)) {
        pairs++;
        if (!hasTargetPort(ports.number(i))) {
          target(s, first, ports.number(i));
        }
      }
    }
  }

  private boolean hasTargetPort(int number) {
    for (int i = 0; i < targets; i++) {
      if (targetPort[i] == number) {
        return true;
      }
    }
    return false;
  }

  private void target(int slice, int entry, int port) {
    if (targets >= limit) {
      more = true;
      return;
    }
    if (targets == targetSlice.length) {
      targetSlice = Arrays.copyOf(targetSlice, 2 * targets);
      targetEntry = Arrays.copyOf(targetEntry, 2 * targets);
      targetPort = Arrays.copyOf(targetPort, 2 * targets);
    }
    targetSlice[targets] = slice;
    targetEntry[targets] = entry;
    targetPort[targets++] = port;
  }

  /// Adds the addresses of a target, which are the same for all targets of its name.
  private void glueOf(ServiceRecords service, int target) {
    int begin = glue;
    if (targetEntry[target] == ITSELF) {
      for (int family = 0; family < 2; family++) {
        AddressList own = service.addresses(family == 1);
        for (int i = 0; own != null && i < own.size(); i++) {
          glue(begin, target, own, i);
        }
      }
      return;
    }
    SliceRecords named = service.slice(targetSlice[target]);
    int nameAt = named.nameAt(targetEntry[target]);
    int nameEnd = named.nameEnd(targetEntry[target]);
    int hash = WireName.hash(named.names(), nameAt, nameEnd);
    for (int s = 0; s < service.sliceCount(); s++) {
      SliceRecords slice = service.slice(s);
      int entry = slice.find(hash, named.names(), nameAt, nameEnd);
      if (entry >= 0) {
        do {
          glue(begin, target, slice.addresses(), entry++);
        } while (entry < slice.size() && !slice.isFirst(entry));
      }
    }
  }

  private void glue(int begin, int target, AddressList list, int index) {
    for (int i = begin; i < glue; i++) {
      if (glueIpv6[i] == list.isIpv6()
          && glueLow[i] == list.low(index)
          && glueHigh[i] == list.high(index)) {
        return;
      }
    }
    if (glue >= limit) {
      more = true;
      return;
    }
    if (glue == glueTarget.length) {
      glueTarget = Arrays.copyOf(glueTarget, 2 * glue);
      glueIpv6 = Arrays.copyOf(glueIpv6, 2 * glue);
      glueHigh = Arrays.copyOf(glueHigh, 2 * glue);
      glueLow = Arrays.copyOf(glueLow, 2 * glue);
    }
    glueTarget[glue] = target;
    glueIpv6[glue] = list.isIpv6();
    glueHigh[glue] = list.high(index);
    glueLow[glue++] = list.low(index);
  }

  private Verdict found() {
    if (targets > 0) {
      return Verdict.SERVICES;
    }
    return addresses.size() > 0 ? Verdict.ADDRESSES : Verdict.NO_DATA;
  }

  /// The addresses selected, distinct.
  public AddressSet addresses() {
    return addresses;
  }

  /// Whether there is more than was selected.
  public boolean hasMore() {
    return more;
  }

  /// How many pairs of target and port were selected, distinct.
  public int targets() {
    return targets;
  }

  /// The slice that target `index` is in.
  public int targetSlice(int index) {
    return targetSlice[index];
  }

  /// Its entry there, or [#ITSELF] if the target is the Service's own name.
  public int targetEntry(int index) {
    return targetEntry[index];
  }

  /// Its port, 0..65535.
  public int targetPort(int index) {
    return targetPort[index];
  }

  /// The weight of every target: the share of one pair of address and port among all, before equal ones were dropped.
  public int weight() {
    return weight(pairs);
  }

  /// The weight of one of so many pairs of address and port.
  static int weight(int pairs) {
    return Math.max(1, 100 / Math.max(1, pairs));
  }

  /// How many addresses of targets there are.
  public int glue() {
    return glue;
  }

  /// The first target with the name that has address `index`.
  public int glueTarget(int index) {
    return glueTarget[index];
  }

  public boolean glueIsIpv6(int index) {
    return glueIpv6[index];
  }

  public long glueHigh(int index) {
    return glueHigh[index];
  }

  public long glueLow(int index) {
    return glueLow[index];
  }
}
