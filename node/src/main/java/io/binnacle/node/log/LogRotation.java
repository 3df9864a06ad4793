package io.binnacle.node.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Keeps a container's log from growing for ever: a file of more than 10 MiB is renamed and the runtime told to begin another;
/// of these at most five are kept, the current one among them.
public final class LogRotation {
  private static final Logger LOG = System.getLogger(LogRotation.class.getName());
  private static final long MAX_BYTES = 10L * 1024 * 1024;
  private static final int MAX_FILES = 5;
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private LogRotation() {}

  /// Has the runtime begin a new file.
  @FunctionalInterface
  public interface Reopen {
    void run() throws IOException;
  }

  /// Rotates `log` if it is too long.
  ///
  /// @param now names the file put aside
  /// @return whether it has been rotated
  /// @throws IOException if it could not be; the log then goes on where it was
  public static boolean rotate(Path log, Instant now, Reopen reopen) throws IOException {
    if (!Files.exists(log) || Files.size(log) <= MAX_BYTES) {
      return false;
    }
    Path aside = log.resolveSibling(log.getFileName() + "." + SUFFIX.format(now));
    Files.move(log, aside, StandardCopyOption.REPLACE_EXISTING);
    boolean reopened = false;
    try {
      reopen.run();
      reopened = true;
    } finally {
      if (!reopened && !Files.exists(log)) {
        Files.move(aside, log);
      }
    }
    removeOldest(log);
    return true;
  }

  private static void removeOldest(Path log) throws IOException {
    Path folder = log.getParent();
    if (folder == null) {
      return;
    }
    List<Path> aside = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, log.getFileName() + ".*")) {
      files.forEach(aside::add);
    }
    aside.sort(Comparator.comparing(Path::toString));
    for (Path old : aside.subList(0, Math.max(0, aside.size() - (MAX_FILES - 1)))) {
      Files.deleteIfExists(old);
      LOG.log(Level.DEBUG, "log {0} removed", old);
    }
  }
}
