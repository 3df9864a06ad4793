package io.binnacle.dns.run;

import io.binnacle.linux.udp.BatchSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Some sockets on one address, each with a platform thread that runs a [BatchLoop]: waiting in recvmmsg(2) pins a carrier.
final class BatchUdpListener implements UdpListener {
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
    } catch (IOException | RuntimeException | Error e) {
      sockets.forEach(BatchSocket::close);
      throw e;
    }
    threads.forEach(Thread::start);
    return new BatchUdpListener(sockets, threads);
  }

  /// See [UdpListener#warm]. Both ends are here and take turns on the calling thread.
  static long warm(UdpWork work, List<byte[]> queries, Duration atMost) throws IOException {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (BatchSocket server = BatchSocket.open(here, WARM_BUFFER);
        BatchSocket client = BatchSocket.open(here, WARM_BUFFER)) {
      BatchLoop loop = new BatchLoop(server, work);
      long begun = System.nanoTime();
      long sent = 0;
      while (System.nanoTime() - begun < atMost.toNanos()) {
        long before = sent;
        for (int i = 0; i < BatchSocket.BATCH; i++) {
          byte[] query = queries.get((int) (sent % queries.size()));
          if (client.send(query, server.address(), null)) {
            sent++;
          }
        }
        if (sent == before || !loop.turn()) {
          break;
        }
      }
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
