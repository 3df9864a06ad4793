package io.binnacle.store.sqlite;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Event;
import io.binnacle.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// One connection to the database and the SQL said over it. For one thread at a time.
final class Session implements AutoCloseable {
  /// How long a program that merely looks into the file may hold us up, in milliseconds.
  private static final int BUSY_TIMEOUT = 5_000;

  /// A write-ahead log that grew beyond this for once, in bytes, is cut back when it starts over.
  private static final int WAL_KEPT = 16 << 20;

  private final Connection connection;
  private final long maxPages;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement advance;
  private final PreparedStatement put;
  private final PreparedStatement delete;
  private final PreparedStatement walPages;

  private Session(Connection connection, long maxPages) throws SQLException {
    this.connection = connection;
    this.maxPages = maxPages;
    this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
    this.commit = connection.prepareStatement("COMMIT");
    this.advance =
        connection.prepareStatement(
            "UPDATE meta SET value = ?2 WHERE name = 'revision' AND value = ?1");
    // The value is bound as the bytes it is made of and stored as text: one copy of it less than
    // binding a string.
    this.put =
        connection.prepareStatement(
            """
            INSERT INTO objects (key, created, revision, value) VALUES (?1, ?2, ?3, CAST(?4 AS TEXT))
            ON CONFLICT (key) DO UPDATE
            SET created = excluded.created, revision = excluded.revision, value = excluded.value\
            """);
    this.delete = connection.prepareStatement("DELETE FROM objects WHERE key = ?1");
    this.walPages = connection.prepareStatement("PRAGMA wal_checkpoint(NOOP)");
  }

  /// Opens a database of ours.
  ///
  /// @param create whether to create it if there is nothing
  /// @param maxPages the size the file may reach, in pages; 0 for no limit
  /// @throws StoreException if it is not ours or of a newer format; nothing has been changed then
  static Session open(Path file, boolean create, long maxPages) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    if (!create) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    config.setBusyTimeout(BUSY_TIMEOUT);
    Connection connection = JDBC.createConnection(JDBC.PREFIX + file, config.toProperties());
    try {
      new Header.Sqlite(
              (int) number(connection, "PRAGMA application_id"),
              (int) number(connection, "PRAGMA user_version"))
          .requireOurs(file);
      if (number(connection, "PRAGMA application_id") == 0) {
        if (!create || number(connection, "SELECT count(*) FROM sqlite_schema") > 0) {
          throw new StoreException(
              file
                  + " is an SQLite database of another program: move it away, or use another folder",
              null);
        }
        create(connection);
      }
      execute(connection, "PRAGMA journal_mode = WAL");
      execute(connection, "PRAGMA synchronous = FULL");
      execute(connection, "PRAGMA wal_autocheckpoint = 0"); // Database decides when
      execute(connection, "PRAGMA journal_size_limit = " + WAL_KEPT);
      execute(connection, "PRAGMA temp_store = MEMORY");
      if (maxPages > 0) {
        execute(connection, "PRAGMA max_page_count = " + maxPages);
      }
      return new Session(connection, maxPages);
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  /// Closes what an exception leaves behind; a failure to do so is added to it.
  static void closeAfter(Exception reason, AutoCloseable left) {
    try {
      left.close();
    } catch (Exception e) {
      reason.addSuppressed(e);
    }
  }

  /// Makes an empty database ours: one transaction, so that it is either empty or whole.
  private static void create(Connection connection) throws SQLException {
    execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
    execute(connection, "PRAGMA synchronous = FULL");
    execute(connection, "BEGIN EXCLUSIVE");
    execute(connection, "PRAGMA application_id = " + Database.APPLICATION_ID);
    execute(connection, "PRAGMA user_version = " + Database.FORMAT);
    execute(
        connection,
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID");
    execute(connection, "INSERT INTO meta VALUES ('revision', 0)");
    execute(
        connection,
        """
        CREATE TABLE objects (
          key TEXT NOT NULL PRIMARY KEY,
          created INTEGER NOT NULL,
          revision INTEGER NOT NULL,
          value TEXT NOT NULL
        ) STRICT\
        """);
    execute(connection, "COMMIT");
  }

  long maxPages() {
    return maxPages;
  }

  /// The revision of the last write.
  long revision() throws SQLException {
    return number(connection, "SELECT value FROM meta WHERE name = 'revision'");
  }

  /// All objects.
  ///
  /// @param upTo the last revision there can be
  /// @throws StoreException if one of them is not what we can have written
  SortedMap<String, Entry> load(Path file, long upTo) throws SQLException {
    SortedMap<String, Entry> entries = new TreeMap<>();
    try (Statement all = connection.createStatement();
        ResultSet row = all.executeQuery("SELECT key, created, revision, value FROM objects")) {
      while (row.next()) {
        String key = row.getString(1);
        long created = row.getLong(2);
        long revision = row.getLong(3);
        if (created < 1 || created > revision || revision > upTo) {
          throw damaged(
              file,
              key,
              "created at " + created + ", changed at " + revision + " of " + upTo,
              null);
        }
        entries.put(key, new Entry(key, object(file, key, row.getBytes(4)), created, revision));
      }
    }
    return entries;
  }

  private static Obj object(Path file, String key, byte[] json) {
    try {
      if (Json.parse(json).value() instanceof Obj object) {
        return object;
      }
      throw damaged(file, key, "its value is not a JSON object", null);
    } catch (JsonException e) {
      throw damaged(file, key, "its value is not JSON: " + e.getMessage(), e);
    }
  }

  private static StoreException damaged(
      Path file, String key, String how, @Nullable Exception cause) {
    return new StoreException(
        "the database "
            + file
            + " is damaged at "
            + key
            + ": "
            + how
            + "; restore a copy, or mend"
            + " that row with any SQLite tool",
        cause);
  }

  /// Writes what became of each key in one transaction, and moves the revision on.
  ///
  /// @return false, with nothing written, if the file was not at revision `before`
  boolean write(Collection<Event> last, long before, long after) throws SQLException {
    begin.execute();
    advance.setLong(1, before);
    advance.setLong(2, after);
    if (advance.executeUpdate() != 1) {
      return false;
    }
    for (Event event : last) {
      Entry entry = event.entry();
      if (event.deleted()) {
        delete.setString(1, entry.key());
        delete.executeUpdate();
      } else {
        put.setString(1, entry.key());
        put.setLong(2, entry.created());
        put.setLong(3, entry.revision());
        put.setBytes(4, Json.bytes(entry.value()));
        put.executeUpdate();
      }
    }
    commit.execute();
    return true;
  }

  /// How many pages the write-ahead log holds.
  long walPages() throws SQLException {
    try (ResultSet row = walPages.executeQuery()) {
      return row.next() ? row.getLong(2) : 0;
    }
  }

  /// Moves what the write-ahead log holds into the database, so that the log starts over. Waits for nobody.
  void checkpoint() throws SQLException {
    execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
  }

  long pages() throws SQLException {
    return number(connection, "PRAGMA page_count");
  }

  long freePages() throws SQLException {
    return number(connection, "PRAGMA freelist_count");
  }

  /// Gives back up to `pages` free pages from the end of the file.
  void shrink(int pages) throws SQLException {
    execute(connection, "PRAGMA incremental_vacuum(" + pages + ")");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Not `execute`, which stops at the first row: incremental_vacuum frees a page per row.
      statement.executeUpdate(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        throw new SQLException("no answer to " + sql);
      }
      return row.getLong(1);
    }
  }
}
