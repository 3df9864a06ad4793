package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import org.jspecify.annotations.Nullable;

/// What a [ZoneEditor] remembers of a Service, which may not exist yet. One thread.
final class ServiceState {
  private static final int BRANCH = "\3svc".length();

  final String name;

  /// Null if the name is none that DNS can have.
  final @Nullable Owner owner;

  /// What the Service says for itself; null if it does not exist.
  @Nullable ServiceRecords definition;

  /// Its slices in the order of their names; never changed in place, because [#published] has them too.
  SliceRecords[] slices = SliceRecords.NONE;

  /// What the tables say of it.
  @Nullable ServiceRecords published;

  ServiceState(String name, String namespace, DnsName domain) {
    byte[] octets = WireName.of(name, namespace);
    boolean fits = octets != null && octets.length + BRANCH + domain.length() <= DnsName.MAX_LENGTH;
    this.name = name;
    this.owner = octets == null || !fits ? null : new Owner(octets);
  }

  /// Puts `records` in the place of the slice with this name, or takes it away.
  ///
  /// @return whether anything changed
  boolean put(String slice, @Nullable SliceRecords records) {
    int at = indexOf(slice);
    if (at >= 0 && slices[at].equals(records) || at < 0 && records == null) {
      return false;
    }
    if (at >= 0 && records != null) {
      slices = slices.clone();
      slices[at] = records;
      return true;
    }
    int place = at < 0 ? ~at : at;
    int grown = records == null ? -1 : 1;
    SliceRecords[] next = new SliceRecords[slices.length + grown];
    System.arraycopy(slices, 0, next, 0, place);
    if (records != null) {
      next[place] = records;
      System.arraycopy(slices, place, next, place + 1, slices.length - place);
    } else {
      System.arraycopy(slices, place + 1, next, place, next.length - place);
    }
    slices = next;
    return true;
  }

  /// Where the slice is, or the complement of where it belongs.
  private int indexOf(String slice) {
    int from = 0;
    int to = slices.length;
    while (from < to) {
      int middle = from + to >>> 1;
      int order = slices[middle].slice().compareTo(slice);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return ~from;
  }
}
