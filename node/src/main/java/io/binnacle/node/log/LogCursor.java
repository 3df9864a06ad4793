package io.binnacle.node.log;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A place in a container's log, from which what has been written since is passed on. Goes along when the file is rotated:
/// reads the old one to its end, then the new one from its beginning.
///
/// Used by one thread. Holds one block of the file, whatever the length of its lines.
final class LogCursor implements AutoCloseable {
  private static final int BLOCK = 64 * 1024;

  private final Path file;
  private final @Nullable Long tail;
  private final LogWriter writer;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private @Nullable FileChannel channel;
  private @Nullable Object key;

  /// Nothing is opened before the first [#pump].
  LogCursor(Path file, LogRequest request, LogSink sink) {
    this.file = file;
    this.tail = request.tailLines();
    this.writer = new LogWriter(sink, request.since(), request.limitBytes(), request.timestamps());
  }

  /// Passes on everything that is there now.
  ///
  /// @return false if the reader wants no more
  boolean pump() throws IOException {
    if (channel == null && !open(true)) {
      return true;
    }
    while (true) {
      if (!drain()) {
        return false;
      }
      if (!rotated()) {
        return true;
      }
      // Something may have been written to the old file between its end and its rotation.
      if (!drain()) {
        return false;
      }
      close();
      if (!open(false)) {
        return true;
      }
    }
  }

  private boolean open(boolean first) throws IOException {
    try {
      FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
      channel = opened;
      key = key();
      if (first && tail != null) {
        opened.position(LogTail.start(opened, tail));
      }
      return true;
    } catch (NoSuchFileException notYet) {
      return false;
    }
  }

  private boolean drain() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      return true;
    }
    while (true) {
      block.clear();
      if (open.read(block) <= 0) {
        return true;
      }
      if (!writer.accept(block.array(), block.position())) {
        return false;
      }
    }
  }

  /// Whether another file stands where this one was opened.
  private boolean rotated() throws IOException {
    Object now = key();
    return now != null && !now.equals(key);
  }

  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException between) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
