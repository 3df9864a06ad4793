package io.binnacle.dns.forward;

import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.metrics.QueryCounters;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Knows names that are not the cluster's: from memory, or by asking. Any thread.
public interface OutsideNames extends AutoCloseable {
  /// Knows nobody to ask.
  OutsideNames NONE =
      new OutsideNames() {
        @Override
        public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
          out.accept(new OutsideAnswer.Nobody());
        }

        @Override
        public void close() {}
      };

  /// Gives `out` exactly one answer: before this returns if it is in memory, otherwise later from another thread, which
  /// must not be held up.
  void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out);

  /// What answers datagrams from memory, in place; one for each listener thread, to be asked after the zone. What it is not sure
  /// of it leaves to [#resolve].
  ///
  /// @param counters of that thread
  /// @param random for the order of addresses; used by that thread only
  default PacketAnswerer packets(QueryCounters counters, RandomGenerator random) {
    return PacketAnswerer.NOTHING;
  }

  @Override
  void close();
}
