package io.binnacle.linux.conntrack;

import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.netlink.NetlinkSocket;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.netlink.Wire;
import io.binnacle.linux.sys.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The door to connection tracking. Any thread may call; calls queue up. Needs CAP_NET_ADMIN.
public final class Conntrack implements AutoCloseable {
  public static final int TCP = 6, UDP = 17, SCTP = 132;

  private static final int SUBSYS = 1 << 8;
  private static final int NEW = 0, GET = 1, DELETE = 2;

  private final NetlinkSocket socket;

  private Conntrack(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// The door of this process's network namespace.
  public static Conntrack open() throws IOException {
    return open(null);
  }

  /// @param namespace a network namespace's path; null for this process's own
  public static Conntrack open(@Nullable Path namespace) throws IOException {
    return new Conntrack(NetlinkSocket.open(Wire.NETLINK_NETFILTER, namespace));
  }

  /// The flows of one protocol, both address families, that `wanted` accepts; in no order. The kernel hands out only those of
  /// the protocol (older than 5.8: all of them).
  public List<Flow> list(int protocol, Predicate<Flow> wanted) throws IOException {
    List<Flow> flows = new ArrayList<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      List<Flow> some = new ArrayList<>();
      MessageWriter request = new MessageWriter(64);
      request.begin(SUBSYS | GET, Wire.F_REQUEST | Wire.F_DUMP, 0);
      FlowCodec.filter(request, ipv6, protocol);
      request.end();
      Reply reply =
          socket.dump(request, some::clear, message -> read(message, protocol, wanted, some));
      if (reply instanceof Reply.Refused refused)
        throw new IOException("listing flows: " + refused);
      flows.addAll(some);
    }
    return flows;
  }

  private static void read(Message message, int protocol, Predicate<Flow> wanted, List<Flow> into) {
    if (message.type() != (SUBSYS | NEW)) return;
    Flow flow = FlowCodec.read(message);
    if (flow != null && flow.protocol() == protocol && wanted.test(flow)) into.add(flow);
  }

  /// Makes the kernel forget one flow: the next packet of it begins a new one.
  /// @return false when it was gone already
  public boolean delete(Flow flow) throws IOException {
    MessageWriter request = new MessageWriter(160);
    request.begin(SUBSYS | DELETE, Wire.F_REQUEST | Wire.F_ACK, 0);
    FlowCodec.key(request, flow);
    request.end();
    return switch (socket.request(request)) {
      case Reply.Done() -> true;
      case Reply.Refused refused -> {
        if (refused.errno().equals(Errno.ENOENT)) yield false;
        throw new IOException("deleting flow " + flow + ": " + refused);
      }
    };
  }

  /// Deletes every flow of one protocol that `unwanted` accepts.
  /// @return how many there were
  public int deleteWhere(int protocol, Predicate<Flow> unwanted) throws IOException {
    int deleted = 0;
    for (Flow flow : list(protocol, unwanted)) if (delete(flow)) deleted++;
    return deleted;
  }

  @Override
  public void close() {
    socket.close();
  }
}
