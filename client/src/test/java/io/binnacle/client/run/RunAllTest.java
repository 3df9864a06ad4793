package io.binnacle.client.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.client.run.fake.SimulatedScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunAllTest {
  @Test
  void aSimulationRunsThemInOrder() {
    List<Integer> ran = new ArrayList<>();
    new SimulatedScheduler(1)
        .runAll(List.<Runnable>of(() -> ran.add(1), () -> ran.add(2), () -> ran.add(3)));
    assertThat(ran).containsExactly(1, 2, 3);
  }

  @Test
  void inRealTimeTheyRunBesideEachOther() {
    CountDownLatch met = new CountDownLatch(2);
    Runnable meet =
        () -> {
          met.countDown();
          try {
            met.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (VirtualThreadScheduler scheduler = new VirtualThreadScheduler()) {
      scheduler.runAll(List.of(meet, meet));
    }
    assertThat(met.getCount()).isZero();
  }

  @Test
  void theEarliestFailureIsThrownOnceAllHaveEnded() {
    AtomicInteger ended = new AtomicInteger();
    Runnable fine = ended::incrementAndGet;
    Runnable first =
        () -> {
          throw new IllegalArgumentException("first");
        };
    Runnable second =
        () -> {
          throw new IllegalArgumentException("second");
        };
    try (VirtualThreadScheduler real = new VirtualThreadScheduler()) {
      for (Scheduler scheduler : List.of(real, new SimulatedScheduler(1))) {
        ended.set(0);
        assertThatThrownBy(() -> scheduler.runAll(List.of(fine, first, second, fine)))
            .hasMessage("first");
        assertThat(ended).hasValue(2);
      }
    }
  }
}
