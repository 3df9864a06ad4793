package io.binnacle.linux.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Headers for recvmmsg(2) and sendmmsg(2), each with one buffer.
///
/// `struct mmsghdr`, a `struct msghdr` and the length the kernel reports:
/// `| 0 NAME ptr | 8 NAMELEN u32 | 12 pad | 16 IOV ptr | 24 IOVLEN u64 | 32 CONTROL ptr | 40 CONTROLLEN u64 | 48 FLAGS i32 | 52 pad
/// | 56 LEN u32 | 60 pad |`.
///
/// `struct iovec`: `| 0 BASE ptr | 8 LEN u64 |`.
final class MessageVector {
  private static final int SIZE = 64, IOVEC = 16;
  private static final int NAME = 0, NAMELEN = 8, IOV = 16, IOVLEN = 24, CONTROL = 32;
  private static final int CONTROLLEN = 40, FLAGS = 48, LEN = 56;
  private static final int MSG_TRUNC = 0x20;

  private final MemorySegment headers;
  private final MemorySegment iovecs;

  MessageVector(Arena arena, int count) {
    headers = arena.allocate((long) SIZE * count, SIZE);
    iovecs = arena.allocate((long) IOVEC * count, SIZE);
    for (int i = 0; i < count; i++) {
      headers.set(JAVA_LONG, at(i) + IOV, iovecs.address() + (long) IOVEC * i);
      headers.set(JAVA_LONG, at(i) + IOVLEN, 1);
    }
  }

  private static long at(int i) {
    return (long) SIZE * i;
  }

  /// Where header `i` begins, for the kernel.
  long address(int i) {
    return headers.address() + at(i);
  }

  /// @param name address of a `struct sockaddr`
  /// @param control address of a control message; 0 for none
  void point(int i, long name, int nameLength, long buffer, long control) {
    headers.set(JAVA_LONG, at(i) + NAME, name);
    headers.set(JAVA_INT, at(i) + NAMELEN, nameLength);
    headers.set(JAVA_LONG, at(i) + CONTROL, control);
    iovecs.set(JAVA_LONG, (long) IOVEC * i, buffer);
  }

  /// @param octets to be sent, or room to receive; only we write this
  void bufferLength(int i, long octets) {
    iovecs.set(JAVA_LONG, (long) IOVEC * i + 8, octets);
  }

  /// @param octets room for the sender's address; the kernel overwrites it with what it used
  void nameLength(int i, int octets) {
    headers.set(JAVA_INT, at(i) + NAMELEN, octets);
  }

  /// What the kernel used: 0 if there was no datagram after all.
  int nameLength(int i) {
    return headers.get(JAVA_INT, at(i) + NAMELEN);
  }

  /// @param octets of the control message, or room for one; the kernel overwrites it with what it used
  void controlLength(int i, long octets) {
    headers.set(JAVA_LONG, at(i) + CONTROLLEN, octets);
  }

  long controlLength(int i) {
    return headers.get(JAVA_LONG, at(i) + CONTROLLEN);
  }

  /// Octets of the datagram that are in the buffer.
  int received(int i) {
    return headers.get(JAVA_INT, at(i) + LEN);
  }

  /// Whether the datagram was longer than the buffer.
  boolean cut(int i) {
    return (headers.get(JAVA_INT, at(i) + FLAGS) & MSG_TRUNC) != 0;
  }
}
