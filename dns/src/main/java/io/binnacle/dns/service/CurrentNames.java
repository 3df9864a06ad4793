package io.binnacle.dns.service;

import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import java.util.function.Consumer;

/// Whoever knows names outside at the moment. A new one takes over between two questions.
final class CurrentNames implements OutsideNames {
  private volatile OutsideNames now;

  CurrentNames(OutsideNames first) {
    this.now = first;
  }

  /// Lets `next` have all questions from now on.
  ///
  /// @return who had them before, and may still be answering some
  OutsideNames replace(OutsideNames next) {
    OutsideNames before = now;
    now = next;
    return before;
  }

  @Override
  public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    now.resolve(question, out);
  }

  @Override
  public void close() {
    now.close();
  }
}
