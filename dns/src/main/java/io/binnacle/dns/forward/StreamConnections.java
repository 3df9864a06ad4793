package io.binnacle.dns.forward;

import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The connections to one server. They are kept while they are used; another is opened only when one has much to do. The loop's
/// thread only.
final class StreamConnections {
  /// At a time to one server: RFC 7766 §6.2.2 asks for few.
  static final int MOST = 4;

  /// Questions under way that make another connection worth having.
  static final int BUSY = 64;

  private final Upstream upstream;
  private final @Nullable SslContext tls;
  private final Carriage carriage;
  private final List<StreamConnection> open = new ArrayList<>();

  StreamConnections(Upstream upstream, @Nullable SslContext tls, Carriage carriage) {
    this.upstream = upstream;
    this.tls = tls;
    this.carriage = carriage;
  }

  @Nullable String send(Attempt attempt) {
    open.removeIf(StreamConnection::isBroken);
    StreamConnection idlest = null;
    int inUse = 0;
    for (StreamConnection connection : open) {
      inUse += connection.isWorn() ? 0 : 1;
      if (!connection.isWorn() && (idlest == null || connection.load() < idlest.load())) {
        idlest = connection;
      }
    }
    boolean hit = idlest != null && (idlest.load() < BUSY || inUse >= MOST);
    StreamConnection chosen = idlest;
    if (chosen == null || !hit) {
      chosen = StreamConnection.open(upstream, tls, carriage);
      open.add(chosen);
    }
    Upstream.Protocol carrier = tls == null ? Upstream.Protocol.TCP : Upstream.Protocol.DOT;
    carriage.events().connection(upstream, carrier, hit);
    return chosen.send(attempt);
  }

  /// Closes what is no longer used.
  ///
  /// @param before time of the last use that still counts
  void sweep(long before) {
    for (StreamConnection connection : open) {
      if (connection.load() == 0 && (connection.isWorn() || connection.lastUsed < before)) {
        connection.close();
      }
    }
    open.removeIf(StreamConnection::isBroken);
  }

  void close() {
    open.forEach(StreamConnection::close);
  }
}
