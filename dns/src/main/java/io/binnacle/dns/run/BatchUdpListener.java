package io.binnacle.dns.run;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.binnacle.linux.udp.BatchSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Some sockets on one address, each with a platform thread that runs a [BatchLoop]: waiting in recvmmsg(2) pins a carrier.
final class BatchUdpListener implements UdpListener {
  private static final Logger LOG = System.getLogger(BatchUdpListener.class.getName());

  /// Holds a few batches of queries; replies nobody reads fill it and are gone.
  private static final int WARM_BUFFER = 1 << 18;

  private final List<BatchSocket> sockets;
  private final List<Thread> threads;

  private BatchUdpListener(List<BatchSocket> sockets, List<Thread> threads) {
    this.sockets = sockets;
    this.threads = threads;
  }

  static BatchUdpListener start(InetSocketAddress at, UdpSettings settings, UdpWork work)
      throws IOException {
    List<BatchSocket> sockets = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    int queued;
    try {
      for (int i = 0; i < settings.sockets(); i++) {
        // all are bound before the first answers, so that no client changes its socket with a query
        // in it
        InetSocketAddress where = sockets.isEmpty() ? at : sockets.getFirst().address();
        sockets.add(BatchSocket.open(where, settings.buffer()));
      }
      for (BatchSocket socket : sockets) {
        String name = "dns-udp-" + socket.address().getPort() + "-" + threads.size();
        threads.add(Thread.ofPlatform().daemon().name(name).unstarted(new BatchLoop(socket, work)));
      }
      queued = sockets.getFirst().receiveBuffer();
    } catch (IOException | RuntimeException | Error e) {
      sockets.forEach(BatchSocket::close);
      throw e;
    }
    if (queued < settings.buffer()) {
      LOG.log(
          Level.INFO,
          "the kernel queues {0} octets of DNS queries a socket where {1} were asked for: raise net.core.rmem_max",
          queued,
          settings.buffer());
    }
    threads.forEach(Thread::start);
    return new BatchUdpListener(sockets, threads);
  }

  /// See [UdpListener#warm]. Both ends are here and take turns on the calling thread.
  static long warm(UdpWork work, List<byte[]> queries, Duration atMost) throws IOException {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (BatchSocket server = BatchSocket.open(here, WARM_BUFFER);
        BatchSocket client = BatchSocket.open(here, WARM_BUFFER)) {
      long begun = System.nanoTime();
      for (int i = 0; i < BatchSocket.BATCH; i++) {
        if (!server.send(new byte[1], client.address(), null)) {
          return 0;
        }
      }
      // the client's slots now have the server for a sender, so that what is sent from them goes
      // there
      int batch = client.receive();
      BatchLoop loop = new BatchLoop(server, work);
      long sent = 0;
      do {
        for (int slot = 0; slot < batch; slot++) {
          byte[] query = queries.get((int) ((sent + slot) % queries.size()));
          MemorySegment.copy(query, 0, client.memory(), JAVA_BYTE, client.at(slot), query.length);
          client.reply(slot, query.length);
        }
        int left = client.sendReplies();
        if (left == 0 || !loop.turn()) {
          break;
        }
        sent += left;
      } while (System.nanoTime() - begun < atMost.toNanos());
      return sent;
    }
  }

  @Override
  public InetSocketAddress address() {
    return sockets.getFirst().address();
  }

  @Override
  public long kernelDrops() {
    return sockets.stream().mapToLong(BatchSocket::kernelDrops).sum();
  }

  @Override
  public long unsent() {
    return sockets.stream().mapToLong(BatchSocket::unsent).sum();
  }

  @Override
  public void close() {
    sockets.forEach(BatchSocket::stop);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      // they end by themselves, each with its socket
      Thread.currentThread().interrupt();
    }
  }
}
