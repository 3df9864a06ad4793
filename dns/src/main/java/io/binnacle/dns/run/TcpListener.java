package io.binnacle.dns.run;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Answers queries over TCP (RFC 7766): any number on one connection, each preceded by its length. A virtual thread for
/// each connection, so a slow one holds up nobody; idle ones are closed, and there is a limit to how many there are.
final class TcpListener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TcpListener.class.getName());
  private static final int MAX_CONNECTIONS = 1_000;
  private static final int IDLE_MILLIS = 10_000;
  private static final int BACKLOG = 128;

  private final ServerSocket listener;
  private final Resolver resolver;
  private final Semaphore room = new Semaphore(MAX_CONNECTIONS);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TcpListener(ServerSocket listener, Resolver resolver) {
    this.listener = listener;
    this.resolver = resolver;
  }

  static TcpListener start(InetSocketAddress at, Resolver resolver) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(at, BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    TcpListener listener = new TcpListener(socket, resolver);
    Thread.ofPlatform().daemon().name("dns-tcp").start(listener::accept);
    return listener;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        if (room.tryAcquire()) {
          open.add(socket);
          Thread.ofVirtual().start(() -> serve(socket));
        } else {
          socket.close();
        }
      } catch (SocketException closed) {
        if (!listener.isClosed()) {
          LOG.log(Level.WARNING, "accepting a DNS connection failed: {0}", closed.getMessage());
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "accepting a DNS connection failed: {0}", e.getMessage());
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(IDLE_MILLIS);
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      Client client =
          new Client(
              (InetSocketAddress) socket.getRemoteSocketAddress(),
              (InetSocketAddress) socket.getLocalSocketAddress(),
              Client.Transport.TCP);
      while (true) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        Awaited answer = new Awaited(new CompletableFuture<>());
        resolver.resolve(query, query.length, client, answer);
        byte[] reply = answer.reply.join();
        if (reply == null) {
          return;
        }
        byte[] framed = new byte[reply.length + 2];
        framed[0] = (byte) (reply.length >> 8);
        framed[1] = (byte) reply.length;
        System.arraycopy(reply, 0, framed, 2, reply.length);
        out.write(framed);
      }
    } catch (EOFException | SocketTimeoutException end) {
      // The client has asked what it wanted, or has gone quiet.
      LOG.log(Level.TRACE, "connection ended", end);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a DNS connection broke: {0}", e.getMessage());
    } finally {
      open.remove(socket);
      room.release();
    }
  }

  private record Awaited(CompletableFuture<byte @Nullable []> reply) implements ReplySink {
    @Override
    public void message(byte[] message, boolean last) {
      reply.complete(message);
    }

    @Override
    public void nothing() {
      reply.complete(null);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing the DNS listener: {0}", e.getMessage());
    }
  }
}
