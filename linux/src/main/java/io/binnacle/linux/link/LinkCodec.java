package io.binnacle.linux.link;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Interfaces, addresses and routes in the kernel's words (rtnetlink(7)), in the machine's byte order but for addresses.
final class LinkCodec {
  private static final int AF_INET = 2, AF_INET6 = 10;
  private static final int IFLA_IFNAME = 3,
      IFLA_MTU = 4,
      IFLA_MASTER = 10,
      IFLA_LINKINFO = 18,
      INFO_KIND = 1;
  private static final int IFA_ADDRESS = 1, IFA_LOCAL = 2, IFA_F_NODAD = 2;
  private static final int RTA_DST = 1,
      RTA_OIF = 4,
      RTA_GATEWAY = 5,
      RTA_PRIORITY = 6,
      RTA_TABLE = 15;
  private static final int RT_TABLE_MAIN = 254, RTN_UNICAST = 1, RTPROT_STATIC = 4;
  private static final int SCOPE_UNIVERSE = 0, SCOPE_LINK = 253, SCOPE_HOST = 254;

  private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;

  /// Reads `struct ifinfomsg` and what follows.
  static void link(Message message, List<Link> into) {
    MemorySegment body = message.body();
    if (body.byteSize() < 16) return;
    String name = "";
    String kind = "";
    int mtu = 0;
    int master = 0;
    Attributes a = message.attributes(16);
    while (a.next()) {
      switch (a.type()) {
        case IFLA_IFNAME -> name = a.string();
        case IFLA_MTU -> mtu = a.u32();
        case IFLA_MASTER -> master = a.u32();
        case IFLA_LINKINFO -> {
          Attributes info = a.nested();
          while (info.next()) if (info.type() == INFO_KIND) kind = info.string();
        }
        default -> {}
      }
    }
    into.add(new Link(body.get(U32, 4), name, kind, (body.get(U32, 8) & 1) != 0, mtu, master));
  }

  /// Reads `struct ifaddrmsg` (`| 0 FAMILY u8 | 1 PREFIX u8 | 2 FLAGS u8 | 3 SCOPE u8 | 4 INDEX u32 |`) and what follows.
  static void address(Message message, List<Address> into) {
    MemorySegment body = message.body();
    if (body.byteSize() < 8) return;
    InetAddress address = null;
    boolean local = false;
    Attributes a = message.attributes(8);
    while (a.next()) {
      // on a point-to-point interface ADDRESS is the other end, LOCAL is ours
      if (a.type() == IFA_LOCAL || a.type() == IFA_ADDRESS && !local) address = inet(a.bytes());
      local |= a.type() == IFA_LOCAL;
    }
    if (address == null) return;
    Address.Scope scope =
        switch (body.get(ValueLayout.JAVA_BYTE, 3) & 0xff) {
          case SCOPE_UNIVERSE -> Address.Scope.UNIVERSE;
          case SCOPE_LINK -> Address.Scope.LINK;
          case SCOPE_HOST -> Address.Scope.HOST;
          default -> Address.Scope.OTHER;
        };
    into.add(
        new Address(body.get(U32, 4), address, body.get(ValueLayout.JAVA_BYTE, 1) & 0xff, scope));
  }

  /// Reads `struct rtmsg` (`| 0 FAMILY u8 | 1 DST_LEN u8 | 2 SRC_LEN u8 | 3 TOS u8 | 4 TABLE u8 | 5 PROTOCOL u8 | 6 SCOPE u8 |
  /// 7 TYPE u8 | 8 FLAGS u32 |`) and what follows.
  static void route(Message message, List<Route> into) {
    MemorySegment body = message.body();
    if (body.byteSize() < 12) return;
    int table = body.get(ValueLayout.JAVA_BYTE, 4) & 0xff;
    InetAddress destination = null;
    InetAddress gateway = null;
    int link = 0;
    int metric = 0;
    Attributes a = message.attributes(12);
    while (a.next()) {
      switch (a.type()) {
        case RTA_DST -> destination = inet(a.bytes());
        case RTA_GATEWAY -> gateway = inet(a.bytes());
        case RTA_OIF -> link = a.u32();
        case RTA_PRIORITY -> metric = a.u32();
        case RTA_TABLE -> table = a.u32();
        default -> {}
      }
    }
    if (table != RT_TABLE_MAIN || body.get(ValueLayout.JAVA_BYTE, 7) != RTN_UNICAST) return;
    into.add(
        new Route(destination, body.get(ValueLayout.JAVA_BYTE, 1) & 0xff, gateway, link, metric));
  }

  static byte[] ifaddr(InetAddress address, int prefix, int link) {
    boolean six = address.getAddress().length == 16;
    if (prefix < 0 || prefix > (six ? 128 : 32))
      throw new IllegalArgumentException("prefix length " + prefix + " of " + address);
    return ByteBuffer.allocate(8)
        .order(ByteOrder.nativeOrder())
        .put((byte) (six ? AF_INET6 : AF_INET))
        .put((byte) prefix)
        .put((byte) (six ? IFA_F_NODAD : 0))
        .put((byte) 0)
        .putInt(link)
        .array();
  }

  static void address(MessageWriter out, InetAddress address) {
    out.attr(IFA_LOCAL, address.getAddress());
    out.attr(IFA_ADDRESS, address.getAddress());
  }

  static byte[] rtmsg(Route route, boolean ipv6) {
    return ByteBuffer.allocate(12)
        .order(ByteOrder.nativeOrder())
        .put((byte) (ipv6 ? AF_INET6 : AF_INET))
        .put((byte) route.prefix())
        .put((byte) 0)
        .put((byte) 0)
        .put((byte) RT_TABLE_MAIN)
        .put((byte) RTPROT_STATIC)
        .put((byte) (route.gateway() == null ? SCOPE_LINK : SCOPE_UNIVERSE))
        .put((byte) RTN_UNICAST)
        .putInt(0)
        .array();
  }

  static void route(MessageWriter out, Route route) {
    if (route.destination() != null) out.attr(RTA_DST, route.destination().getAddress());
    if (route.gateway() != null) out.attr(RTA_GATEWAY, route.gateway().getAddress());
    if (route.link() != 0) out.u32(RTA_OIF, route.link());
    if (route.metric() != 0) out.u32(RTA_PRIORITY, route.metric());
  }

  private static @Nullable InetAddress inet(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }

  private LinkCodec() {}
}
