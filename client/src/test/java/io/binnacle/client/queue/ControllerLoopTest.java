package io.binnacle.client.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerLoopTest {
  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final List<String> turns = new ArrayList<>();
  private final Instant start = scheduler.clock().instant();

  private ControllerLoop<String> loop(int parallel, Reconciler<String> reconciler) {
    ControllerLoop<String> loop =
        new ControllerLoop<>(
            "test",
            scheduler,
            parallel,
            key -> {
              turns.add(
                  key + "@" + Duration.between(start, scheduler.clock().instant()).toMillis());
              return reconciler.reconcile(key);
            });
    loop.start();
    return loop;
  }

  @Test
  void aKeyQueuedManyTimesBeforeItsTurnGetsOneTurn() {
    ControllerLoop<String> loop = loop(1, _ -> Outcome.DONE);
    loop.enqueue("a");
    loop.enqueue("a");
    loop.enqueue("a");
    scheduler.settle();
    assertEquals(List.of("a@0"), turns);
  }

  @Test
  void aKeyQueuedDuringItsTurnGetsOneMoreAfterIt() {
    List<ControllerLoop<String>> self = new ArrayList<>();
    ControllerLoop<String> loop =
        loop(
            4,
            key -> {
              if (turns.size() == 1) {
                self.getFirst().enqueue(key);
                self.getFirst().enqueue(key);
                scheduler.step();
                assertEquals(1, turns.size(), "a key must never run beside itself");
              }
              return Outcome.DONE;
            });
    self.add(loop);
    loop.enqueue("a");
    scheduler.settle();
    assertEquals(2, turns.size());
  }

  @Test
  void aFailingKeyWaitsLongerEachTimeAndStartsAfreshAfterSuccess() {
    ControllerLoop<String> loop =
        loop(
            1,
            _ -> {
              if (turns.size() < 4) {
                throw new ApiException(Status.internalError("no"));
              }
              return turns.size() == 4
                  ? new Outcome.Later(Duration.ofSeconds(1), "again")
                  : Outcome.DONE;
            });
    loop.enqueue("a");
    scheduler.advance(Duration.ofSeconds(2));
    assertEquals(List.of("a@0", "a@5", "a@15", "a@35", "a@1035"), turns);
  }

  @Test
  void nothingRunsBeforeStartOrAfterClose() {
    ControllerLoop<String> loop =
        new ControllerLoop<>(
            "test",
            scheduler,
            1,
            key -> {
              turns.add(key);
              return Outcome.DONE;
            });
    loop.enqueue("a");
    scheduler.settle();
    assertEquals(List.of(), turns);
    loop.start();
    scheduler.settle();
    loop.enqueueAfter("b", Duration.ofSeconds(1));
    loop.close();
    loop.enqueue("c");
    scheduler.advance(Duration.ofSeconds(5));
    assertEquals(List.of("a"), turns);
  }

  @Test
  void aDelayedKeyRunsOnceEvenIfItIsAlsoQueuedSooner() {
    ControllerLoop<String> loop = loop(1, _ -> Outcome.DONE);
    loop.enqueueAfter("a", Duration.ofSeconds(1));
    loop.enqueue("a");
    scheduler.advance(Duration.ofSeconds(5));
    assertEquals(List.of("a@0"), turns);
  }
}
