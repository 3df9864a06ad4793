package io.binnacle.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.client.run.fake.SimulatedScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void tasksRunInTheOrderTheyWerePosted(long seed) {
    SimulatedScheduler scheduler = new SimulatedScheduler(seed);
    Mailbox mailbox = new Mailbox(scheduler);
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int task = i;
      mailbox.post(() -> {
        seen.add(task);
        if (task == 3) {
          mailbox.post(() -> seen.add(100));
        }
      });
    }
    scheduler.settle();
    assertEquals(21, seen.size());
    assertEquals(100, seen.getLast());
    assertEquals(seen.subList(0, 20), seen.subList(0, 20).stream().sorted().toList());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void aTaskThatThrowsDoesNotStopTheOnesBehindIt(long seed) {
    SimulatedScheduler scheduler = new SimulatedScheduler(seed);
    Mailbox mailbox = new Mailbox(scheduler);
    List<String> seen = new ArrayList<>();
    mailbox.post(() -> {
      throw new IllegalStateException("planted");
    });
    mailbox.post(() -> seen.add("behind"));
    assertThrows(IllegalStateException.class, scheduler::settle);
    scheduler.settle();
    assertEquals(List.of("behind"), seen);
  }
}
