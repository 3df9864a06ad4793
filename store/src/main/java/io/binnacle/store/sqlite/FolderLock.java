package io.binnacle.store.sqlite;

import io.binnacle.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Sole ownership of a data folder, until closed or the process ends, however it ends. The file `binnacle.lock` stays
/// behind and holds the process id of the last owner; only the lock on it counts.
///
/* Folders held by this very process are known from HELD and never touched: on POSIX, closing any descriptor of a file
 * drops the locks the process has on it, so a second attempt would take the lock away from the first. */
public final class FolderLock implements AutoCloseable {
  /// The name of the file in the folder.
  public static final String FILE = "binnacle.lock";

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final int PID_DIGITS = 20;

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /// Takes a folder, which nobody else can take then.
  ///
  /// @param folder an existing folder, as a real path
  /// @throws StoreException if somebody else owns it; names the folder, the owner if known, and the way out
  public static FolderLock of(Path folder) throws IOException {
    if (!HELD.add(folder)) {
      throw owned(folder, "this process, " + ProcessHandle.current().pid());
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              folder.resolve(FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      // A byte far behind the text: where locks are mandatory, the text can still be read by the
      // one who is refused.
      FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
      if (lock != null) {
        channel.truncate(0);
        channel.write(ascii(ProcessHandle.current().pid() + "\n"), 0);
        return new FolderLock(folder, channel);
      }
      throw owned(folder, "process " + ownerIn(channel));
    } catch (OverlappingFileLockException elsewhere) {
      // another copy of this class in this JVM, from another class loader
      StoreException owned = owned(folder, "this process");
      abandon(folder, channel, owned);
      throw owned;
    } catch (IOException | StoreException e) {
      abandon(folder, channel, e);
      throw e;
    }
  }

  private static void abandon(Path folder, @Nullable FileChannel channel, Exception reason) {
    HELD.remove(folder);
    if (channel != null) {
      Session.closeAfter(reason, channel);
    }
  }

  private static StoreException owned(Path folder, String owner) {
    return new StoreException(
        "the data folder "
            + folder
            + " is in use by another Binnacle ("
            + owner
            + "): stop that one, or use another folder",
        null);
  }

  private static String ownerIn(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(PID_DIGITS);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    return pid.matches("[0-9]+") ? pid : "unknown";
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(folder);
    }
  }
}
