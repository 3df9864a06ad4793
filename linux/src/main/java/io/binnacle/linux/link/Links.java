package io.binnacle.linux.link;

import io.binnacle.linux.netlink.Message;
import io.binnacle.linux.netlink.MessageWriter;
import io.binnacle.linux.netlink.NetlinkSocket;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.netlink.Wire;
import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.Sys;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The door to interfaces, addresses and routes. Any thread may call; calls queue up. Listing needs no privilege, the rest
/// CAP_NET_ADMIN. A refusal is a value: EEXIST where there is one already, ENODEV where there is no such interface.
public final class Links implements AutoCloseable {
  private static final int NEWLINK = 16, DELLINK = 17, GETLINK = 18;
  private static final int NEWADDR = 20, DELADDR = 21, GETADDR = 22;
  private static final int NEWROUTE = 24, DELROUTE = 25, GETROUTE = 26;
  private static final int HARDWARE_ADDRESS = 1,
      IFNAME = 3,
      MASTER = 10,
      LINKINFO = 18,
      NET_NS_FD = 28;
  private static final int INFO_KIND = 1, INFO_DATA = 2, VETH_PEER = 1;
  private static final int CREATE = Wire.F_CREATE | Wire.F_EXCL;

  private final NetlinkSocket socket;

  private Links(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// The door of this process's network namespace.
  public static Links open() throws IOException {
    return open(null);
  }

  /// @param namespace a network namespace's path; null for this process's own
  public static Links open(@Nullable Path namespace) throws IOException {
    return new Links(NetlinkSocket.open(Wire.NETLINK_ROUTE, namespace));
  }

  /// All interfaces, by index.
  public List<Link> links() throws IOException {
    return dump(GETLINK, NEWLINK, new byte[16], LinkCodec::link);
  }

  public Optional<Link> link(String name) throws IOException {
    return links().stream().filter(l -> l.name().equals(name)).findFirst();
  }

  /// All addresses, IPv4 and IPv6.
  public List<Address> addresses() throws IOException {
    return dump(GETADDR, NEWADDR, new byte[8], LinkCodec::address);
  }

  /// The unicast routes of the main table, IPv4 and IPv6.
  public List<Route> routes() throws IOException {
    return dump(GETROUTE, NEWROUTE, new byte[12], LinkCodec::route);
  }

  /// Makes a bridge, switched off, with a hardware address of its own. Without one it takes the lowest of its ports', and
  /// changes it as ports come and go.
  ///
  /// @param hardwareAddress six octets
  public Reply createBridge(String name, byte[] hardwareAddress) throws IOException {
    return send(
        NEWLINK,
        CREATE,
        ifinfo(0, 0, 0),
        out -> {
          out.string(IFNAME, checked(name));
          out.attr(HARDWARE_ADDRESS, hardwareAddress);
          int info = out.nest(LINKINFO);
          out.string(INFO_KIND, "bridge");
          out.unnest(info);
        });
  }

  /// Makes a pair of interfaces joined back to back, both switched off.
  /// @param peerNamespace the network namespace the second one is put into; null keeps both here
  public Reply createVeth(String name, String peer, @Nullable Path peerNamespace)
      throws IOException {
    int fd = peerNamespace == null ? -1 : (int) Sys.open(peerNamespace.toString()).orThrow();
    try {
      return send(
          NEWLINK,
          CREATE,
          ifinfo(0, 0, 0),
          out -> {
            out.string(IFNAME, checked(name));
            int info = out.nest(LINKINFO);
            out.string(INFO_KIND, "veth");
            int data = out.nest(INFO_DATA);
            int other = out.nest(VETH_PEER);
            out.raw(ifinfo(0, 0, 0));
            out.string(IFNAME, checked(peer));
            if (fd >= 0) out.u32(NET_NS_FD, fd);
            out.unnest(other);
            out.unnest(data);
            out.unnest(info);
          });
    } finally {
      if (fd >= 0) Sys.close(fd);
    }
  }

  /// Removes an interface; of a veth pair, both.
  public Reply delete(String name) throws IOException {
    return send(DELLINK, 0, ifinfo(0, 0, 0), out -> out.string(IFNAME, checked(name)));
  }

  /// Switches an interface on or off.
  public Reply setUp(String name, boolean up) throws IOException {
    return send(NEWLINK, 0, ifinfo(0, up ? 1 : 0, 1), out -> out.string(IFNAME, checked(name)));
  }

  /// Makes an interface a port of a bridge.
  public Reply setMaster(String name, String bridge) throws IOException {
    Optional<Link> master = link(bridge);
    if (master.isEmpty()) return noDevice(bridge);
    return send(
        NEWLINK,
        0,
        ifinfo(0, 0, 0),
        out -> {
          out.string(IFNAME, checked(name));
          out.u32(MASTER, master.get().index());
        });
  }

  /// Puts an address on an interface. An IPv6 address is usable at once (no duplicate address detection).
  public Reply addAddress(String link, InetAddress address, int prefix) throws IOException {
    return onAddress(NEWADDR, CREATE, link, address, prefix);
  }

  /// EADDRNOTAVAIL when it is not there.
  public Reply removeAddress(String link, InetAddress address, int prefix) throws IOException {
    return onAddress(DELADDR, 0, link, address, prefix);
  }

  /// Adds a unicast route to the main table.
  public Reply addRoute(Route route, boolean ipv6) throws IOException {
    return onRoute(NEWROUTE, CREATE, route, ipv6);
  }

  /// ESRCH (3) when there is no such route.
  public Reply deleteRoute(Route route, boolean ipv6) throws IOException {
    return onRoute(DELROUTE, 0, route, ipv6);
  }

  private Reply onAddress(int type, int flags, String name, InetAddress address, int prefix)
      throws IOException {
    Optional<Link> link = link(name);
    if (link.isEmpty()) return noDevice(name);
    return send(
        type,
        flags,
        LinkCodec.ifaddr(address, prefix, link.get().index()),
        out -> LinkCodec.address(out, address));
  }

  private Reply onRoute(int type, int flags, Route route, boolean ipv6) throws IOException {
    return send(type, flags, LinkCodec.rtmsg(route, ipv6), out -> LinkCodec.route(out, route));
  }

  private Reply send(
      int type, int flags, byte[] header, java.util.function.Consumer<MessageWriter> attributes)
      throws IOException {
    MessageWriter request = new MessageWriter(256);
    request.begin(type, Wire.F_REQUEST | Wire.F_ACK | flags, 0);
    request.raw(header);
    attributes.accept(request);
    request.end();
    return socket.request(request);
  }

  private <T> List<T> dump(int type, int answer, byte[] header, BiConsumer<Message, List<T>> read)
      throws IOException {
    MessageWriter request = new MessageWriter(64);
    request.begin(type, Wire.F_REQUEST | Wire.F_DUMP, 0);
    request.raw(header);
    request.end();
    List<T> all = new ArrayList<>();
    Reply reply =
        socket.dump(
            request,
            all::clear,
            message -> {
              if (message.type() == answer) read.accept(message, all);
            });
    if (reply instanceof Reply.Refused refused)
      throw new IOException("listing by rtnetlink message " + type + ": " + refused);
    return all;
  }

  private static Reply noDevice(String name) {
    return new Reply.Refused(0, Errno.ENODEV, "no interface " + name, -1);
  }

  /// `struct ifinfomsg`: `| 0 FAMILY u8 | 2 TYPE u16 | 4 INDEX i32 | 8 FLAGS u32 | 12 CHANGE u32 |`.
  private static byte[] ifinfo(int index, int flags, int change) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putInt(0)
        .putInt(index)
        .putInt(flags)
        .putInt(change)
        .array();
  }

  private static String checked(String name) {
    boolean fine =
        !name.isEmpty()
            && name.length() <= 15
            && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != ':');
    if (!fine)
      throw new IllegalArgumentException(
          "interface name '" + name + "': want 1 to 15 visible characters, no / and no :");
    return name;
  }

  @Override
  public void close() {
    socket.close();
  }
}
