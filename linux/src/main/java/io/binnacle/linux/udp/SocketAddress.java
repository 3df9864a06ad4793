package io.binnacle.linux.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/// Socket addresses of one family in native memory. IPv4 addresses on an IPv6 socket (`::ffff:a.b.c.d`) come out as what they
/// are, and go in again as the socket needs them.
///
/// `struct sockaddr_in`: `| 0 FAMILY u16 | 2 PORT u16 big | 4 ADDRESS 4 | 8 zero |`, 16 octets.
///
/// `struct sockaddr_in6`: `| 0 FAMILY u16 | 2 PORT u16 big | 4 FLOWINFO | 8 ADDRESS 16 | 24 SCOPE u32 |`, 28 octets.
enum SocketAddress {
  IPV4(2, 16) {
    @Override
    long high(MemorySegment in, long at) {
      return 0;
    }

    @Override
    long low(MemorySegment in, long at) {
      return in.get(INT, at + 4) & 0xffff_ffffL;
    }

    @Override
    int scope(MemorySegment in, long at) {
      return 0;
    }

    @Override
    void writeAddress(MemorySegment in, long at, InetAddress address) {
      byte[] octets = address.getAddress();
      if (octets.length != 4) {
        throw new IllegalArgumentException(address + " on an IPv4 socket");
      }
      MemorySegment.copy(octets, 0, in, JAVA_BYTE, at + 4, 4);
    }
  },
  IPV6(10, 28) {
    @Override
    long high(MemorySegment in, long at) {
      return in.get(LONG, at + 8);
    }

    @Override
    long low(MemorySegment in, long at) {
      long low = in.get(LONG, at + 16);
      return isIpv4(high(in, at), low) ? low & 0xffff_ffffL : low;
    }

    @Override
    int scope(MemorySegment in, long at) {
      return in.get(JAVA_INT, at + 24);
    }

    @Override
    void writeAddress(MemorySegment in, long at, InetAddress address) {
      writeIpv6(in, at + 8, address);
      in.set(JAVA_INT, at + 24, address instanceof Inet6Address six ? six.getScopeId() : 0);
    }
  };

  /// The longest there is, with a gap that keeps the next one aligned.
  static final int STRIDE = 32;

  static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort PORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  final int family;
  final int length;

  SocketAddress(int family, int length) {
    this.family = family;
    this.length = length;
  }

  static SocketAddress of(InetAddress address) {
    return address instanceof Inet6Address ? IPV6 : IPV4;
  }

  /// The first 8 octets of the address; 0 for IPv4.
  abstract long high(MemorySegment in, long at);

  /// The last 8 octets, or the 4 of IPv4.
  abstract long low(MemorySegment in, long at);

  /// The interface a link-local address belongs to.
  abstract int scope(MemorySegment in, long at);

  abstract void writeAddress(MemorySegment in, long at, InetAddress address);

  int port(MemorySegment in, long at) {
    return in.get(PORT, at + 2) & 0xffff;
  }

  void write(MemorySegment in, long at, InetSocketAddress address) {
    in.asSlice(at, length).fill((byte) 0);
    in.set(JAVA_SHORT, at, (short) family);
    in.set(PORT, at + 2, (short) address.getPort());
    writeAddress(in, at, address.getAddress());
  }

  InetSocketAddress read(MemorySegment in, long at) {
    byte[] octets = new byte[this == IPV4 ? 4 : 16];
    MemorySegment.copy(in, JAVA_BYTE, this == IPV4 ? at + 4 : at + 8, octets, 0, octets.length);
    return new InetSocketAddress(address(octets, scope(in, at)), port(in, at));
  }

  /// @param octets 4 or 16
  static InetAddress address(byte[] octets, int scope) {
    try {
      return scope == 0
          ? InetAddress.getByAddress(octets)
          : Inet6Address.getByAddress(null, octets, scope);
    } catch (UnknownHostException bug) {
      throw new AssertionError("an address of " + octets.length + " octets", bug);
    }
  }

  /// Writes 16 octets.
  static void writeIpv6(MemorySegment in, long at, InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length == 16) {
      MemorySegment.copy(octets, 0, in, JAVA_BYTE, at, 16);
    } else {
      in.set(LONG, at, 0);
      in.set(INT, at + 8, 0xffff);
      MemorySegment.copy(octets, 0, in, JAVA_BYTE, at + 12, 4);
    }
  }

  private static boolean isIpv4(long high, long low) {
    return high == 0 && low >>> 32 == 0xffff;
  }
}
