package io.binnacle.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.ListOptions;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How a watch that ended is taken up again.
final class ReflectorTest {
  private static final Status ENDED = new Status(504, "Timeout", "the end", Obj.EMPTY);

  private final SimulatedScheduler time = new SimulatedScheduler(7);
  private final ScriptedApi api = new ScriptedApi();
  private final Reflector reflector =
      new Reflector(api, time, ResourceName.PODS, ListOptions.ALL, new Nothing());

  /// Hears nothing.
  private static final class Nothing implements Reflector.Sink {
    @Override
    public void listing() {}

    @Override
    public void item(Obj object) {}

    @Override
    public void listed(long revision) {}

    @Override
    public void changed(long revision, @Nullable ObjectKey key, @Nullable Obj object) {}

    @Override
    public void failed(String what, Status why) {}
  }

  private void end(Status why) {
    api.sinks.getLast().accept(new WatchEvent.Failed(why));
  }

  @Test
  void aWatchThatWentWellIsResumedAtOnceHoweverOftenItEnds() {
    reflector.start();
    time.advance(Duration.ofSeconds(1));
    for (int i = 1; i <= 20; i++) {
      assertThat(api.sinks).hasSize(i);
      time.advance(Duration.ofMinutes(5));
      end(ENDED);
      time.advance(Duration.ofMillis(50));
    }
    assertThat(api.listed).isEqualTo(1);
  }

  @Test
  void oneThatBreaksAtOnceIsTriedLessAndLess() {
    reflector.start();
    time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 6; i++) {
      end(ENDED);
      time.advance(Duration.ofMillis(50L << i));
      assertThat(api.sinks).hasSize(i + 2);
    }
    end(ENDED);
    time.advance(Duration.ofMillis(50));
    assertThat(api.sinks).hasSize(7);
  }

  @Test
  void oneThatIsTooOldListsAgain() {
    reflector.start();
    time.advance(Duration.ofSeconds(1));
    end(Status.expired("too old"));
    time.advance(Duration.ofSeconds(1));
    assertThat(api.listed).isEqualTo(2);
    assertThat(api.sinks).hasSize(2);
  }
}
