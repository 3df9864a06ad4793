package io.binnacle.dns.run;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.wire.MessageReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Asks other servers for names that are not the cluster's, one after the other until one answers. At most so many at once.
public final class SequentialUpstreams implements OutsideNames {
  private static final Logger LOG = System.getLogger(SequentialUpstreams.class.getName());
  private static final int AT_ONCE = 1_000;

  private final List<DnsClient> servers;
  private final Semaphore room = new Semaphore(AT_ONCE);

  /// @param servers in the order they are asked
  /// @param random for message ids
  public SequentialUpstreams(List<InetSocketAddress> servers, RandomGenerator random) {
    this.servers = servers.stream().map(s -> new DnsClient(s, random)).toList();
  }

  @Override
  public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    if (servers.isEmpty()) {
      out.accept(new OutsideAnswer.Nobody());
      return;
    }
    if (!room.tryAcquire()) {
      out.accept(new OutsideAnswer.Overloaded());
      return;
    }
    Thread.ofVirtual()
        .name("dns-forward")
        .start(() -> {
          OutsideAnswer answer;
          try {
            answer = ask(question);
          } finally {
            room.release();
          }
          out.accept(answer);
        });
  }

  private OutsideAnswer ask(OutsideQuestion question) {
    byte[] query =
        MessageReader.query(
            0, question.name(), question.type(), question.dnssecOk(), question.checkingDisabled());
    String why = "no upstream answered";
    for (DnsClient server : servers) {
      try {
        byte[] message = MessageReader.withoutOpt(server.exchange(query, !question.overTcp()));
        if (message != null) {
          return new OutsideAnswer.Answered(message, false);
        }
        why = "an upstream's answer is malformed";
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
        LOG.log(Level.DEBUG, "an upstream DNS did not answer: {0}", why);
      }
    }
    return new OutsideAnswer.Failed(why);
  }

  @Override
  public void close() {
    // Nothing is kept open between questions.
  }
}
