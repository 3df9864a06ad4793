package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that DNS says of one Service: what its object and its slices say, compiled. An immutable value.
public final class ServiceRecords extends Named {
  /// What kind of answers a Service gives.
  public enum Kind {
    /// Its cluster addresses.
    CLUSTER_IP,
    /// The addresses of its ready endpoints.
    HEADLESS,
    /// Another name.
    EXTERNAL_NAME
  }

  /// How endpoints stand, for explanations.
  ///
  /// @param slices how many slices there are
  /// @param ready how many endpoints in them are ready
  /// @param notReady how many are not
  public record Endpoints(int slices, int ready, int notReady) {}

  /// A headless Service keeps the addresses of all its slices together up to here; beyond, a change would cost what the
  /// whole Service costs, and no datagram takes so many.
  private static final int FEW = 128;

  private final Kind kind;
  private final @Nullable AddressList ipv4;
  private final @Nullable AddressList ipv6;
  private final PortList ports;
  private final @Nullable DnsName alias;
  private final Said said;
  private final SliceRecords[] slices;
  private final int entries;

  /// What the Service says that is no record.
  ///
  /// @param wantsEndpoints whether there is no name without ready endpoints, though there is an address
  /// @param text of a headless Service its selector, of one whose external name is no name that: empty otherwise
  private record Said(boolean wantsEndpoints, String text) {
    static final Said NOTHING = new Said(false, "");
    static final Said WANTS_ENDPOINTS = new Said(true, "");
  }

  private ServiceRecords(
      Named name,
      Kind kind,
      @Nullable AddressList ipv4,
      @Nullable AddressList ipv6,
      PortList ports,
      @Nullable DnsName alias,
      Said said,
      SliceRecords[] slices) {
    super(name);
    this.kind = kind;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.ports = ports;
    this.alias = alias;
    this.said = said;
    this.slices = slices;
    int sum = 0;
    for (SliceRecords slice : slices) {
      sum += slice.size();
    }
    this.entries = sum;
  }

  /// What `service` says for itself, without slices.
  ///
  /// @param ignoreEmpty whether a Service with an address but without ready endpoint has no name
  static ServiceRecords of(
      Named name, ServiceView service, boolean ignoreEmpty, PortList.Pool pool) {
    if (service.isExternalName()) {
      return externalName(name, service.externalName());
    }
    if (service.isHeadless()) {
      String selector =
          service.hasSelector() ? LabelSelector.ofMap(service.selector()).toString() : "";
      return new ServiceRecords(
          name,
          Kind.HEADLESS,
          AddressList.NO_IPV4,
          AddressList.NO_IPV6,
          PortList.NONE,
          null,
          selector.isEmpty() ? Said.NOTHING : new Said(false, selector),
          SliceRecords.NONE);
    }
    List<IpAddress> addresses =
        service.clusterIps().stream()
            .map(IpAddress::parse)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return new ServiceRecords(
        name,
        Kind.CLUSTER_IP,
        AddressList.of(false, addresses),
        AddressList.of(true, addresses),
        pool.shared(PortList.ofService(service.ports())),
        null,
        ignoreEmpty ? Said.WANTS_ENDPOINTS : Said.NOTHING,
        SliceRecords.NONE);
  }

  private static ServiceRecords externalName(Named name, String external) {
    boolean dotted = external.endsWith(".");
    String bare = dotted ? external.substring(0, external.length() - 1) : external;
    DnsName target = IpAddress.parse(bare) == null ? DnsName.parse(external) : null;
    return new ServiceRecords(
        name,
        Kind.EXTERNAL_NAME,
        AddressList.NO_IPV4,
        AddressList.NO_IPV6,
        PortList.NONE,
        target,
        target == null ? new Said(false, external) : Said.NOTHING,
        SliceRecords.NONE);
  }

  /// The same Service with these slices, in the order of their names.
  ServiceRecords with(SliceRecords[] next) {
    if (next.length == 0 && slices.length == 0) {
      return this;
    }
    boolean headless = kind == Kind.HEADLESS;
    return new ServiceRecords(
        this,
        kind,
        headless ? merged(next, false) : ipv4,
        headless ? merged(next, true) : ipv6,
        ports,
        alias,
        said,
        next);
  }

  /// The distinct addresses of one family; null if there are more than a few.
  private static @Nullable AddressList merged(SliceRecords[] slices, boolean isIpv6) {
    int count = 0;
    for (SliceRecords slice : slices) {
      count += slice.addresses().isIpv6() == isIpv6 ? slice.size() : 0;
    }
    if (count == 0 || count > FEW) {
      return count == 0 ? AddressList.none(isIpv6) : null;
    }
    long[] high = new long[count];
    long[] low = new long[count];
    int size = 0;
    for (SliceRecords slice : slices) {
      AddressList addresses = slice.addresses();
      for (int i = 0; i < addresses.size() && addresses.isIpv6() == isIpv6; i++) {
        high[size] = addresses.high(i);
        low[size] = addresses.low(i);
        int same = 0;
        while (high[same] != high[size] || low[same] != low[size]) {
          same++;
        }
        size += same == size ? 1 : 0;
      }
    }
    return AddressList.of(isIpv6, high, low, size);
  }

  public Kind kind() {
    return kind;
  }

  /// The octets of `<service>.<namespace>` as they stand in a message; not to be changed.
  public byte[] name() {
    return octets;
  }

  /// Whether anything stands at the Service's name or below it.
  public boolean exists() {
    return switch (kind) {
      case CLUSTER_IP -> entries > 0 || addressCount() > 0 && !said.wantsEndpoints;
      case HEADLESS -> entries > 0;
      case EXTERNAL_NAME -> alias != null;
    };
  }

  boolean isHeadless() {
    return kind == Kind.HEADLESS;
  }

  /// Whether a name so many labels below the Service's owns addresses of endpoints.
  public boolean isOfEndpoints(int below) {
    return isHeadless() || below == 1;
  }

  /// Of a headless Service the labels its Pods have, of one whose external name is none that name; empty otherwise.
  String said() {
    return said.text;
  }

  /// How its endpoints stand.
  public Endpoints endpoints() {
    int ready = 0;
    int notReady = 0;
    for (SliceRecords slice : slices) {
      ready += slice.ready();
      notReady += slice.notReady();
    }
    return new Endpoints(slices.length, ready, notReady);
  }

  /// The name it stands for; null if it is no alias.
  @Nullable DnsName alias() {
    return alias;
  }

  /// The distinct addresses at its name of one family; null if it is headless and there are too many to keep together.
  @Nullable AddressList addresses(boolean isIpv6) {
    return isIpv6 ? ipv6 : ipv4;
  }

  /// The addresses kept together, of both families.
  List<AddressList> addresses() {
    return Stream.of(ipv4, ipv6).filter(Objects::nonNull).toList();
  }

  /// How many cluster addresses there are.
  int addressCount() {
    return (ipv4 == null ? 0 : ipv4.size()) + (ipv6 == null ? 0 : ipv6.size());
  }

  /// The ports of the Service, which only one with a cluster address needs.
  PortList ports() {
    return ports;
  }

  /// Its slices in the order of their names; not to be changed.
  SliceRecords[] slices() {
    return slices;
  }

  /// How many slices there are.
  int sliceCount() {
    return slices.length;
  }

  /// The slice at `index` in the order of their names.
  public SliceRecords slice(int index) {
    return slices[index];
  }

  /// How many entries its slices have.
  int entries() {
    return entries;
  }

  /// Whether `ip` is one of its cluster addresses.
  boolean hasClusterAddress(IpAddress ip) {
    AddressList own = addresses(ip.isIpv6());
    return kind == Kind.CLUSTER_IP && own != null && own.indexOf(ip, 0) >= 0;
  }

  /// Whether both say the same of the Service itself, also what no answer says but an explanation might.
  boolean isSaidAs(ServiceRecords other) {
    return isDefinedAs(other) && said.equals(other.said);
  }

  /// Whether a controller fills its slices. Known of headless Services only.
  public boolean hasSelector() {
    return !said.text.isEmpty();
  }

  /// Whether both say the same of the Service itself; slices do not count.
  boolean isDefinedAs(ServiceRecords other) {
    return kind == other.kind
        && ports.equals(other.ports)
        && Objects.equals(alias, other.alias)
        && said.wantsEndpoints == other.said.wantsEndpoints
        && (kind == Kind.HEADLESS
            || Objects.equals(ipv4, other.ipv4) && Objects.equals(ipv6, other.ipv6));
  }

  /// Whether the same answers follow from `other`.
  boolean answersAs(ServiceRecords other) {
    if (!isDefinedAs(other) || slices.length != other.slices.length) {
      return false;
    }
    for (int i = 0; i < slices.length; i++) {
      if (slices[i] != other.slices[i] && !slices[i].answersAs(other.slices[i])) {
        return false;
      }
    }
    return true;
  }
}
