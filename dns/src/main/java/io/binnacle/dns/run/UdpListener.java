package io.binnacle.dns.run;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/// Answers datagrams: a socket and a platform thread for each of two cores, the kernel spreads the load. The portable
/// path; the fast one will stand beside it.
final class UdpListener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(UdpListener.class.getName());
  private static final int SOCKETS = 2;

  /// Queries are small; more than this is cut, and then malformed.
  private static final int MAX_QUERY = 4_096;

  private static final int RECEIVE_BUFFER = 1 << 20;

  private final List<DatagramChannel> channels = new ArrayList<>();

  static UdpListener start(InetSocketAddress at, Resolver resolver) throws IOException {
    UdpListener listener = new UdpListener();
    try {
      for (int i = 0; i < SOCKETS; i++) {
        DatagramChannel channel = DatagramChannel.open();
        listener.channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        channel.bind(at);
      }
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    for (DatagramChannel channel : listener.channels) {
      Thread.ofPlatform().daemon().name("dns-udp").start(() -> serve(channel, resolver));
    }
    return listener;
  }

  private static void serve(DatagramChannel channel, Resolver resolver) {
    ByteBuffer in = ByteBuffer.allocate(MAX_QUERY);
    InetSocketAddress local = (InetSocketAddress) channel.socket().getLocalSocketAddress();
    while (channel.isOpen()) {
      try {
        in.clear();
        SocketAddress client = channel.receive(in);
        if (client instanceof InetSocketAddress from) {
          resolver.resolve(
              in.array(),
              in.position(),
              new Client(from, local, Client.Transport.UDP),
              new ToSocket(channel, from));
        }
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        lost(e);
      } catch (RuntimeException bug) {
        // One bad message must not silence the rest.
        LOG.log(Level.ERROR, "a query could not be answered", bug);
      }
    }
  }

  /// Sends the reply back to where the query came from.
  private record ToSocket(DatagramChannel channel, SocketAddress client) implements ReplySink {
    @Override
    public void message(byte[] message, boolean last) {
      try {
        channel.send(ByteBuffer.wrap(message), client);
      } catch (IOException e) {
        lost(e);
      }
    }

    @Override
    public void nothing() {}
  }

  /// An ICMP error of an earlier reply, a full send buffer: that client asks again.
  private static void lost(IOException e) {
    LOG.log(Level.DEBUG, "a datagram was lost: {0}", e.getMessage());
  }

  @Override
  public void close() {
    for (DatagramChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "closing a DNS socket: {0}", e.getMessage());
      }
    }
  }
}
