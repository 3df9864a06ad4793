package io.binnacle.store.sqlite;

import io.binnacle.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite's native code: unpacked into the data folder once, then only loaded.
///
/* The driver alone unpacks into the temp folder on every start and compares it byte by byte: 106 ms here, against
 * 20 ms for loading a file that is already there. A folder that does not let code run (noexec) still works: the driver
 * then falls back to its own way. */
final class NativeLibrary {
  private static final Logger LOG = System.getLogger(NativeLibrary.class.getName());

  /// The driver's own settings: where to look first.
  private static final String PATH = "org.sqlite.lib.path";

  private static final String NAME = "org.sqlite.lib.name";
  private static final String PREFIX = "sqlite-";

  private NativeLibrary() {}

  /// Loads the library, once per process. Quick when it has been loaded; safe to call from several threads.
  ///
  /// @param folder where to keep the unpacked library; must exist
  /// @throws StoreException if there is no library for this machine, or it cannot be loaded
  static synchronized void load(Path folder) {
    if (System.getProperty(PATH) == null) {
      try {
        Path library = unpacked(folder);
        System.setProperty(PATH, folder.toString());
        System.setProperty(NAME, library.getFileName().toString());
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "SQLite's library stays out of " + folder + ": " + e, e);
      }
    }
    try {
      if (SQLiteJDBCLoader.initialize()) {
        return;
      }
    } catch (Exception e) {
      throw unusable(e);
    }
    throw unusable(null);
  }

  private static StoreException unusable(@Nullable Exception cause) {
    return new StoreException(
        "SQLite's native library cannot be loaded on "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ": use the memory store, or a data folder and a temp folder (java.io.tmpdir) that may hold programs",
        cause);
  }

  private static Path unpacked(Path folder) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    URL packed = SQLiteJDBCLoader.class.getResource(resource);
    if (packed == null) {
      throw new IOException("no " + resource + " in the driver");
    }
    URLConnection connection = packed.openConnection();
    Path library = folder.resolve(PREFIX + SQLiteJDBCLoader.getVersion() + "-" + name);
    try (InputStream in = connection.getInputStream()) {
      if (!Files.exists(library) || Files.size(library) != connection.getContentLengthLong()) {
        Path part = Files.createTempFile(folder, PREFIX, ".part");
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        removeOthers(folder, library);
      }
    }
    return library;
  }

  /// Libraries of other versions, and what an unpacking that was cut short has left.
  private static void removeOthers(Path folder, Path library) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path each : old) {
        if (!each.equals(library)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
