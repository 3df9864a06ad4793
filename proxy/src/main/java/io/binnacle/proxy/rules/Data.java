package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Datum;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.plan.Backend;
import io.binnacle.proxy.plan.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// Our words in the kernel's layout.
public final class Data {
  private Data() {}

  public static InetAddress inet(IpAddress address) {
    try {
      return InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 octets", e);
    }
  }

  static Datum address(IpAddress address) {
    return Datum.addr(inet(address));
  }

  /// `address . proto . port`: the key of a door.
  public static Datum door(IpAddress address, Protocol protocol, int port) {
    return Datum.concat(address(address), Datum.proto(protocol.number()), Datum.port(port));
  }

  /// `address . proto . port . slot`: a place among the endpoints of a door.
  static Datum slot(Datum door, int slot) {
    return Datum.concat(door, Datum.integer(slot));
  }

  /// `address . port`: where a connection is sent.
  public static Datum backend(Backend backend) {
    return Datum.concat(address(backend.address()), Datum.port(backend.port()));
  }
}
