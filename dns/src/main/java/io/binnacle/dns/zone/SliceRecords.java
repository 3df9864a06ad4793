package io.binnacle.dns.zone;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.ObjectReference;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What DNS keeps of one slice: the names, addresses and ports of its ready endpoints. An immutable value.
///
/* A large cluster has a hundred thousand endpoints, so there is no object for one: an entry is a name and an address at the
 * same index of two arrays, in the order of the names, and equal names lie together. */
public final class SliceRecords {
  static final SliceRecords[] NONE = {};

  /// So many that are not ready are named in an explanation.
  private static final int FEW = 3;

  private final String slice;
  private final AddressList addresses;
  private final PortList ports;
  private final int ready;
  private final int notReady;

  /// What the first few that are not ready are called; empty if all are.
  private final String absent;

  private final @Nullable EndpointAliases aliases;

  /// The distinct names one behind the other, each a length and a label in lower case.
  private final byte[] names;

  /// Where in `names` the name of an entry begins.
  private final int[] nameAt;

  /// The first entry of each name, plus 1, by the hash of the name, at most half full; 0 is an empty slot.
  private final int[] index;

  /// @param aliases further names
  @SuppressWarnings("ArrayRecordComponent") // compared by ORDER only
  private record Entry(byte[] name, IpAddress ip, List<byte[]> aliases) {
    static final Comparator<Entry> ORDER =
        Comparator.<Entry, byte[]>comparing(Entry::name, Arrays::compare).thenComparing(Entry::ip);
  }

  private SliceRecords(
      String slice,
      boolean isIpv6,
      List<Entry> entries,
      PortList ports,
      int ready,
      int notReady,
      String absent) {
    this.slice = slice;
    this.addresses = AddressList.of(isIpv6, entries.stream().map(Entry::ip).toList());
    this.ports = ports;
    this.ready = ready;
    this.notReady = notReady;
    this.absent = absent;
    this.nameAt = new int[entries.size()];
    byte[] packed = new byte[entries.stream().mapToInt(e -> e.name.length).sum()];
    int end = 0;
    for (int i = 0; i < nameAt.length; i++) {
      byte[] name = entries.get(i).name;
      if (i > 0 && Arrays.equals(name, entries.get(i - 1).name)) {
        nameAt[i] = nameAt[i - 1];
        continue;
      }
      nameAt[i] = end;
      System.arraycopy(name, 0, packed, end, name.length);
      end += name.length;
    }
    this.names = end == packed.length ? packed : Arrays.copyOf(packed, end);
    this.index = index();
    List<EndpointAliases.Alias> further = new ArrayList<>();
    for (int i = 0; i < nameAt.length; i++) {
      for (byte[] alias : entries.get(i).aliases) {
        further.add(new EndpointAliases.Alias(alias, i));
      }
    }
    this.aliases = EndpointAliases.of(further);
  }

  /// What DNS keeps of `slice`.
  ///
  /// @param podNames whether endpoints without host name are named after their Pods
  static SliceRecords of(SliceView slice, boolean podNames, PortList.Pool pool) {
    boolean isIpv6 = slice.addressType().equals("IPv6");
    List<Entry> entries = new ArrayList<>();
    int ready = 0;
    int notReady = 0;
    StringJoiner absent = new StringJoiner(", ");
    for (SliceView.Endpoint endpoint : slice.endpoints()) {
      if (!endpoint.isReady()) {
        if (notReady++ < FEW) {
          absent.add(called(endpoint));
        }
        continue;
      }
      ready++;
      for (String text : endpoint.addresses()) {
        IpAddress ip = slice.addressType().equals("FQDN") ? null : IpAddress.parse(text);
        if (ip != null && ip.isIpv6() == isIpv6) {
          entries.add(entry(endpoint, ip, podNames));
        }
      }
    }
    entries.sort(Entry.ORDER);
    PortList ports = pool.shared(PortList.ofSlice(slice.ports()));
    String names = absent.toString();
    return new SliceRecords(slice.name(), isIpv6, entries, ports, ready, notReady, names);
  }

  /// The host name, else the name of the Pod if Pods give names, else the address. Where Pods give names, the others that there
  /// could be are aliases.
  private static Entry entry(SliceView.Endpoint endpoint, IpAddress ip, boolean podNames) {
    List<byte[]> names = new ArrayList<>();
    ObjectReference pod = podNames ? endpoint.targetRef() : null;
    byte[] host = endpoint.hostname().isEmpty() ? null : WireName.of(endpoint.hostname());
    byte[] podName = pod == null ? null : WireName.of(pod.name());
    if (host != null) {
      names.add(host);
    }
    if (podName != null && !Arrays.equals(podName, host)) {
      names.add(podName);
    }
    if (host == null) {
      names.add(addressName(ip));
    }
    return new Entry(names.getFirst(), ip, names.subList(1, names.size()));
  }

  /// What an endpoint is called in explanations.
  private static String called(SliceView.Endpoint endpoint) {
    ObjectReference pod = endpoint.targetRef();
    return !endpoint.hostname().isEmpty()
        ? endpoint.hostname()
        : pod != null && !pod.name().isEmpty() ? pod.name() : endpoint.address();
  }

  /// The address with dashes; a trailing dash would be no label.
  private static byte[] addressName(IpAddress ip) {
    String dashed = ip.toString().replace('.', '-').replace(':', '-');
    return Objects.requireNonNull(WireName.of(dashed.endsWith("-") ? dashed + "0" : dashed));
  }

  private int[] index() {
    int distinct = 0;
    for (int i = 0; i < nameAt.length; i++) {
      distinct += isFirst(i) ? 1 : 0;
    }
    int[] out = new int[distinct == 0 ? 1 : Integer.highestOneBit(distinct * 4 - 1)];
    for (int i = 0; i < nameAt.length; i++) {
      if (isFirst(i)) {
        int slot = WireName.hash(names, nameAt[i], nameEnd(i)) & out.length - 1;
        while (out[slot] != 0) {
          slot = slot + 1 & out.length - 1;
        }
        out[slot] = i + 1;
      }
    }
    return out;
  }

  /// The name of the slice.
  String slice() {
    return slice;
  }

  /// How many entries there are: addresses of ready endpoints.
  int size() {
    return nameAt.length;
  }

  AddressList addresses() {
    return addresses;
  }

  PortList ports() {
    return ports;
  }

  /// How many endpoints are ready.
  int ready() {
    return ready;
  }

  /// How many endpoints are not ready.
  int notReady() {
    return notReady;
  }

  /// What the first few endpoints that are not ready are called; empty if all are.
  String absent() {
    return absent;
  }

  /// Further names of entries; null if there are none.
  @Nullable EndpointAliases aliases() {
    return aliases;
  }

  /// Whether the name of an entry was made of its address.
  boolean isGenerated(int entry) {
    IpAddress ip =
        AddressList.address(addresses.isIpv6(), addresses.high(entry), addresses.low(entry));
    byte[] made = addressName(ip);
    return Arrays.equals(names, nameAt(entry), nameEnd(entry), made, 0, made.length);
  }

  /// Whether the name of an entry is not that of the one before.
  boolean isFirst(int entry) {
    return entry == 0 || nameAt[entry] != nameAt[entry - 1];
  }

  /// The first entry with the name of this one.
  int firstOf(int entry) {
    int first = entry;
    while (!isFirst(first)) {
      first--;
    }
    return first;
  }

  /// The array in which [#nameAt] and [#nameEnd] count; not to be changed.
  public byte[] names() {
    return names;
  }

  /// Where the length of the name of an entry stands.
  public int nameAt(int entry) {
    return nameAt[entry];
  }

  /// Where the name of an entry ends.
  public int nameEnd(int entry) {
    return nameAt[entry] + 1 + names[nameAt[entry]];
  }

  /// The first entry with the name that is the one label in `octets`; −1 if there is none.
  int find(byte[] octets, int from, int to) {
    return find(WireName.hash(octets, from, to), octets, from, to);
  }

  int find(int hash, byte[] octets, int from, int to) {
    int mask = index.length - 1;
    for (int slot = hash & mask; index[slot] != 0; slot = slot + 1 & mask) {
      int entry = index[slot] - 1;
      if (Arrays.equals(names, nameAt[entry], nameEnd(entry), octets, from, to)) {
        return entry;
      }
    }
    return -1;
  }

  /// Whether the same answers follow from `other`.
  boolean answersAs(SliceRecords other) {
    return slice.equals(other.slice)
        && addresses.equals(other.addresses)
        && ports.equals(other.ports)
        && Objects.equals(aliases, other.aliases)
        && Arrays.equals(nameAt, other.nameAt)
        && Arrays.equals(names, other.names);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SliceRecords s
        && ready == s.ready
        && notReady == s.notReady
        && absent.equals(s.absent)
        && answersAs(s);
  }

  @Override
  public int hashCode() {
    return slice.hashCode() * 31 + addresses.hashCode();
  }
}
