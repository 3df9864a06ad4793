package io.binnacle.dns.forward;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sockets of one server. A question goes over any of a few, so that a forger has to guess the port as well. The loop's thread
/// only.
final class UdpSockets {
  /// Open for new questions at a time.
  static final int FRESH = 4;

  private static final Logger LOG = System.getLogger(UdpSockets.class.getName());

  private final Upstream upstream;
  private final Carriage carriage;
  private final ByteBuffer buffer;
  private final @Nullable UdpSocket[] fresh = new UdpSocket[FRESH];
  private final List<UdpSocket> worn = new ArrayList<>();

  UdpSockets(Upstream upstream, Carriage carriage, ByteBuffer buffer) {
    this.upstream = upstream;
    this.carriage = carriage;
    this.buffer = buffer;
  }

  @Nullable String send(Attempt attempt) {
    int pick = carriage.random().nextInt(FRESH);
    UdpSocket before = fresh[pick];
    boolean hit = before != null && !before.isWorn();
    UdpSocket socket = before;
    if (socket == null || !hit) {
      if (before != null) {
        worn.add(before);
        fresh[pick] = null;
      }
      try {
        socket = UdpSocket.open(upstream.address(), carriage, buffer);
      } catch (IOException e) {
        return "no socket: " + e.getMessage();
      }
      fresh[pick] = socket;
    }
    carriage.events().connection(upstream, Upstream.Protocol.UDP, hit);
    return socket.send(attempt);
  }

  /// Closes what is no longer used.
  ///
  /// @param before time of the last use that still counts
  void sweep(long before) {
    for (int i = 0; i < FRESH; i++) {
      UdpSocket socket = fresh[i];
      if (socket != null && socket.isIdle() && socket.lastUsed < before) {
        close(socket);
        fresh[i] = null;
      }
    }
    for (Iterator<UdpSocket> i = worn.iterator(); i.hasNext(); ) {
      UdpSocket socket = i.next();
      if (socket.isIdle()) {
        close(socket);
        i.remove();
      }
    }
  }

  void close() {
    for (UdpSocket socket : fresh) {
      if (socket != null) {
        close(socket);
      }
    }
    worn.forEach(UdpSockets::close);
  }

  private static void close(UdpSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a socket: {0}", e.getMessage());
    }
  }
}
