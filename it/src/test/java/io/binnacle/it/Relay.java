package io.binnacle.it;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A wire between a client and a server over TCP that can go wrong: freeze, which neither end is told, or be cut.
final class Relay implements AutoCloseable {
  private final InetSocketAddress target;
  private final int port;
  private final List<Closeable> open = new ArrayList<>();
  private ServerSocket door;

  // What is carried on connections made since the last freeze waits for nothing; guarded by this.
  private CountDownLatch gate = new CountDownLatch(0);
  private boolean closed;

  Relay(InetSocketAddress target) throws IOException {
    this.target = target;
    this.door = listen(0);
    this.port = door.getLocalPort();
  }

  /// A copy of `kubeconfig` in which the API is at this end of a new relay.
  static Relay inFrontOf(Path kubeconfig, Path copy) throws IOException {
    String text = Files.readString(kubeconfig);
    String url = text.replaceFirst("(?s).*server: https://(127\\.0\\.0\\.1:\\d+).*", "$1");
    int port = Integer.parseInt(url.substring(url.indexOf(':') + 1));
    Relay relay = new Relay(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    Files.writeString(copy, text.replace(url, "127.0.0.1:" + relay.port));
    return relay;
  }

  /// Nothing comes through any more on the connections there are, for now or for ever; new ones are as good as any.
  synchronized void freeze() {
    gate = new CountDownLatch(1);
    for (Closeable each : open) {
      if (each instanceof Carrier carrier) {
        carrier.gate = gate;
      }
    }
    gate = new CountDownLatch(0);
  }

  /// What was frozen flows again, all that waited first.
  synchronized void thaw() {
    for (Closeable each : open) {
      if (each instanceof Carrier carrier) {
        carrier.gate.countDown();
      }
    }
  }

  /// Ends all connections, and takes no new ones until [#mend].
  synchronized void cut() throws IOException {
    door.close();
    closeAll();
  }

  synchronized void mend() throws IOException {
    door = listen(port);
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), at));
    Thread.ofVirtual().start(() -> accept(listening));
    return listening;
  }

  private void accept(ServerSocket listening) {
    while (true) {
      try {
        connect(listening.accept());
      } catch (IOException e) {
        if (listening.isClosed()) {
          return;
        }
      }
    }
  }

  private synchronized void connect(Socket client) throws IOException {
    if (closed || door.isClosed()) {
      client.close();
      return;
    }
    Socket server = new Socket();
    open.add(client);
    open.add(server);
    try {
      server.connect(target);
    } catch (IOException nobody) {
      client.close();
      return;
    }
    carry(client, server);
    carry(server, client);
  }

  private void carry(Socket from, Socket to) {
    Carrier carrier = new Carrier(from, to, gate);
    open.add(carrier);
    Thread.ofVirtual().start(carrier);
  }

  private void closeAll() {
    for (Closeable each : open) {
      try {
        each.close();
      } catch (IOException e) {
        throw new AssertionError("closing a socket failed", e);
      }
    }
    open.clear();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    door.close();
    closeAll();
  }

  /// One direction of one connection.
  private static final class Carrier implements Runnable, Closeable {
    private final Socket from;
    private final Socket to;
    private volatile CountDownLatch gate;

    Carrier(Socket from, Socket to, CountDownLatch gate) {
      this.from = from;
      this.to = to;
      this.gate = gate;
    }

    @Override
    public void run() {
      byte[] room = new byte[16_384];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(room); n >= 0; n = in.read(room)) {
          gate.await();
          out.write(room, 0, n);
        }
      } catch (IOException ended) {
        // By one of the ends or by close: the try block has closed the other.
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      gate.countDown();
    }
  }
}
