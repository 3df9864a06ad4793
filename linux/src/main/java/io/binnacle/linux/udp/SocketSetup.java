package io.binnacle.linux.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.binnacle.linux.sys.DatagramSys;
import io.binnacle.linux.sys.Sys;
import io.binnacle.linux.sys.SysException;
import io.binnacle.linux.sys.SysResult;
import io.binnacle.linux.sys.SysResult.Failed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/// Makes sockets and asks them about themselves (socket(7), ip(7), ipv6(7)).
final class SocketSetup {
  private static final int SOCK_DGRAM = 2, SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1, SO_SNDBUF = 7, SO_RCVBUF = 8, SO_REUSEPORT = 15;
  private static final int SO_SNDBUFFORCE = 32, SO_RCVBUFFORCE = 33, SO_MEMINFO = 55;
  private static final int SK_MEMINFO_VARS = 9, SK_MEMINFO_DROPS = 8;
  private static final int IPPROTO_IP = 0, IP_PKTINFO = 8, IP_MTU_DISCOVER = 10;
  private static final int IPPROTO_IPV6 = 41, IPV6_MTU_DISCOVER = 23, IPV6_V6ONLY = 26;
  private static final int IPV6_RECVPKTINFO = 49;

  /// IP_PMTUDISC_OMIT and its IPv6 twin: what an ICMP message claims about the path is not believed. Forged ones could make
  /// us send fragments, of which the second can be forged in turn (RFC 9715).
  private static final int PMTUDISC_OMIT = 5;

  /// A bound socket.
  ///
  /// @param at port 0 takes a free one
  /// @param buffer octets wanted in each direction; the system's limit applies to those who are not root
  /// @param tellLocal whether each datagram comes with the address it was sent to
  /// @return its descriptor
  static int open(InetSocketAddress at, int buffer, boolean tellLocal) throws SysException {
    SocketAddress family = SocketAddress.of(at.getAddress());
    int fd = (int) Sys.socket(family.family, SOCK_DGRAM | SOCK_CLOEXEC, 0).orThrow();
    try (Arena arena = Arena.ofConfined()) {
      Sys.setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, 1).orThrow();
      buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, buffer);
      buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, buffer);
      // an old kernel that does not know this value goes on as it did; IPv4 also travels through
      // IPv6 sockets
      Sys.setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_OMIT);
      if (family == SocketAddress.IPV4) {
        if (tellLocal) Sys.setsockopt(fd, IPPROTO_IP, IP_PKTINFO, 1).orThrow();
      } else {
        Sys.setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_OMIT);
        Sys.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0).orThrow();
        if (tellLocal) Sys.setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1).orThrow();
      }
      MemorySegment name = arena.allocate(family.length, 8);
      family.write(name, 0, at);
      Sys.bind(fd, name).orThrow();
      return fd;
    } catch (SysException | RuntimeException | Error e) {
      Sys.close(fd);
      throw e;
    }
  }

  private static void buffer(int fd, int force, int polite, int octets) throws SysException {
    SysResult set = Sys.setsockopt(fd, SOL_SOCKET, force, octets);
    if (set instanceof Failed) Sys.setsockopt(fd, SOL_SOCKET, polite, octets).orThrow();
  }

  /// Where it is bound.
  static InetSocketAddress bound(int fd, SocketAddress family) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(family.length, 8);
      Sys.getsockname(fd, name).orThrow();
      return family.read(name, 0);
    }
  }

  /// Octets the kernel really queues; it counts its own overhead, about half of them.
  static int receiveBuffer(int fd) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      DatagramSys.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, value).orThrow();
      return value.get(JAVA_INT, 0);
    }
  }

  /// Datagrams the kernel had no room for since the socket was made, modulo 2³²; 0 before Linux 4.12, which does not say.
  static long drops(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(JAVA_INT, SK_MEMINFO_VARS);
      DatagramSys.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info);
      return info.getAtIndex(JAVA_INT, SK_MEMINFO_DROPS) & 0xffff_ffffL;
    }
  }

  private SocketSetup() {}
}
