package io.binnacle.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.ListOptions;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/// What a listener hears of a collection it keeps in its own way.
final class FollowerTest {
  private static final Status ENDED = new Status(504, "Timeout", "the end", Obj.EMPTY);

  private final SimulatedScheduler time = new SimulatedScheduler(7);
  private final ScriptedApi api = new ScriptedApi();
  private final List<String> heard = new ArrayList<>();
  private final Follower follower =
      new Follower(
          api,
          time,
          ResourceName.SERVICES,
          ListOptions.ALL,
          new ReentrantLock(),
          new Follower.Listener() {
            @Override
            public void seen(Obj object) {
              heard.add(ObjectKey.of(object) + "@" + object.obj("metadata").str("resourceVersion"));
            }

            @Override
            public void gone(ObjectKey key) {
              heard.add("-" + key);
            }

            @Override
            public void listed() {
              heard.add("listed");
            }
          });

  private List<String> heard() {
    time.advance(Duration.ofSeconds(1));
    List<String> out = List.copyOf(heard);
    heard.clear();
    return out;
  }

  private void watched(WatchEvent event) {
    api.sinks.getLast().accept(event);
  }

  private static Obj service(String name, long revision) {
    return ScriptedApi.service("shop", name, revision);
  }

  @Test
  void firstWhatIsListedThenWhatChanges() {
    api.lists.add(new ScriptedApi.Page(7, List.of(service("a", 3), service("b", 5))));
    follower.start();
    assertThat(heard()).containsExactly("shop/a@3", "shop/b@5", "listed");
    watched(new WatchEvent.Modified(service("a", 8)));
    watched(new WatchEvent.Deleted(service("b", 9)));
    watched(new WatchEvent.Added(service("c", 10)));
    assertThat(heard()).containsExactly("shop/a@8", "-shop/b", "shop/c@10");
    assertThat(follower.health().objects()).isEqualTo(2);
  }

  @Test
  void aSecondListBringsOnlyWhatChangedAndWhatIsGone() {
    api.lists.add(new ScriptedApi.Page(7, List.of(service("a", 3), service("b", 5))));
    api.lists.add(new ScriptedApi.Page(20, List.of(service("a", 3), service("c", 18))));
    follower.start();
    heard();
    watched(new WatchEvent.Failed(Status.expired("too old")));
    assertThat(heard()).containsExactly("shop/c@18", "-shop/b", "listed");
    assertThat(follower.health().lists()).isEqualTo(2);
  }

  @Test
  void whatAnEarlierWatchStillHadToSayIsForgottenOnceThereIsANewerList() {
    api.lists.add(new ScriptedApi.Page(7, List.of(service("a", 3))));
    api.lists.add(new ScriptedApi.Page(20, List.of(service("a", 19))));
    follower.start();
    heard();
    watched(new WatchEvent.Failed(Status.expired("too old")));
    api.sinks.getFirst().accept(new WatchEvent.Added(service("ghost", 11)));
    api.sinks.getFirst().accept(new WatchEvent.Modified(service("a", 12)));
    api.sinks.getFirst().accept(new WatchEvent.Deleted(service("a", 13)));
    assertThat(heard()).contains("shop/a@19", "listed").doesNotContain("-shop/a", "shop/a@12");
    assertThat(follower.health().objects()).isEqualTo(1);
  }

  @Test
  void aListThatBreaksOffHalfwayIsBegunAnewAndNothingIsGoneForIt() {
    api.lists.add(new ScriptedApi.Page(7, List.of(service("a", 3), service("b", 5))));
    api.lists.add(
        new ScriptedApi.Page(
            9, List.of(service("a", 8)), new ApiException(Status.internalError("broken off"))));
    api.lists.add(new ScriptedApi.Page(9, List.of(service("a", 8), service("b", 5))));
    follower.start();
    heard();
    watched(new WatchEvent.Failed(Status.expired("too old")));
    assertThat(heard()).containsExactly("shop/a@8", "listed");
    assertThat(follower.health().objects()).isEqualTo(2);
  }

  @Test
  void healthTellsWhatIsWrongAndSinceWhenNothingWasHeard() {
    api.lists.add(
        new ScriptedApi.Page(
            0,
            List.of(),
            new ApiException(
                Status.forbidden(ResourceName.SERVICES, "", "may not list services"))));
    follower.start();
    time.advance(Duration.ofMillis(10));
    assertThat(follower.health().complete()).isFalse();
    assertThat(follower.health().trouble())
        .isNotNull()
        .satisfies(why -> assertThat(why.code()).isEqualTo(403));
    api.lists.add(new ScriptedApi.Page(7, List.of()));
    time.advance(Duration.ofSeconds(1));
    assertThat(follower.health().complete()).isTrue();
    assertThat(follower.health().trouble()).isNull();
    watched(new WatchEvent.Failed(ENDED));
    time.advance(Duration.ofSeconds(1));
    watched(new WatchEvent.Bookmark(30));
    time.advance(Duration.ofMinutes(2));
    assertThat(Duration.between(follower.health().heard(), time.clock().instant()))
        .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(2).plusSeconds(1));
  }
}
