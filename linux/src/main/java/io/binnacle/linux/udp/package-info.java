/// UDP sockets that take and send many datagrams with one system call, without allocating.
///
/// Start at [BatchSocket]. Layouts of the C library's structures are drawn where they are read: they are those of 64-bit glibc,
/// the same on x86-64 and arm64, little-endian. (musl declares two of the lengths as 32 bits and a gap, which is the same.)
@NullMarked
package io.binnacle.linux.udp;

import org.jspecify.annotations.NullMarked;
