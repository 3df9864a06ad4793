package io.binnacle.proxy.userspace;

import io.binnacle.proxy.plan.Backend;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Forwards TCP connections: a virtual thread for each direction, whose blocking writes are the back-pressure. The end of one
/// direction is passed on and leaves the other open.
final class TcpForwarder implements Forwarder {
  private static final Logger LOG = System.getLogger(TcpForwarder.class.getName());
  private static final int CONNECT_MS = 3_000, BACKLOG = 512, BUFFER = 32 << 10;

  private final ServerSocket listener;
  private final Balancer balancer;
  private final Semaphore connections;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TcpForwarder(ServerSocket listener, Balancer balancer, Semaphore connections) {
    this.listener = listener;
    this.balancer = balancer;
    this.connections = connections;
  }

  /// @param connections how many connections all forwarders together may have
  /// @throws IOException if the address cannot be bound
  static TcpForwarder start(InetSocketAddress at, Balancer balancer, Semaphore connections)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(at, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    TcpForwarder forwarder = new TcpForwarder(listener, balancer, connections);
    Thread.ofVirtual().name("forward-tcp-" + at).start(forwarder::accept);
    return forwarder;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (connections.tryAcquire()) {
          Thread.ofVirtual().start(() -> forward(client));
        } else {
          LOG.log(Level.WARNING, "too many connections: one to {0} is refused", listener);
          client.close();
        }
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.log(Level.DEBUG, "a connection was lost: {0}", e.getMessage());
        }
      }
    }
  }

  private void forward(Socket client) {
    open.add(client);
    try (client;
        Socket server = connect(client.getInetAddress())) {
      if (server == null) {
        // An abortive end: the client sees "connection reset", not an empty answer.
        client.setSoLinger(true, 0);
        return;
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      CountDownLatch back = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(() -> {
            copy(server, client);
            back.countDown();
          });
      copy(client, server);
      back.await();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection ended: {0}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
      connections.release();
    }
  }

  /// Tries the endpoints one after another until one answers; null if none does.
  private @Nullable Socket connect(InetAddress client) {
    List<Backend> tried = new ArrayList<>();
    for (Backend to = balancer.choose(client); to != null; to = balancer.another(client, tried)) {
      Socket socket = new Socket();
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getByAddress(to.address().toBytes()), to.port()),
            CONNECT_MS);
        return socket;
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "endpoint {0}: {1}", to, e.getMessage());
        close(socket);
        tried.add(to);
      }
    }
    return null;
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side is gone: so shall the other be.
      LOG.log(Level.DEBUG, "a connection broke: {0}", e.getMessage());
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a connection: {0}", e.getMessage());
    }
  }

  @Override
  public void endpointsChanged() {
    // Connections under way stay with their endpoint until it ends them, as in the kernel.
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a listener: {0}", e.getMessage());
    }
  }

  @Override
  public boolean isOver() {
    return listener.isClosed() && open.isEmpty();
  }

  @Override
  public void cut() {
    open.forEach(TcpForwarder::close);
  }
}
