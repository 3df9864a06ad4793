package io.binnacle.store;

import io.binnacle.store.Store.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A watch sink that keeps what it is given, batch by batch. A store may deliver on a thread of its own, so a test waits
/// for what must come; what must not come is ruled out by waiting for a later write.
public final class Recorder implements Consumer<List<Event>> {
  private static final long GIVE_UP_SECONDS = 60;

  private final BlockingQueue<List<Event>> batches = new LinkedBlockingQueue<>();
  private final List<Event> seen = new ArrayList<>();

  @Override
  public void accept(List<Event> batch) {
    batches.add(batch);
  }

  /// Everything up to and including the event of `revision`, from the start of the watch; for 0 nothing.
  public List<Event> upTo(long revision) {
    while (revision > 0 && (seen.isEmpty() || seen.getLast().entry().revision() < revision)) {
      try {
        List<Event> batch = batches.poll(GIVE_UP_SECONDS, TimeUnit.SECONDS);
        if (batch == null) {
          throw new AssertionError(
              "revision " + revision + " never arrived; so far: " + describe(seen));
        }
        seen.addAll(batch);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for revision " + revision, stop);
      }
    }
    return List.copyOf(seen);
  }

  /// One line: `+a@1 ~a@2 -a@3` for a create, a change and a delete of key `a`.
  public static String describe(List<Event> events) {
    StringBuilder text = new StringBuilder();
    for (Event event : events) {
      text.append(text.isEmpty() ? "" : " ")
          .append(event.deleted() ? '-' : event.previous() == null ? '+' : '~')
          .append(event.entry().key())
          .append('@')
          .append(event.entry().revision());
    }
    return text.toString();
  }
}
