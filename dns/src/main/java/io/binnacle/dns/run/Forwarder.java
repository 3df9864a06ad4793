package io.binnacle.dns.run;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.MessageReader.Reply;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Asks other servers for names that are not the cluster's, one after the other until one answers. At most so many at once.
public final class Forwarder {
  /// Asks nobody: names outside are refused.
  public static final Forwarder NONE = new Forwarder(List.of(), () -> 0L);

  private static final Logger LOG = System.getLogger(Forwarder.class.getName());
  private static final int AT_ONCE = 1_000;

  private final List<DnsClient> servers;
  private final Semaphore room = new Semaphore(AT_ONCE);

  /// @param servers in the order they are asked
  /// @param random for message ids
  public Forwarder(List<InetSocketAddress> servers, RandomGenerator random) {
    this.servers = servers.stream().map(s -> new DnsClient(s, random)).toList();
  }

  boolean isEmpty() {
    return servers.isEmpty();
  }

  /// Begins `task` beside everything else, unless too much is under way.
  ///
  /// @return whether it was begun
  boolean begin(Runnable task) {
    if (!room.tryAcquire()) {
      return false;
    }
    Thread.ofVirtual()
        .name("dns-forward")
        .start(() -> {
          try {
            task.run();
          } finally {
            room.release();
          }
        });
    return true;
  }

  /// The reply to `query` as a server gave it; null if none did.
  byte @Nullable [] relay(byte[] query, boolean udp) {
    return first(server -> server.exchange(query, udp));
  }

  /// What a server says of `name`; null if none says anything.
  @Nullable Reply ask(DnsName name, int type) {
    return first(server -> server.ask(name, type));
  }

  private interface Question<T> {
    T put(DnsClient server) throws IOException;
  }

  private <T> @Nullable T first(Question<T> question) {
    for (DnsClient server : servers) {
      try {
        return question.put(server);
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "an upstream DNS did not answer: {0}", e.getMessage());
      }
    }
    return null;
  }
}
