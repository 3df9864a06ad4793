package io.binnacle.dns.run;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.DropReason;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.run.Client.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// The portable sockets, each with a platform thread: one datagram at a time, some objects for each. Replies on a wildcard address
/// leave from wherever the system prefers, as the JDK does not tell where a datagram was sent to.
final class NioUdpListener implements UdpListener {
  private static final Logger LOG = System.getLogger(NioUdpListener.class.getName());

  private final List<DatagramChannel> channels;
  private final List<Thread> threads = new ArrayList<>();
  private final InetSocketAddress address;
  private final AtomicLong unsent = new AtomicLong();

  private NioUdpListener(List<DatagramChannel> channels, InetSocketAddress address) {
    this.channels = channels;
    this.address = address;
  }

  static NioUdpListener start(InetSocketAddress at, UdpSettings settings, UdpWork work)
      throws IOException {
    List<DatagramChannel> channels = new ArrayList<>();
    InetSocketAddress bound = at;
    try {
      for (int i = 0; i < settings.sockets(); i++) {
        DatagramChannel channel =
            DatagramChannel.open(
                at.getAddress() instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET);
        channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.buffer());
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        channel.bind(bound);
        bound = (InetSocketAddress) channel.getLocalAddress();
      }
    } catch (IOException | RuntimeException | Error e) {
      closeAll(channels);
      throw e;
    }
    if (at.getAddress().isAnyLocalAddress()) {
      LOG.log(
          Level.WARNING,
          "DNS replies from {0} may leave from another address than was asked: listen on addresses",
          at.getAddress().getHostAddress());
    }
    NioUdpListener listener = new NioUdpListener(channels, bound);
    for (DatagramChannel channel : channels) {
      String name = "dns-udp-" + bound.getPort() + "-" + listener.threads.size();
      Runnable loop = listener.new Loop(channel, work);
      listener.threads.add(Thread.ofPlatform().daemon().name(name).start(loop));
    }
    return listener;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public long kernelDrops() {
    return 0;
  }

  @Override
  public long unsent() {
    return unsent.get();
  }

  @Override
  public void close() {
    closeAll(channels);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      // they end by themselves
      Thread.currentThread().interrupt();
    }
  }

  private static void closeAll(List<DatagramChannel> channels) {
    for (DatagramChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "closing a DNS socket: {0}", e.getMessage());
      }
    }
  }

  /// The work of one thread.
  private final class Loop implements Runnable {
    private final DatagramChannel channel;
    private final SourceLimits limits;
    private final UdpWork.Room room;
    private final PacketAnswerer answerer;
    private final QueryCounters counters;
    private final MessageHandler handler;
    private final BugLog bugs = new BugLog(LOG);

    /// One octet more than is read shows that a datagram was cut.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_MESSAGE + 1);

    private final MemorySegment memory = MemorySegment.ofBuffer(buffer);

    Loop(DatagramChannel channel, UdpWork work) {
      this.channel = channel;
      this.limits = work.limits();
      this.room = work.room();
      this.counters = work.counters().get();
      this.answerer = work.answerers().apply(counters);
      this.handler = work.slow();
    }

    @Override
    public void run() {
      while (channel.isOpen()) {
        try {
          buffer.clear();
          if (channel.receive(buffer) instanceof InetSocketAddress client) {
            serve(client, buffer.position());
          }
        } catch (ClosedChannelException closed) {
          break;
        } catch (IOException e) {
          LOG.log(Level.DEBUG, "receiving a DNS query failed: {0}", e.getMessage());
        } catch (RuntimeException | Error bug) {
          // a thread that ended would leave its share of the clients without answers
          bugs.report(bug);
          counters.bug();
          counters.dropped();
        }
      }
      counters.ended();
    }

    private void serve(InetSocketAddress client, int octets) {
      long begun = System.nanoTime();
      int length = Math.min(octets, MAX_MESSAGE);
      ByteBuffer source = ByteBuffer.wrap(client.getAddress().getAddress());
      boolean ipv4 = source.remaining() == 4;
      long high = ipv4 ? 0 : source.getLong();
      long low = ipv4 ? source.getInt() & 0xffff_ffffL : source.getLong();
      if (length == 0) {
        counters.dropped();
        return;
      }
      if (!limits.admit(high, low, begun)) {
        counters.dropped(DropReason.RATE_LIMITED);
        return;
      }
      counters.received(memory, 0, length, high, low, client.getPort());
      int reply =
          octets > MAX_MESSAGE
              ? PacketAnswerer.SLOW
              : answerer.answer(memory, 0, length, Math.min(room.octets(high, low), MAX_MESSAGE));
      if (reply > 0) {
        counters.replied(memory, 0, reply, begun);
        send(buffer.position(0).limit(reply), client);
        counters.took(System.nanoTime() - begun, 1);
      } else if (reply == PacketAnswerer.SLOW) {
        byte[] message = memory.asSlice(0, length).toArray(JAVA_BYTE);
        Client who = new Client(client, address, Transport.UDP);
        handler.resolve(message, length, who, new Slow(client));
      } else {
        counters.dropped();
      }
    }

    private void send(ByteBuffer reply, SocketAddress client) {
      try {
        channel.send(reply, client);
      } catch (IOException e) {
        // the client asks again
        unsent.incrementAndGet();
        LOG.log(Level.DEBUG, "a DNS reply was not sent: {0}", e.getMessage());
      }
    }

    private final class Slow implements ReplySink {
      private final SocketAddress client;

      Slow(SocketAddress client) {
        this.client = client;
      }

      @Override
      public void message(byte[] message, boolean last) {
        send(ByteBuffer.wrap(message), client);
      }

      @Override
      public void nothing() {}
    }
  }
}
