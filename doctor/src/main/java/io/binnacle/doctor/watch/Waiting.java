package io.binnacle.doctor.watch;

import io.binnacle.model.meta.ObjectKey;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The Services that wait to be looked at, each once. Who adds to it must not wait: many are added in one word and counted out
/// later. Safe for many threads.
final class Waiting implements Concerned.Sink {
  private final Set<ObjectKey> services = new LinkedHashSet<>();
  private final Set<String> broken = new TreeSet<>();
  private final Set<String> whole = new TreeSet<>();
  private boolean all;

  /// Counts out who was added in one word.
  interface Roll {
    void brokenIn(String namespace, Consumer<ObjectKey> to);

    void in(String namespace, Consumer<ObjectKey> to);

    void everywhere(Consumer<ObjectKey> to);
  }

  @Override
  public synchronized void service(ObjectKey key) {
    services.add(key);
  }

  @Override
  public synchronized void brokenIn(String namespace) {
    broken.add(namespace);
  }

  @Override
  public synchronized void in(String namespace) {
    whole.add(namespace);
  }

  @Override
  public synchronized void everywhere() {
    all = true;
  }

  synchronized boolean isEmpty() {
    return services.isEmpty() && broken.isEmpty() && whole.isEmpty() && !all;
  }

  synchronized void countOut(Roll roll) {
    if (all) {
      roll.everywhere(services::add);
    }
    whole.forEach(namespace -> roll.in(namespace, services::add));
    broken.forEach(namespace -> roll.brokenIn(namespace, services::add));
    all = false;
    whole.clear();
    broken.clear();
  }

  /// The one that has waited longest, null if nobody waits.
  synchronized @Nullable ObjectKey poll() {
    Iterator<ObjectKey> each = services.iterator();
    if (!each.hasNext()) {
      return null;
    }
    ObjectKey next = each.next();
    each.remove();
    return next;
  }

  synchronized void clear() {
    services.clear();
    broken.clear();
    whole.clear();
    all = false;
  }
}
