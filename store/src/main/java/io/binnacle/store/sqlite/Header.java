package io.binnacle.store.sqlite;

import io.binnacle.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What the first hundred bytes of a file say about it, read without SQLite, so that a file that is not ours is known
/// before anything could write to it.
///
/// Big-endian: `| 0 "SQLite format 3\0" | 60 user version | 68 application id |`
///
/// @see <a href="https://www.sqlite.org/fileformat.html#the_database_header">SQLite's file format</a>
sealed interface Header {
  /// No such file, or an empty one, which to SQLite is the same.
  record Nothing() implements Header {}

  /// An SQLite database.
  record Sqlite(int applicationId, int userVersion) implements Header {}

  /// Something else.
  record Foreign() implements Header {}

  int LENGTH = 100;
  int USER_VERSION = 60;
  int APPLICATION_ID = 68;
  String MAGIC = "SQLite format 3\0";

  static Header of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(LENGTH));
    } catch (NoSuchFileException absent) {
      return new Nothing();
    }
  }

  /// Refuses what is not ours to open.
  ///
  /// @throws StoreException naming the file, what it is, and the way out
  default void requireOurs(Path file) {
    switch (this) {
      case Nothing _ -> {}
      case Foreign _ ->
          throw new StoreException(
              file
                  + " is not a Binnacle database, nor any SQLite database: move it away, or use another folder",
              null);
      case Sqlite(int id, int version) -> {
        if (id != Database.APPLICATION_ID && (id != 0 || version != 0)) {
          throw new StoreException(
              file
                  + " is an SQLite database of another program (application id "
                  + Integer.toHexString(id)
                  + "): move it away, or use another folder",
              null);
        }
        if (version > Database.FORMAT) {
          throw new StoreException(
              file
                  + " was written by a newer Binnacle (format "
                  + version
                  + ", this one knows up to "
                  + Database.FORMAT
                  + "): start that one, or use another folder; nothing has been changed",
              null);
        }
      }
    }
  }

  static Header of(byte[] start) {
    if (start.length == 0) {
      return new Nothing();
    }
    if (start.length < LENGTH
        || !new String(start, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
      return new Foreign();
    }
    ByteBuffer fields = ByteBuffer.wrap(start);
    return new Sqlite(fields.getInt(APPLICATION_ID), fields.getInt(USER_VERSION));
  }
}
