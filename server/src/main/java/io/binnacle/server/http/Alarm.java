package io.binnacle.server.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// At most one deadline at a time. Used on its event loop only.
final class Alarm {
  private final EventLoop loop;
  private @Nullable Future<?> pending;

  Alarm(EventLoop loop) {
    this.loop = loop;
  }

  /// Has `action` run on the event loop after this time; it takes the place of what was set before.
  void set(Duration after, Runnable action) {
    cancel();
    pending = loop.schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Calls off what was set.
  void cancel() {
    Future<?> set = pending;
    if (set != null) {
      set.cancel(false);
      pending = null;
    }
  }
}
