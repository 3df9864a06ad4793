package io.binnacle.proxy.run;

import io.binnacle.model.meta.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What has changed since the last transaction. Safe for use by many threads.
final class Pending {

  /// A burst of changes, taken whole.
  ///
  /// @param since when the first of them was heard, null if there is none
  /// @param triggers when the changes were made, as their slices say
  record Burst(
      Set<ObjectKey> services,
      Set<ObjectKey> pods,
      boolean node,
      @Nullable Instant since,
      List<Instant> triggers) {}

  private Set<ObjectKey> services = new HashSet<>();
  private Set<ObjectKey> pods = new HashSet<>();
  private List<Instant> triggers = new ArrayList<>();
  private boolean node;
  private @Nullable Instant since;

  synchronized void service(ObjectKey key, Instant now) {
    services.add(key);
    note(now);
  }

  synchronized void pod(ObjectKey key, Instant now) {
    pods.add(key);
    note(now);
  }

  synchronized void node(Instant now) {
    node = true;
    note(now);
  }

  synchronized void trigger(Instant made) {
    triggers.add(made);
  }

  synchronized Burst take() {
    Burst out = new Burst(services, pods, node, since, triggers);
    services = new HashSet<>();
    pods = new HashSet<>();
    triggers = new ArrayList<>();
    node = false;
    since = null;
    return out;
  }

  /// When the oldest change was heard that is in no transaction yet, null if there is none.
  synchronized @Nullable Instant oldest() {
    return since;
  }

  private void note(Instant now) {
    since = since == null ? now : since;
  }
}
