package io.binnacle.dns.cache;

import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Questions that are under way, and who waits for each: the same question is asked once, however many want to know. Any
/// thread.
final class Waiters {
  private final ConcurrentHashMap<FlightKey, Flight> flights = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final int maxWaiting;

  Waiters(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  /// What makes questions the same. Over TCP it is another one: whoever came that way has no use for an answer cut to the
  /// size of a datagram.
  private record FlightKey(Key key, boolean overTcp) {}

  /// A question that is under way.
  static final class Flight {
    final Key key;
    final OutsideQuestion question;
    private final List<Waiter> waiters = new ArrayList<>(1);

    Flight(Key key, OutsideQuestion question) {
      this.key = key;
      this.question = question;
    }

    private FlightKey id() {
      return new FlightKey(key, question.overTcp());
    }
  }

  /// Somebody who gets one answer.
  final class Waiter {
    final OutsideQuestion question;
    private @Nullable Consumer<OutsideAnswer> out;

    /// Ends the waiting early; null if nothing does.
    volatile @Nullable Cancellable timer;

    Waiter(OutsideQuestion question, Consumer<OutsideAnswer> out) {
      this.question = question;
      this.out = out;
    }

    /// Whom to give the answer; null if it was given.
    synchronized @Nullable Consumer<OutsideAnswer> take() {
      Consumer<OutsideAnswer> taken = out;
      out = null;
      if (taken != null) {
        waiting.decrementAndGet();
        Cancellable running = timer;
        if (running != null) {
          running.cancel();
        }
      }
      return taken;
    }
  }

  /// Who joined, and what he has to ask.
  ///
  /// @param toAsk null if the question is under way already
  record Joined(Waiter waiter, @Nullable Flight toAsk) {}

  /// Lets somebody wait for the answer.
  ///
  /// @return null if too many are waiting
  @Nullable Joined join(Key key, OutsideQuestion question, Consumer<OutsideAnswer> out) {
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      return null;
    }
    Waiter waiter = new Waiter(question, out);
    Flight mine = new Flight(key, question);
    Flight joined =
        flights.compute(
            mine.id(),
            (_, flight) -> {
              Flight into = flight == null ? mine : flight;
              into.waiters.add(waiter);
              return into;
            });
    return new Joined(waiter, joined == mine ? mine : null);
  }

  /// Begins a question nobody waits for; null if it is under way already.
  @Nullable Flight begin(Key key, OutsideQuestion question) {
    Flight mine = new Flight(key, question);
    return flights.putIfAbsent(mine.id(), mine) == null ? mine : null;
  }

  /// Ends a question.
  ///
  /// @return who waited; null if it had ended
  @Nullable List<Waiter> end(Flight flight) {
    return flights.remove(flight.id(), flight) ? flight.waiters : null;
  }

  /// Those under way.
  List<Flight> flights() {
    return List.copyOf(flights.values());
  }
}
