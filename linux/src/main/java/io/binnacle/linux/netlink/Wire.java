package io.binnacle.linux.netlink;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The numbers of netlink(7).
///
/// A message, in the machine's byte order: `| 0 LEN u32 | 4 TYPE u16 | 6 FLAGS u16 | 8 SEQ u32 | 12 PORT u32 | 16 …`;
/// an attribute: `| 0 LEN u16 | 2 TYPE u16 | 4 …`. Both are padded to four octets; lengths exclude the padding.
public final class Wire {
  public static final int HEADER = 16;
  public static final int LEN = 0, TYPE = 4, FLAGS = 6, SEQ = 8, PORT = 12;
  public static final int NLMSG_NOOP = 1, NLMSG_ERROR = 2, NLMSG_DONE = 3, NLMSG_OVERRUN = 4;
  public static final int F_REQUEST = 0x1,
      F_MULTI = 0x2,
      F_ACK = 0x4,
      F_ECHO = 0x8,
      F_DUMP_INTR = 0x10;
  public static final int F_DUMP = 0x300;
  public static final int F_REPLACE = 0x100, F_EXCL = 0x200, F_CREATE = 0x400, F_APPEND = 0x800;

  /// In an error message: the request is not repeated; attributes follow.
  static final int F_CAPPED = 0x100, F_ACK_TLVS = 0x200;

  /// Bits of an attribute's type that are not its type.
  public static final int NESTED = 0x8000, TYPE_MASK = 0x3fff;

  public static final int NETLINK_ROUTE = 0, NETLINK_NETFILTER = 12;

  static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  static final ValueLayout.OfShort BE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt BE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong BE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  static int align(int length) {
    return length + 3 & ~3;
  }

  static long align(long length) {
    return length + 3 & ~3L;
  }

  private Wire() {}
}
