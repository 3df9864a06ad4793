package io.binnacle.dns.run;

import io.binnacle.dns.wire.Query;
import io.binnacle.dns.wire.ReplyForm;
import io.binnacle.dns.wire.ServerCookies;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How large replies may be, and what they say about the server. A datagram to a stranger is never larger than 512 octets,
/// unless a cookie proves that the stranger really asked: so nobody can use the DNS to flood somebody else.
///
/// @param udpSize octets of the largest datagram, 512..65507, by default 1232
/// @param friends addresses that get all of that
/// @param cookies null if the server gives none
/// @param name what clients that ask for it (NSID) are told the server is called; empty if they are told nothing
/// @param idle how long a connection may be idle now, for clients that ask
public record ReplyPolicy(
    int udpSize,
    Predicate<InetAddress> friends,
    @Nullable ServerCookies cookies,
    String name,
    Supplier<Duration> idle) {
  /// Everybody is a friend; no cookies, no name.
  public static final ReplyPolicy OPEN =
      new ReplyPolicy(ReplyForm.UDP_SIZE, _ -> true, null, "", StreamLimits.DEFAULT::idle);

  /// Addresses that are not routed on the Internet, and so nobody's but a neighbour's.
  private static final List<Cidr> NEIGHBOURS =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "100.64.0.0/10",
              "fc00::/7",
              "fe80::/10",
              "::1/128")
          .map(Cidr::of)
          .toList();

  /// Blocks of encrypted replies (RFC 8467 §4.1).
  private static final int PADDING_BLOCK = 468;

  public ReplyPolicy {
    if (udpSize < ReplyForm.MIN_UDP_SIZE || udpSize > 65_507) {
      throw new IllegalArgumentException("datagrams have 512 to 65507 octets, not " + udpSize);
    }
  }

  /// Private, shared, link-local and loopback addresses, and the cluster's own.
  public static List<Cidr> friends(List<Cidr> own) {
    return Stream.concat(NEIGHBOURS.stream(), own.stream()).toList();
  }

  /// Whether an address is one of [#friends].
  public static Predicate<InetAddress> neighboursAnd(List<Cidr> own) {
    List<Cidr> all = friends(own);
    return address -> {
      IpAddress ip = IpAddress.ofBytes(address.getAddress());
      return all.stream().anyMatch(range -> range.contains(ip));
    };
  }

  /// What the reply to a query may look like.
  ReplyForm form(Query query, Client client) {
    Query.Edns edns = query.edns();
    boolean udp = client.transport() == Client.Transport.UDP;
    int limit = udp ? datagram(query, client.address().getAddress()) : ReplyForm.TCP_SIZE;
    if (edns == null) {
      return new ReplyForm(limit, new byte[0], 0);
    }
    ReplyForm.Opt opt = new ReplyForm.Opt(udpSize, edns.dnssecOk());
    if (cookies != null && edns.cookie().length > 0) {
      opt.cookie(cookies.renewed(edns.cookie(), client.address().getAddress()));
    }
    if (!name.isEmpty() && edns.asks().contains(Query.Wish.NSID)) {
      opt.serverName(name);
    }
    if (!udp && edns.asks().contains(Query.Wish.KEEPALIVE)) {
      opt.keepAlive(idle.get());
    }
    boolean padded =
        client.transport() == Client.Transport.DOT && edns.asks().contains(Query.Wish.PADDING);
    return new ReplyForm(limit, opt.octets(), padded ? PADDING_BLOCK : 0);
  }

  private int datagram(Query query, InetAddress client) {
    int size = ReplyForm.datagram(query, udpSize);
    return size <= ReplyForm.MIN_UDP_SIZE || friends.test(client) || known(query, client)
        ? size
        : ReplyForm.MIN_UDP_SIZE;
  }

  /// Whether the client shows a cookie that was sent to its address.
  private boolean known(Query query, InetAddress client) {
    Query.Edns edns = query.edns();
    return cookies != null && edns != null && cookies.good(edns.cookie(), client);
  }
}
