package io.binnacle.dns.run;

import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.zone.ClusterZone;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers on UDP and TCP, on one address and port.
public final class DnsServer implements AutoCloseable {
  private final UdpListener udp;
  private final Streams.Listener tcp;
  private final @Nullable Streams own;

  private DnsServer(UdpListener udp, Streams.Listener tcp, @Nullable Streams own) {
    this.udp = udp;
    this.tcp = tcp;
    this.own = own;
  }

  /// Listens at `at` and answers from the zone `zone` supplies, asked anew for every message.
  ///
  /// @param outside knows names outside the cluster; stays open
  /// @param clients whose Pods ask, for names their resolvers should have searched for
  /// @param at port 0 takes one that is free for both UDP and TCP
  /// @throws IOException if the address cannot be listened on; the message names it and the way out
  public static DnsServer start(
      InetSocketAddress at,
      Supplier<ClusterZone> zone,
      OutsideNames outside,
      ClientNamespaces clients)
      throws IOException {
    Streams own = new Streams(StreamLimits.DEFAULT);
    try {
      return start(at, new Resolver(zone, outside, clients), own, own);
    } catch (IOException e) {
      own.close();
      throw e;
    }
  }

  /// Listens at `at`.
  ///
  /// @param at port 0 takes one that is free for both UDP and TCP
  /// @param streams serve the connections; stay open
  /// @throws IOException if the address cannot be listened on; the message names it and the way out
  public static DnsServer start(InetSocketAddress at, Resolver resolver, Streams streams)
      throws IOException {
    return start(at, resolver, streams, null);
  }

  private static DnsServer start(
      InetSocketAddress at, Resolver resolver, Streams streams, @Nullable Streams own)
      throws IOException {
    Streams.Listener tcp = null;
    try {
      tcp = streams.listen(at, resolver);
      UdpWork work = UdpWork.of(resolver);
      UdpListener udp = UdpListener.start(tcp.address(), UdpSettings.standard(), work);
      return new DnsServer(udp, tcp, own);
    } catch (IOException e) {
      if (tcp != null) {
        tcp.close();
      }
      String where = at.getAddress().getHostAddress() + ":" + at.getPort();
      BindException told =
          new BindException(
              "the DNS cannot listen on "
                  + where
                  + ": "
                  + e.getMessage()
                  + "; stop what uses it, or choose another with --dns-listen");
      told.initCause(e);
      throw told;
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return tcp.address();
  }

  /// Stops listening; queries being answered are answered.
  @Override
  public void close() {
    udp.close();
    tcp.close();
    if (own != null) {
      own.close();
    }
  }
}
