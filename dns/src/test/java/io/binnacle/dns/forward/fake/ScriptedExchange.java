package io.binnacle.dns.forward.fake;

import io.binnacle.dns.forward.Exchange;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Other servers whose answers the test gives: by a script at once, or one by one while the questions wait.
public final class ScriptedExchange implements Exchange {
  private final Queue<Pending> pending = new ArrayDeque<>();
  private final List<OutsideQuestion> asked = new ArrayList<>();
  private @Nullable Function<OutsideQuestion, OutsideAnswer> script;
  private boolean closed;

  /// A question that waits for its answer.
  private record Pending(OutsideQuestion question, Consumer<OutsideAnswer> out) {}

  /// From now on every question gets its answer at once.
  public void script(Function<OutsideQuestion, OutsideAnswer> answers) {
    script = answers;
  }

  /// From now on questions wait for [#answer].
  public void hold() {
    script = null;
  }

  /// Answers the question that has waited longest.
  ///
  /// @throws AssertionError if there is none
  public void answer(Function<OutsideQuestion, OutsideAnswer> answer) {
    Pending next = pending.poll();
    if (next == null) {
      throw new AssertionError("nobody asked");
    }
    next.out.accept(answer.apply(next.question));
  }

  /// Every question so far, in order.
  public List<OutsideQuestion> asked() {
    return List.copyOf(asked);
  }

  /// Questions that wait.
  public int waiting() {
    return pending.size();
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void ask(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    asked.add(question);
    Function<OutsideQuestion, OutsideAnswer> now = script;
    if (now == null) {
      pending.add(new Pending(question, out));
    } else {
      out.accept(now.apply(question));
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
