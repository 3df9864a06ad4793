package io.binnacle.dns.zone;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.ObjectReference;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What DNS keeps of one slice: the names, addresses and ports of its ready endpoints. An immutable value.
///
/* A large cluster has a hundred thousand endpoints, so there is no object for one: an entry is a name and an address at the
 * same index of two arrays, in the order of the names, and equal names lie together. */
public final class SliceRecords {
  static final SliceRecords[] NONE = {};

  private final String slice;
  private final AddressList addresses;
  private final PortList ports;
  private final int ready;
  private final int notReady;

  /// The distinct names one behind the other, each a length and a label in lower case.
  private final byte[] names;

  /// Where in `names` the name of an entry begins.
  private final int[] nameAt;

  /// The first entry of each name, plus 1, by the hash of the name, at most half full; 0 is an empty slot.
  private final int[] index;

  @SuppressWarnings("ArrayRecordComponent") // compared by ORDER only
  private record Entry(byte[] name, IpAddress ip) {
    static final Comparator<Entry> ORDER =
        Comparator.<Entry, byte[]>comparing(Entry::name, Arrays::compare).thenComparing(Entry::ip);
  }

  private SliceRecords(
      String slice, boolean isIpv6, List<Entry> entries, PortList ports, int ready, int notReady) {
    this.slice = slice;
    this.addresses = AddressList.of(isIpv6, entries.stream().map(Entry::ip).toList());
    this.ports = ports;
    this.ready = ready;
    this.notReady = notReady;
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
  }

  /// What DNS keeps of `slice`.
  ///
  /// @param podNames whether endpoints without host name are named after their Pods
  static SliceRecords of(SliceView slice, boolean podNames, PortList.Pool pool) {
    boolean isIpv6 = slice.addressType().equals("IPv6");
    List<Entry> entries = new ArrayList<>();
    int ready = 0;
    int notReady = 0;
    for (SliceView.Endpoint endpoint : slice.endpoints()) {
      if (!endpoint.isReady()) {
        notReady++;
        continue;
      }
      ready++;
      byte[] own = ownName(endpoint, podNames);
      for (String text : endpoint.addresses()) {
        IpAddress ip = slice.addressType().equals("FQDN") ? null : IpAddress.parse(text);
        byte[] name = ip == null ? null : own == null ? addressName(ip) : own;
        if (ip != null && name != null && ip.isIpv6() == isIpv6) {
          entries.add(new Entry(name, ip));
        }
      }
    }
    entries.sort(Entry.ORDER);
    PortList ports = pool.shared(PortList.ofSlice(slice.ports()));
    return new SliceRecords(slice.name(), isIpv6, entries, ports, ready, notReady);
  }

  /// The host name, or the Pod's name; null if the endpoint has neither or it is no label.
  private static byte @Nullable [] ownName(SliceView.Endpoint endpoint, boolean podNames) {
    if (!endpoint.hostname().isEmpty()) {
      return WireName.of(endpoint.hostname());
    }
    ObjectReference pod = podNames ? endpoint.targetRef() : null;
    return pod == null ? null : WireName.of(pod.name());
  }

  /// The address with dashes; a trailing dash would be no label.
  private static byte @Nullable [] addressName(IpAddress ip) {
    String dashed = ip.toString().replace('.', '-').replace(':', '-');
    return WireName.of(dashed.endsWith("-") ? dashed + "0" : dashed);
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

  /// Whether the name of an entry is not that of the one before.
  boolean isFirst(int entry) {
    return entry == 0 || nameAt[entry] != nameAt[entry - 1];
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
        && Arrays.equals(nameAt, other.nameAt)
        && Arrays.equals(names, other.names);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SliceRecords s
        && ready == s.ready
        && notReady == s.notReady
        && answersAs(s);
  }

  @Override
  public int hashCode() {
    return slice.hashCode() * 31 + addresses.hashCode();
  }
}
