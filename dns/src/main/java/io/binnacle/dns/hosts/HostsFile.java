package io.binnacle.dns.hosts;

import io.binnacle.client.run.Scheduler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A [HostsTable] made of a file and of lines from elsewhere; made anew when the file changes. Without the file only those
/// lines count.
public final class HostsFile implements AutoCloseable {
  private static final Logger LOG = System.getLogger(HostsFile.class.getName());

  private final Path file;
  private final List<String> lines;
  private final boolean reverse;
  private final Duration every;
  private final Scheduler scheduler;
  private volatile HostsTable table = HostsTable.EMPTY;
  private @Nullable FileTime read;
  private long size = -1;
  private Scheduler.@Nullable Cancellable next;
  private boolean closed;

  /// Reads the file.
  ///
  /// @param lines win over the file
  /// @param reverse whether addresses have names
  /// @param every how often to look whether it has changed; zero for never
  public HostsFile(
      Path file, List<String> lines, boolean reverse, Duration every, Scheduler scheduler) {
    this.file = file;
    this.lines = List.copyOf(lines);
    this.reverse = reverse;
    this.every = every;
    this.scheduler = scheduler;
    look();
  }

  /// The table as it is now.
  public HostsTable table() {
    return table;
  }

  private synchronized void look() {
    if (closed) {
      return;
    }
    try {
      FileTime time = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
      long length = time == null ? 0 : Files.size(file);
      if (size < 0 || !Objects.equals(time, read) || length != size) {
        List<String> text = time == null ? List.of() : Files.readAllLines(file);
        table = HostsTable.of(lines, text, reverse);
        read = time;
        size = length;
      }
    } catch (IOException e) {
      if (size < 0) {
        table = HostsTable.of(lines, List.of(), reverse);
      }
      LOG.log(
          Level.WARNING, "cannot read {0}: {1}; its names stay as they were", file, e.getMessage());
    }
    next = every.isZero() ? null : scheduler.schedule(every, this::look);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
  }
}
