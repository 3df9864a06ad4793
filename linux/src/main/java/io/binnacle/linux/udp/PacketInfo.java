package io.binnacle.linux.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;

/// The control message that says which of this machine's addresses a datagram was sent to, and, sent back with the reply, which it
/// leaves from (ip(7), ipv6(7)). It is the only control message asked for, so it is the first.
///
/// `struct cmsghdr`: `| 0 LEN u64 | 8 LEVEL i32 | 12 TYPE i32 |`, then
///
/// IPv4, `struct in_pktinfo`: `| 16 IFINDEX i32 | 20 SPEC_DST 4 | 24 ADDR 4 |`;
///
/// IPv6, `struct in6_pktinfo`: `| 16 ADDR 16 | 32 IFINDEX u32 |`.
final class PacketInfo {
  /// Room for the longer one, with a gap that keeps the next one aligned.
  static final int STRIDE = 64;

  private static final int IPPROTO_IP = 0, IP_PKTINFO = 8, LENGTH4 = 28, SPACE4 = 32;
  private static final int IPPROTO_IPV6 = 41, IPV6_PKTINFO = 50, LENGTH6 = 36, SPACE6 = 40;
  private static final int LEVEL = 8, TYPE = 12, IFINDEX4 = 16, SPEC_DST = 20;
  private static final int ADDRESS6 = 16, IFINDEX6 = 32;

  /// fe80::/10: means nothing without its interface.
  private static final long LINK_LOCAL = 0xfe80L << 48, LINK_LOCAL_MASK = 0xffc0L << 48;

  /// Octets of one, as control messages are counted.
  static int space(SocketAddress family) {
    return family == SocketAddress.IPV4 ? SPACE4 : SPACE6;
  }

  /// Whether the kernel wrote one.
  static boolean present(MemorySegment in, long at, long length) {
    if (length < LENGTH4) {
      return false;
    }
    int level = in.get(JAVA_INT, at + LEVEL);
    int type = in.get(JAVA_INT, at + TYPE);
    return level == IPPROTO_IP && type == IP_PKTINFO
        || level == IPPROTO_IPV6 && type == IPV6_PKTINFO && length >= LENGTH6;
  }

  /// The address a datagram was sent to.
  static InetAddress local(SocketAddress family, MemorySegment in, long at) {
    boolean four = family == SocketAddress.IPV4;
    byte[] octets = new byte[four ? 4 : 16];
    MemorySegment.copy(in, JAVA_BYTE, at + (four ? SPEC_DST : ADDRESS6), octets, 0, octets.length);
    int scope = !four && isLinkLocal(in, at) ? in.get(JAVA_INT, at + IFINDEX6) : 0;
    return SocketAddress.address(octets, scope);
  }

  /// Makes what came with a query fit to go with its reply: the routes decide on the interface, not the query's way in.
  static void turnRound(SocketAddress family, MemorySegment in, long at) {
    if (family == SocketAddress.IPV4) {
      in.set(JAVA_INT, at + IFINDEX4, 0);
    } else if (!isLinkLocal(in, at)) {
      in.set(JAVA_INT, at + IFINDEX6, 0);
    }
  }

  /// Writes one that makes a datagram leave from `local`.
  static void write(SocketAddress family, MemorySegment in, long at, InetAddress local) {
    boolean four = family == SocketAddress.IPV4;
    in.asSlice(at, space(family)).fill((byte) 0);
    in.set(JAVA_LONG, at, four ? LENGTH4 : LENGTH6);
    in.set(JAVA_INT, at + LEVEL, four ? IPPROTO_IP : IPPROTO_IPV6);
    in.set(JAVA_INT, at + TYPE, four ? IP_PKTINFO : IPV6_PKTINFO);
    if (four) {
      MemorySegment.copy(local.getAddress(), 0, in, JAVA_BYTE, at + SPEC_DST, 4);
    } else {
      SocketAddress.writeIpv6(in, at + ADDRESS6, local);
      int scope = local instanceof Inet6Address six ? six.getScopeId() : 0;
      in.set(JAVA_INT, at + IFINDEX6, scope);
    }
  }

  private static boolean isLinkLocal(MemorySegment in, long at) {
    return (in.get(SocketAddress.LONG, at + ADDRESS6) & LINK_LOCAL_MASK) == LINK_LOCAL;
  }

  private PacketInfo() {}
}
