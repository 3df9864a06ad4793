package io.binnacle.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// How a watch that ended is taken up again.
final class ReflectorTest {
  private static final Status ENDED = new Status(504, "Timeout", "the end", Obj.EMPTY);

  private final SimulatedScheduler time = new SimulatedScheduler(7);
  private final Quiet api = new Quiet();
  private final Reflector reflector =
      new Reflector(
          api, time, ResourceName.PODS, ListOptions.ALL, (_, _) -> {}, (_, _, _, _) -> {});

  /// An API in which nothing happens but the beginnings of watches.
  private static final class Quiet implements KubeApi {
    final List<Consumer<WatchEvent>> watches = new ArrayList<>();
    int lists;

    @Override
    public ObjList list(ResourceName resource, String namespace, ListOptions options) {
      lists++;
      return new ObjList(7, List.of());
    }

    @Override
    public Watch watch(
        ResourceName resource,
        String namespace,
        ListOptions options,
        long revision,
        Consumer<WatchEvent> sink) {
      watches.add(sink);
      return () -> {};
    }

    @Override
    public Obj get(Target target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Obj create(ResourceName resource, String namespace, Obj object) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Obj update(Target target, Obj object) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Obj patch(Target target, PatchType type, Value patch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Obj delete(Target target, DeleteOptions options) {
      throw new UnsupportedOperationException();
    }
  }

  private void end(Status why) {
    api.watches.getLast().accept(new WatchEvent.Failed(why));
  }

  @Test
  void aWatchThatWentWellIsResumedAtOnceHoweverOftenItEnds() {
    reflector.start();
    time.advance(Duration.ofSeconds(1));
    for (int i = 1; i <= 20; i++) {
      assertThat(api.watches).hasSize(i);
      time.advance(Duration.ofMinutes(5));
      end(ENDED);
      time.advance(Duration.ofMillis(50));
    }
    assertThat(api.lists).isEqualTo(1);
  }

  @Test
  void oneThatBreaksAtOnceIsTriedLessAndLess() {
    reflector.start();
    time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 6; i++) {
      end(ENDED);
      time.advance(Duration.ofMillis(50L << i));
      assertThat(api.watches).hasSize(i + 2);
    }
    end(ENDED);
    time.advance(Duration.ofMillis(50));
    assertThat(api.watches).hasSize(7);
  }

  @Test
  void oneThatIsTooOldListsAgain() {
    reflector.start();
    time.advance(Duration.ofSeconds(1));
    end(Status.expired("too old"));
    time.advance(Duration.ofSeconds(1));
    assertThat(api.lists).isEqualTo(2);
    assertThat(api.watches).hasSize(2);
  }
}
