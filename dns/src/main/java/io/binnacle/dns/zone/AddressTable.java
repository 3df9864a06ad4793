package io.binnacle.dns.zone;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.List;

/// Who has which addresses. An immutable value; [Builder] makes the next one, which shares all it can.
///
/// An owner is listed once for each time it was added, so that removing one reason to have an address leaves the others.
record AddressTable(AddressPages ipv4, AddressPages ipv6) {
  /// The owners of `ip`, one as often as it has it.
  List<Owner> owners(IpAddress ip) {
    return (ip.isIpv6() ? ipv6 : ipv4).get(ip.high(), ip.low());
  }

  /// Whether anybody has an address in `range`.
  boolean knows(Cidr range) {
    IpAddress first = range.base();
    IpAddress last = range.last();
    return (first.isIpv6() ? ipv6 : ipv4).any(first.high(), first.low(), last.high(), last.low());
  }

  /// Makes tables. One thread.
  static final class Builder {
    private final AddressPages.Builder ipv4 = new AddressPages.Builder();
    private final AddressPages.Builder ipv6 = new AddressPages.Builder();

    void add(AddressList addresses, Owner owner) {
      AddressPages.Builder pages = addresses.isIpv6() ? ipv6 : ipv4;
      for (int i = 0; i < addresses.size(); i++) {
        pages.add(addresses.high(i), addresses.low(i), owner);
      }
    }

    void remove(AddressList addresses, Owner owner) {
      AddressPages.Builder pages = addresses.isIpv6() ? ipv6 : ipv4;
      for (int i = 0; i < addresses.size(); i++) {
        pages.remove(addresses.high(i), addresses.low(i), owner);
      }
    }

    AddressTable build() {
      return new AddressTable(ipv4.build(), ipv6.build());
    }
  }
}
