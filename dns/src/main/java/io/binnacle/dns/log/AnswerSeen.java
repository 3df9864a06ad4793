package io.binnacle.dns.log;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// One answer on its way into the log. For the log's thread.
final class AnswerSeen {
  static final long LOG = 1, MISS = 2, TCP = 4, DNSSEC_OK = 8, IPV6 = 16;

  private static final String[] FLAGS = {"qr", "aa", "tc", "rd", "ra", "z", "ad", "cd"};
  private static final int[] FLAG_BITS = {0x8000, 0x400, 0x200, 0x100, 0x80, 0x40, 0x20, 0x10};

  private final byte[] head;
  private final long high;
  private final long low;
  private final long nanos;
  private final long sizes;
  private final long extra;

  AnswerSeen(byte[] head, long high, long low, long nanos, long sizes, long extra) {
    this.head = head;
    this.high = high;
    this.low = low;
    this.nanos = nanos;
    this.sizes = sizes;
    this.extra = extra;
  }

  static long sizes(int port, int queryOctets, int replyOctets, int udpSize) {
    return (long) (port & 0xffff) << 48
        | (queryOctets & 0xffffL) << 32
        | (replyOctets & 0xffffL) << 16
        | udpSize & 0xffffL;
  }

  boolean is(long bit) {
    return (extra & bit) != 0;
  }

  /// The name asked for; null if the message has no question.
  @Nullable DnsName name() {
    return MessageHead.name(head, head.length);
  }

  InetAddress client() {
    byte[] octets =
        is(IPV6)
            ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
            : ByteBuffer.allocate(4).putInt((int) low).array();
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException bug) {
      throw new AssertionError("4 or 16 octets are an address", bug);
    }
  }

  /// CoreDNS's common log format. Whatever comes from the network is escaped or a number.
  ///
  /// @param from who the client is, `shop/web-1`; null if unknown
  String line(@Nullable String from) {
    DnsName name = name();
    int end = MessageHead.questionEnd(MemorySegment.ofArray(head), 0, head.length);
    String address = client().getHostAddress();
    StringBuilder line = new StringBuilder(128);
    line.append("[INFO] ").append(is(IPV6) ? "[" + address + "]" : address);
    line.append(':').append(part(48)).append(" - ");
    line.append((head[0] & 0xff) << 8 | head[1] & 0xff).append(" \"");
    if (end < 0 || name == null) {
      line.append("- - -");
    } else {
      MemorySegment message = MemorySegment.ofArray(head);
      line.append(RrType.name(MessageHead.type(message, 0, end))).append(' ');
      line.append(className(MessageHead.questionClass(message, 0, end))).append(' ').append(name);
    }
    line.append(is(TCP) ? " tcp " : " udp ").append(part(32)).append(' ');
    line.append(is(DNSSEC_OK)).append(' ').append(udpSize()).append("\" ");
    line.append(Rcode.name(Rcode.of(head))).append(' ').append(flags()).append(' ');
    line.append(part(16)).append(' ').append(seconds());
    line.append('s');
    return from == null ? line.toString() : line.append(" client=").append(from).toString();
  }

  private String seconds() {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }

  private int udpSize() {
    return is(TCP) ? 65_535 : Math.max(512, part(0));
  }

  private int part(int shift) {
    return (int) (sizes >>> shift) & 0xffff;
  }

  private static String className(int number) {
    return switch (number) {
      case 1 -> "IN";
      case 3 -> "CH";
      case 4 -> "HS";
      case 255 -> "ANY";
      default -> "CLASS" + number;
    };
  }

  private String flags() {
    int bits = (head[2] & 0xff) << 8 | head[3] & 0xff;
    StringJoiner set = new StringJoiner(",");
    for (int i = 0; i < FLAGS.length; i++) {
      if ((bits & FLAG_BITS[i]) != 0) {
        set.add(FLAGS[i]);
      }
    }
    return set.toString();
  }
}
