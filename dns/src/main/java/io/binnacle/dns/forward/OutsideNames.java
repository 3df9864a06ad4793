package io.binnacle.dns.forward;

import java.util.function.Consumer;

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

  @Override
  void close();
}
