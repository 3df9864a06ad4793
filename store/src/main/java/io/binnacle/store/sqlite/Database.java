package io.binnacle.store.sqlite;

import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Event;
import io.binnacle.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/// The file `binnacle.db`: opened only if it is ours and of a format we know, written in whole batches, kept small in
/// steps of a few milliseconds. For one thread at a time.
///
/// After any failure the connection is dropped, and the next write opens a new one. Every transaction checks that the
/// file still stands at the revision it is thought to.
final class Database implements AutoCloseable {
  static final String FILE = "binnacle.db";

  /// "BNCL", which tells our files from other SQLite databases.
  static final int APPLICATION_ID = 0x42_4e_43_4c;

  /// The layout of the tables. A change that older programs cannot live with gets the next number.
  static final int FORMAT = 1;

  /* Figures from docs/decisions/0002-store-layout.md: a checkpoint of 300 pages took 5 ms where one of 3,700 took 22. It
   * runs when the callers have had their answers. */
  private static final long CHECKPOINT_PAGES = 512;
  private static final int SHRINK_PAGES = 128;
  private static final long SHRINK_WORTHWHILE = 1024;

  private final Path file;
  private final @Nullable Object identity;
  private @Nullable Session session;
  private boolean shrunk;
  private volatile long maxPages;

  private Database(Path file, Session session) throws IOException {
    this.file = file;
    this.session = session;
    this.identity = identity(file);
  }

  /// What the file held when it was opened.
  record Loaded(SortedMap<String, Entry> entries, long revision) {}

  /// Opens the database in `folder`, or creates it.
  ///
  /// @throws StoreException if the file cannot be opened, is foreign or of a newer format; it is as it was then
  static Database open(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (file.toString().indexOf('?') >= 0) {
      throw new StoreException(
          "the data folder " + folder + " has a '?' in its name, which SQLite's driver cannot take",
          null);
    }
    // With a rollback journal beside it a creation was cut short, and SQLite has to undo it first.
    if (!Files.exists(folder.resolve(FILE + "-journal"))) {
      Header.of(file).requireOurs(file);
    }
    createPrivately(file);
    try {
      return new Database(file, Session.open(file, true, 0));
    } catch (SQLException e) {
      throw failed("cannot open", file, e);
    }
  }

  /// Reads everything.
  ///
  /// @throws StoreException if the file cannot be read or is damaged
  Loaded load() {
    try {
      Session current = session();
      long revision = current.revision();
      return new Loaded(current.load(file, revision), revision);
    } catch (SQLException e) {
      throw failed("cannot read", file, e);
    }
  }

  /// Makes `events` durable, all or nothing.
  ///
  /// @param before the revision the file stands at
  /// @param after the revision of the last event
  /// @throws StoreException if that failed: the file holds what it held before
  void commit(List<Event> events, long before, long after) {
    Map<String, Event> last = HashMap.newHashMap(events.size());
    for (Event event : events) {
      last.put(event.entry().key(), event);
    }
    requireSameFile();
    try {
      if (!session().write(last.values(), before, after)) {
        throw new StoreException(
            file
                + " is no longer at revision "
                + before
                + ": another program has written to it; stop that one and start again",
            null);
      }
    } catch (SQLException e) {
      abandon(e);
      throw failed("cannot write", file, e);
    } catch (RuntimeException e) {
      abandon(e);
      throw e;
    }
  }

  /// Empties the write-ahead log if it has grown to the size of a step.
  void checkpointIfDue() throws SQLException {
    if (session != null && session.walPages() >= CHECKPOINT_PAGES) {
      session.checkpoint();
    }
  }

  /// Gives some of the file back to the disk if a good part of it is free: one step.
  ///
  /// @return whether another step is worthwhile
  boolean shrink() throws SQLException {
    if (session == null) {
      return false;
    }
    long free = session.freePages();
    boolean worthwhile = free >= SHRINK_WORTHWHILE && free >= session.pages() / 4;
    if (worthwhile) {
      session.shrink(SHRINK_PAGES);
      checkpointIfDue();
    } else if (shrunk) {
      session.checkpoint(); // which is when the file itself gets shorter
    }
    shrunk = worthwhile;
    return worthwhile;
  }

  /// For tests, and any thread: from the next write on the file must not grow beyond so many pages; 0 for no limit.
  void limit(long pages) {
    maxPages = pages;
  }

  /// What is written to a file without a name is gone with the process. The session stays, so that the number of its file
  /// is not given to another, and the file can be put back.
  private void requireSameFile() {
    IOException gone = null;
    try {
      if (Objects.equals(identity(file), identity)) {
        return;
      }
    } catch (IOException e) {
      gone = e;
    }
    throw new StoreException(
        file + " was removed or replaced while in use: put it back, or start again", gone);
  }

  private Session session() throws SQLException {
    long limit = maxPages;
    Session current = session;
    if (current == null || current.maxPages() != limit) {
      close();
      session = null;
      current = Session.open(file, false, limit);
      session = current;
    }
    return current;
  }

  private void abandon(Exception reason) {
    Session failed = session;
    session = null;
    if (failed != null) {
      Session.closeAfter(reason, failed);
    }
  }

  /// Tells the file from another of the same name, where the file system can.
  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /// An empty file only its owner can read, as Secrets will be in it; SQLite gives its side files the same rights.
  private static void createPrivately(Path file) throws IOException {
    FileAttribute<?>[] rights =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, rights);
    } catch (FileAlreadyExistsException there) {
      // the usual case
    }
  }

  /// Says what went wrong in words an operator can act on.
  private static StoreException failed(String what, Path file, SQLException e) {
    String way =
        e instanceof SQLiteException sqlite
            ? switch (sqlite.getResultCode().code
                & 0xff) { // the low byte is the kind, the rest the detail
              case 13 -> "the disk is full: make room on it";
              case 5, 6 -> "another program keeps it locked: close that one";
              case 8, 3, 14, 23 -> "no permission: check who owns the file and its folder";
              case 11, 26 ->
                  "it is damaged or no SQLite database: restore a copy, or use another folder";
              case 10 -> "the disk reports an error: check the system's log";
              default -> "SQLite refuses";
            }
            : "the file cannot be used";
    return new StoreException(what + " " + file + ": " + way + " (" + e.getMessage() + ")", e);
  }

  @Override
  public void close() throws SQLException {
    if (session != null) {
      session.close();
    }
  }
}
