package io.binnacle.dns.service;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Several that know names outside, each those below a zone.
///
/// @param parts the deepest zones first
record ByZone(List<Part> parts) implements OutsideNames {
  /// One of them. Who is named in several parts is closed several times.
  record Part(DnsName zone, OutsideNames names) {}

  @Override
  public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    for (Part part : parts) {
      if (question.name().isUnder(part.zone())) {
        part.names().resolve(question, out);
        return;
      }
    }
    out.accept(new OutsideAnswer.Nobody());
  }

  /// Each remembers only what it was asked for: at most one of them has something.
  @Override
  public PacketAnswerer packets(QueryCounters counters, RandomGenerator random) {
    PacketAnswerer all = PacketAnswerer.NOTHING;
    for (Part part : parts) {
      PacketAnswerer one = part.names().packets(counters, random);
      all = all.orElse(one);
    }
    return all;
  }

  @Override
  public void close() {
    parts.forEach(part -> part.names().close());
  }
}
