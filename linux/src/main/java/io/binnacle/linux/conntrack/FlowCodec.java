package io.binnacle.linux.conntrack;

import io.binnacle.linux.netlink.Attributes;
import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Flows in the kernel's words (`linux/netfilter/nfnetlink_conntrack.h`). Behind netlink's header stands `struct nfgenmsg`:
/// `| 0 FAMILY u8 | 1 VERSION u8 | 2 RES_ID be16 |`.
final class FlowCodec {
  private static final int GENMSG = 4;
  private static final int AF_INET = 2, AF_INET6 = 10;
  private static final int TUPLE_ORIG = 1, TUPLE_REPLY = 2, ID = 12, ZONE = 18, FILTER = 25;
  private static final int TUPLE_IP = 1, TUPLE_PROTO = 2;
  private static final int V4_SRC = 1, V4_DST = 2, V6_SRC = 3, V6_DST = 4;
  private static final int PROTO_NUM = 1, SRC_PORT = 2, DST_PORT = 3;
  private static final int FILTER_ORIG_FLAGS = 1, FILTER_PROTO_NUM = 1 << 3;

  /// Asks for the flows of one address family and one protocol. The kernel filters within a family only.
  static void filter(MessageWriter out, boolean ipv6, int protocol) {
    out.raw((byte) (ipv6 ? AF_INET6 : AF_INET), (byte) 0, (byte) 0, (byte) 0);
    int tuple = out.nest(TUPLE_ORIG);
    int proto = out.nest(TUPLE_PROTO);
    out.u8(PROTO_NUM, protocol);
    out.unnest(proto);
    out.unnest(tuple);
    int filter = out.nest(FILTER);
    out.u32(FILTER_ORIG_FLAGS, FILTER_PROTO_NUM);
    out.unnest(filter);
  }

  /// What names one flow: its original direction, and its number lest a new one of the same direction be meant.
  static void key(MessageWriter out, Flow flow) {
    Flow.Direction way = flow.original();
    boolean six = way.source().getAddress().length == 16;
    out.raw((byte) (six ? AF_INET6 : AF_INET), (byte) 0, (byte) 0, (byte) 0);
    int tuple = out.nest(TUPLE_ORIG);
    int ip = out.nest(TUPLE_IP);
    out.attr(six ? V6_SRC : V4_SRC, way.source().getAddress());
    out.attr(six ? V6_DST : V4_DST, way.destination().getAddress());
    out.unnest(ip);
    int proto = out.nest(TUPLE_PROTO);
    out.u8(PROTO_NUM, flow.protocol());
    out.be16(SRC_PORT, way.sourcePort());
    out.be16(DST_PORT, way.destinationPort());
    out.unnest(proto);
    out.unnest(tuple);
    out.be32(ID, flow.id());
    if (flow.zone() != 0) out.be16(ZONE, flow.zone());
  }

  /// @return null when it is not a whole flow
  static @Nullable Flow read(Message message) {
    Tuple original = null;
    Tuple reply = null;
    int id = 0;
    int zone = 0;
    Attributes attributes = message.attributes(GENMSG);
    while (attributes.next()) {
      switch (attributes.type()) {
        case TUPLE_ORIG -> original = Tuple.read(attributes.nested());
        case TUPLE_REPLY -> reply = Tuple.read(attributes.nested());
        case ID -> id = attributes.be32();
        case ZONE -> zone = attributes.be16();
        default -> {}
      }
    }
    return original == null || reply == null
        ? null
        : new Flow(original.protocol, original.way, reply.way, id, zone);
  }

  private record Tuple(int protocol, Flow.Direction way) {
    static @Nullable Tuple read(Attributes tuple) {
      InetAddress source = null;
      InetAddress destination = null;
      int protocol = -1;
      int sourcePort = 0;
      int destinationPort = 0;
      while (tuple.next()) {
        Attributes part = tuple.nested();
        if (tuple.type() == TUPLE_IP) {
          while (part.next()) {
            switch (part.type()) {
              case V4_SRC, V6_SRC -> source = address(part.bytes());
              case V4_DST, V6_DST -> destination = address(part.bytes());
              default -> {}
            }
          }
        } else if (tuple.type() == TUPLE_PROTO) {
          while (part.next()) {
            switch (part.type()) {
              case PROTO_NUM -> protocol = part.u8();
              case SRC_PORT -> sourcePort = part.be16();
              case DST_PORT -> destinationPort = part.be16();
              default -> {}
            }
          }
        }
      }
      if (source == null || destination == null || protocol < 0) return null;
      return new Tuple(
          protocol, new Flow.Direction(source, sourcePort, destination, destinationPort));
    }
  }

  private static @Nullable InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException notAnAddress) {
      return null;
    }
  }

  private FlowCodec() {}
}
