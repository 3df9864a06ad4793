package io.binnacle.dns.forward;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.binnacle.dns.name.DnsName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Servers and exchanges of one test on loopback.
abstract class UpstreamsOnLoopback {
  static final String GOOD = "203.0.113.10";

  private final List<AutoCloseable> running = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable part : running.reversed()) {
      part.close();
    }
  }

  final Upstreams upstreams(ForwardOptions options, List<Upstream> servers) throws IOException {
    return run(
        Upstreams.start(
            new ForwardConfig(List.of(new ForwardRule(DnsName.ROOT, servers, options))),
            ForwardEvents.NONE));
  }

  final <T extends AutoCloseable> T run(T part) {
    running.add(part);
    return part;
  }

  static CompletableFuture<OutsideAnswer> begin(Upstreams upstreams, String name, boolean tcp) {
    CompletableFuture<OutsideAnswer> answer = new CompletableFuture<>();
    upstreams.ask(
        new OutsideQuestion(DnsName.of(name), Type.A, false, false, tcp), answer::complete);
    return answer;
  }

  static OutsideAnswer ask(Upstreams upstreams, String name, boolean tcp) throws Exception {
    return begin(upstreams, name, tcp).get(10, TimeUnit.SECONDS);
  }

  static Message message(OutsideAnswer answer) throws IOException {
    return new Message(assertInstanceOf(OutsideAnswer.Answered.class, answer).message());
  }

  static String describe(OutsideAnswer answer) throws IOException {
    Message reply = message(answer);
    List<String> data =
        reply.getSection(Section.ANSWER).stream().map(r -> r.rdataToString()).toList();
    return Rcode.string(reply.getRcode())
        + (reply.getHeader().getFlag(Flags.TC) ? " tc " : " ")
        + String.join(",", data);
  }
}
