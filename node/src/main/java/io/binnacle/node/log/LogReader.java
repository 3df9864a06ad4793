package io.binnacle.node.log;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import io.binnacle.client.run.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/// Writes the log of one container to a reader.
public final class LogReader {
  /// How often a followed file is looked at: soon after it has grown, less often while it has not.
  private static final Duration SOONEST = Duration.ofMillis(10);

  private static final Duration LATEST = Duration.ofMillis(200);

  private LogReader() {}

  /// Writes what `request` asks for. With `follow` blocks until the container has ended and its log is read to the end, or the
  /// reader is gone.
  ///
  /// @param file where the runtime writes; may not be there yet
  /// @param ended whether the container writes no more
  public static void read(
      Path file, LogRequest request, LogSink sink, Scheduler scheduler, BooleanSupplier ended)
      throws IOException {
    Semaphore wake = new Semaphore(0);
    sink.onClose(wake::release);
    Growth seen = new Growth(sink);
    Duration wait = SOONEST;
    try (LogCursor cursor = new LogCursor(file, request, seen)) {
      while (true) {
        // Asked before reading: what was written before the end is then surely there.
        boolean last = !request.follow() || ended.getAsBoolean();
        seen.grown = false;
        if (!cursor.pump() || last || !sink.isOpen()) {
          return;
        }
        Duration doubled = wait.multipliedBy(2);
        wait = seen.grown ? SOONEST : doubled.compareTo(LATEST) > 0 ? LATEST : doubled;
        var _ = scheduler.schedule(wait, wake::release);
        wake.acquireUninterruptibly();
        wake.drainPermits();
      }
    }
  }

  /// Notes whether anything has been written.
  private static final class Growth implements LogSink {
    private final LogSink to;
    private boolean grown;

    Growth(LogSink to) {
      this.to = to;
    }

    @Override
    public boolean write(byte[] bytes, int from, int length) {
      grown = true;
      return to.write(bytes, from, length);
    }

    @Override
    public boolean isOpen() {
      return to.isOpen();
    }

    @Override
    public void onClose(Runnable action) {
      to.onClose(action);
    }
  }
}
