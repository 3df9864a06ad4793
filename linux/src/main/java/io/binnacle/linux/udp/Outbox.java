package io.binnacle.linux.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.binnacle.linux.sys.DatagramSys;
import io.binnacle.linux.sys.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Sends one datagram at a time through a socket it does not own. Its owner lets one thread in at a time.
final class Outbox {
  private final MessageVector header;
  private final MemorySegment name;
  private final MemorySegment control;
  private final MemorySegment octets;
  private final MemorySegment state = DatagramSys.state();
  private final SocketAddress family;

  Outbox(Arena arena, SocketAddress family, int capacity) {
    this.family = family;
    header = new MessageVector(arena, 1);
    name = arena.allocate(SocketAddress.STRIDE, 8);
    control = arena.allocate(PacketInfo.STRIDE, 8);
    octets = arena.allocate(capacity, 8);
    header.point(0, name.address(), family.length, octets.address(), control.address());
  }

  /// @param from the local address it leaves from; null lets the kernel choose
  /// @return 0, or the errno's number
  int send(int fd, byte[] message, InetSocketAddress to, @Nullable InetAddress from) {
    if (message.length > octets.byteSize()) {
      return Errno.EMSGSIZE.number();
    }
    family.write(name, 0, to);
    MemorySegment.copy(message, 0, octets, JAVA_BYTE, 0, message.length);
    header.bufferLength(0, message.length);
    if (from == null) {
      header.controlLength(0, 0);
    } else {
      PacketInfo.write(family, control, 0, from);
      header.controlLength(0, PacketInfo.space(family));
    }
    int sent;
    do {
      sent = DatagramSys.sendmsg(fd, header.address(0), DatagramSys.MSG_DONTWAIT, state);
    } while (sent == -Errno.EINTR.number());
    return sent < 0 ? -sent : 0;
  }
}
