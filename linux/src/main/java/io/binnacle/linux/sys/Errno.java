package io.binnacle.linux.sys;

import java.util.Map;

/// Why the kernel said no (errno(3)), with Linux's numbers (the same on x86-64 and arm64).
public record Errno(int number) {
  public static final Errno EPERM = new Errno(1);
  public static final Errno ENOENT = new Errno(2);
  public static final Errno EINTR = new Errno(4);
  public static final Errno EBADF = new Errno(9);
  public static final Errno EAGAIN = new Errno(11);
  public static final Errno ENOMEM = new Errno(12);
  public static final Errno EACCES = new Errno(13);
  public static final Errno EBUSY = new Errno(16);
  public static final Errno EEXIST = new Errno(17);
  public static final Errno ENODEV = new Errno(19);
  public static final Errno EINVAL = new Errno(22);
  public static final Errno ERANGE = new Errno(34);
  public static final Errno EMSGSIZE = new Errno(90);
  public static final Errno EOPNOTSUPP = new Errno(95);
  public static final Errno EADDRINUSE = new Errno(98);
  public static final Errno EADDRNOTAVAIL = new Errno(99);
  public static final Errno ENOBUFS = new Errno(105);
  public static final Errno ETIMEDOUT = new Errno(110);

  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(1, "EPERM, operation not permitted"),
          Map.entry(2, "ENOENT, no such thing"),
          Map.entry(4, "EINTR, interrupted"),
          Map.entry(5, "EIO, input/output error"),
          Map.entry(6, "ENXIO, no such device or address"),
          Map.entry(7, "E2BIG, too long"),
          Map.entry(9, "EBADF, bad file descriptor"),
          Map.entry(11, "EAGAIN, try again"),
          Map.entry(12, "ENOMEM, out of memory"),
          Map.entry(13, "EACCES, permission denied"),
          Map.entry(14, "EFAULT, bad address"),
          Map.entry(16, "EBUSY, in use"),
          Map.entry(17, "EEXIST, exists already"),
          Map.entry(19, "ENODEV, no such device"),
          Map.entry(20, "ENOTDIR, not a directory"),
          Map.entry(21, "EISDIR, is a directory"),
          Map.entry(22, "EINVAL, invalid argument"),
          Map.entry(23, "ENFILE, too many open files on this machine"),
          Map.entry(24, "EMFILE, too many open files in this process"),
          Map.entry(27, "EFBIG, too large"),
          Map.entry(28, "ENOSPC, no space left"),
          Map.entry(30, "EROFS, read-only file system"),
          Map.entry(31, "EMLINK, too many references"),
          Map.entry(34, "ERANGE, out of range"),
          Map.entry(36, "ENAMETOOLONG, name too long"),
          Map.entry(38, "ENOSYS, not in this kernel"),
          Map.entry(39, "ENOTEMPTY, not empty"),
          Map.entry(40, "ELOOP, too many levels"),
          Map.entry(71, "EPROTO, protocol error"),
          Map.entry(32, "EPIPE, nobody reads"),
          Map.entry(75, "EOVERFLOW, value too large"),
          Map.entry(90, "EMSGSIZE, message too long"),
          Map.entry(93, "EPROTONOSUPPORT, protocol not in this kernel"),
          Map.entry(95, "EOPNOTSUPP, not supported"),
          Map.entry(97, "EAFNOSUPPORT, address family not supported"),
          Map.entry(98, "EADDRINUSE, address in use"),
          Map.entry(99, "EADDRNOTAVAIL, no such address here"),
          Map.entry(100, "ENETDOWN, network is down"),
          Map.entry(101, "ENETUNREACH, network unreachable"),
          Map.entry(105, "ENOBUFS, messages were lost"),
          Map.entry(110, "ETIMEDOUT, timed out"),
          Map.entry(111, "ECONNREFUSED, connection refused"),
          Map.entry(114, "EALREADY, under way already"));

  @Override
  public String toString() {
    return WORDS.getOrDefault(number, "errno " + number);
  }
}
