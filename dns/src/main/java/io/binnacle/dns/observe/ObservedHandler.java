package io.binnacle.dns.observe;

import io.binnacle.dns.log.MessageHead;
import io.binnacle.dns.metrics.AnswerSource;
import io.binnacle.dns.metrics.DropReason;
import io.binnacle.dns.metrics.MatchedZone;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.Client;
import io.binnacle.dns.run.MessageHandler;
import io.binnacle.dns.run.ReplySink;
import io.binnacle.dns.wire.Rcode;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Shows an observer what a handler answers. Who knew an answer is told by its message: names of the cluster by Kubernetes, others
/// by the cache if the reply came before the handler returned, by another server if later.
public final class ObservedHandler implements MessageHandler {
  private final MessageHandler handler;
  private final SharedObserver observer;
  private final DnsName clusterDomain;

  /// @param handler answers
  /// @param clusterDomain the cluster zone
  public ObservedHandler(MessageHandler handler, SharedObserver observer, DnsName clusterDomain) {
    this.handler = handler;
    this.observer = observer;
    this.clusterDomain = clusterDomain;
  }

  @Override
  public void resolve(byte[] message, int length, Client client, ReplySink out) {
    Watching sink = new Watching(message, length, client, out);
    try {
      handler.resolve(message, length, client, sink);
    } catch (RuntimeException | Error bug) {
      observer.bug();
      throw bug;
    }
    sink.returned = true;
  }

  private final class Watching implements ReplySink {
    private final long begun = System.nanoTime();
    private final byte[] query;
    private final int length;
    private final Client client;
    private final ReplySink out;

    /// Set by the thread that called the handler; another thread that does not see it yet takes the other server for the cache.
    private volatile boolean returned;

    Watching(byte[] query, int length, Client client, ReplySink out) {
      this.query = query;
      this.length = length;
      this.client = client;
      this.out = out;
    }

    @Override
    public void message(byte[] message, boolean last) {
      if (last) {
        seen(message);
      }
      out.message(message, last);
    }

    @Override
    public void messages(Iterator<byte[]> all) {
      out.messages(
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return all.hasNext();
            }

            @Override
            public byte[] next() {
              byte[] message = all.next();
              if (!all.hasNext()) {
                seen(message);
              }
              return message;
            }
          });
    }

    @Override
    public void nothing() {
      observer.dropped(DropReason.NOT_A_QUERY);
      out.nothing();
    }

    @Override
    public void failed(int rcode, DnsName name, int type, String why) {
      observer.failed(rcode, name, type, why);
    }

    @Override
    public void searched() {
      observer.searched();
    }

    private void seen(byte[] reply) {
      DnsName name = MessageHead.name(query, length);
      MatchedZone zone = zone(name, reply);
      AnswerSource source =
          switch (zone) {
            case NONE -> AnswerSource.NOBODY;
            case OUTSIDE -> returned ? AnswerSource.FORWARD : AnswerSource.CACHE;
            case CLUSTER, IN_ADDR_ARPA, IP6_ARPA -> AnswerSource.KUBERNETES;
          };
      observer.answered(zone, source, query, length, reply, client.address(), begun);
    }

    private MatchedZone zone(@Nullable DnsName name, byte[] reply) {
      boolean refused =
          switch (Rcode.of(reply)) {
            case Rcode.FORMERR, Rcode.NOTIMP, Rcode.REFUSED -> true;
            default -> false;
          };
      return name == null || refused ? MatchedZone.NONE : MatchedZone.of(name, clusterDomain);
    }
  }
}
