package io.binnacle.store.sqlite;

import io.binnacle.store.Draft;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One conditional write on its way from the caller, who waits, to the writer and back.
final class Write {
  private final Function<Draft, Outcome> decision;
  private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
  private @Nullable Outcome outcome;

  Write(Function<Draft, Outcome> decision) {
    this.decision = decision;
  }

  /// Decides; what the stamp throws goes to the caller and nowhere else. The writer's turn.
  void decide(Draft draft) {
    try {
      outcome = decision.apply(draft);
    } catch (RuntimeException | Error thrown) {
      answer.completeExceptionally(thrown);
    }
  }

  /// Lets the caller go on: what was decided is durable and visible. The writer's turn.
  void answer() {
    if (outcome != null) {
      answer.complete(outcome);
    }
  }

  /// Tells the caller that nothing came of it, if it has not been told otherwise. The writer's turn.
  void fail(Throwable reason) {
    answer.completeExceptionally(reason);
  }

  /// Waits for the outcome, however long; an interrupt is left for the caller to find, as what it cannot call off is
  /// better known.
  Outcome await() {
    try {
      return answer.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        // shared by a whole batch: each caller gets its own, with its own stack
        case StoreException shared ->
            throw new StoreException(String.valueOf(shared.getMessage()), shared);
        case RuntimeException own -> throw own;
        case Error own -> throw own;
        case null, default -> throw e;
      }
    }
  }
}
