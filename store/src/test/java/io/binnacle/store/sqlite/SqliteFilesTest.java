package io.binnacle.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Outcome.Written;
import io.binnacle.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.JDBC;

/// Folders and files that are not as they should be: a clear word, and nothing of them changed.
class SqliteFilesTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("binnacle.db");
  }

  private void refused(String... words) {
    assertThatThrownBy(() -> SqliteStore.open(folder).close())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  /// A store with two entries, closed.
  private void someStore() {
    try (SqliteStore store = SqliteStore.open(folder)) {
      store.put("/a", 0, r -> Obj.of("r", Int.of(r)));
      store.put("/b", 0, r -> Obj.of("r", Int.of(r)));
    }
  }

  /// What a user with an SQLite tool does.
  private void sql(String... statements) throws SQLException {
    try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + file(), new Properties());
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.executeUpdate(each);
      }
    }
  }

  // ---- somebody else's folder

  @Test
  void aFolderInUseByThisProcessIsRefusedAndStaysLocked() throws IOException {
    try (SqliteStore _ = SqliteStore.open(folder)) {
      refused("in use", "this process", "stop that one, or use another folder");
      // the failed attempt must not have taken the first one's lock away
      try (ChildJvm other = ChildJvm.run(Opener.class, folder.toString())) {
        assertThat(other.line())
            .startsWith("refused")
            .contains("process " + ProcessHandle.current().pid());
      }
    }
    someStore();
  }

  @Test
  void aFolderInUseByAnotherProcessIsRefusedUntilThatOneIsGone() throws Exception {
    try (ChildJvm other = ChildJvm.run(Opener.class, folder.toString())) {
      assertThat(other.line()).isEqualTo("open");
      refused("in use", "process " + other.pid(), "stop that one, or use another folder");
      other.kill();
      someStore();
    }
  }

  /// Opens the store of a folder, says what came of it, and stays.
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) throws InterruptedException {
      try {
        SqliteStore.open(Path.of(arguments[0]));
        System.out.println("open");
        Thread.currentThread().join(); // until killed
      } catch (StoreException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  // ---- files that are not ours

  static Stream<Arguments> foreign() {
    byte[] otherDatabase = new byte[4096];
    ByteBuffer.wrap(otherDatabase)
        .put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII))
        .putInt(68, 0x0f055112); // Fossil
    return Stream.of(
        Arguments.of(
            "text", "# my notes\n".repeat(1000).getBytes(StandardCharsets.UTF_8), "any SQLite"),
        Arguments.of("a few bytes", new byte[] {1, 2, 3}, "any SQLite"),
        Arguments.of("zeroes", new byte[8192], "any SQLite"),
        Arguments.of("a header cut short", Arrays.copyOf(otherDatabase, 99), "any SQLite"),
        Arguments.of("another program's database", otherDatabase, "another program"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("foreign")
  void aForeignFileIsRefusedAndUntouched(String name, byte[] content, String word)
      throws IOException {
    Files.write(file(), content);
    refused("binnacle.db", word, "move it away, or use another folder");
    assertThat(file()).as(name).hasBinaryContent(content);
    assertThat(files()).doesNotContain("binnacle.db-wal", "binnacle.db-journal");
  }

  @Test
  void aDatabaseWithoutAnyMarkOfOursIsRefusedAndUntouched() throws Exception {
    sql("CREATE TABLE mine (x)", "INSERT INTO mine VALUES (1)");
    byte[] content = Files.readAllBytes(file());
    refused("another program");
    assertThat(file()).hasBinaryContent(content);
  }

  @Test
  void aNewerFormatIsRefusedAndUntouched() throws Exception {
    someStore();
    sql("PRAGMA user_version = 7");
    byte[] content = Files.readAllBytes(file());
    refused("newer Binnacle", "format 7", "knows up to 1", "nothing has been changed");
    assertThat(file()).hasBinaryContent(content);
  }

  @Test
  void aNewerFormatThatIsOnlyInTheLogSoFarIsRefused() throws Exception {
    someStore();
    byte[] old = Files.readAllBytes(file());
    Path log = folder.resolve("binnacle.db-wal");
    byte[] newer;
    try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + file(), new Properties());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 7");
      newer = Files.readAllBytes(log);
    }
    Files.write(file(), old);
    Files.write(log, newer);
    refused("newer Binnacle", "format 7");
  }

  @Test
  void anEmptyFileIsWhatACreationCutShortLeavesAndIsUsed() throws IOException {
    Files.createFile(file());
    someStore();
  }

  // ---- damage

  static Stream<Arguments> damage() {
    return Stream.of(
        Arguments.of(
            "UPDATE objects SET value = '{' WHERE key = '/a'", "/a: its value is not JSON"),
        Arguments.of(
            "UPDATE objects SET value = '[]' WHERE key = '/a'",
            "/a: its value is not a JSON object"),
        Arguments.of(
            "UPDATE objects SET revision = 3 WHERE key = '/a'",
            "/a: created at 1, changed at 3 of 2"),
        Arguments.of(
            "UPDATE objects SET created = 2 WHERE key = '/a'",
            "/a: created at 2, changed at 1 of 2"),
        Arguments.of("UPDATE meta SET value = 'x'", "/a: created at 1, changed at 1 of 0"),
        Arguments.of("DELETE FROM meta", "no answer"),
        Arguments.of("DROP TABLE objects", "no such table"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damage")
  void damagedRowsAreRefusedByNameAndUntouched(String statement, String word) throws Exception {
    someStore();
    sql(statement);
    byte[] content = Files.readAllBytes(file());
    refused("binnacle.db", word);
    assertThat(file()).hasBinaryContent(content);
  }

  @Test
  void aDamagedPageIsRefusedAndUntouched() throws IOException {
    someStore();
    byte[] content = Files.readAllBytes(file());
    Arrays.fill(content, 4096, content.length, (byte) 0x55);
    Files.write(file(), content);
    refused("binnacle.db", "damaged", "restore a copy, or use another folder");
    assertThat(file()).hasBinaryContent(content);
  }

  @Test
  void aFolderThatIsAFileIsRefused() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> SqliteStore.open(notAFolder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(notAFolder.toString());
  }

  // ---- while running

  @Test
  void aDatabaseTakenAwayWhileInUseIsNoticedAtTheNextWrite() throws IOException {
    try (SqliteStore store = SqliteStore.open(folder)) {
      store.put("/a", 0, _ -> Obj.EMPTY);
      Path aside = Files.move(file(), folder.resolve("aside"));
      assertThatThrownBy(() -> store.put("/b", 0, _ -> Obj.EMPTY))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(file() + " was removed or replaced while in use");
      assertThat(store.revision()).isEqualTo(1);
      assertThat(store.get("/b")).isNull();
      Files.createFile(file());
      assertThatThrownBy(() -> store.put("/b", 0, _ -> Obj.EMPTY))
          .hasMessageContaining("replaced while in use");
      Files.move(aside, file(), StandardCopyOption.REPLACE_EXISTING);
      assertThat(store.put("/b", 0, _ -> Obj.EMPTY)).isInstanceOf(Written.class);
    }
  }

  @Test
  void aSecondWriterIsNoticedBeforeItDoesHarm() throws Exception {
    try (SqliteStore store = SqliteStore.open(folder)) {
      store.put("/a", 0, _ -> Obj.EMPTY);
      sql("UPDATE meta SET value = 2 WHERE name = 'revision'");
      assertThatThrownBy(() -> store.put("/b", 0, _ -> Obj.EMPTY))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("no longer at revision 1")
          .hasMessageContaining("another program");
      assertThat(store.revision()).isEqualTo(1);
      sql("UPDATE meta SET value = 1 WHERE name = 'revision'");
      assertThat(store.put("/b", 0, _ -> Obj.EMPTY)).isInstanceOf(Written.class);
    }
  }

  @Test
  void aUserCanLookIntoTheRunningStoreWithPlainSql() throws Exception {
    try (SqliteStore store = SqliteStore.open(folder);
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file(), new Properties());
        Statement statement = connection.createStatement()) {
      store.put(
          "/registry/services/specs/default/web", 0, _ -> Obj.of("spec", Obj.of("n", Int.of(7))));
      statement.executeUpdate("BEGIN"); // and stays in the middle of looking
      try (ResultSet row =
          statement.executeQuery("SELECT key, revision, value ->> '$.spec.n' FROM objects")) {
        assertThat(List.of(row.getString(1), row.getLong(2), row.getLong(3)))
            .isEqualTo(List.of("/registry/services/specs/default/web", 1L, 7L));
      }
      assertThat(store.put("/b", 0, _ -> Obj.EMPTY)).isInstanceOf(Written.class);
    }
  }

  @Test
  void onlyTheOwnerCanReadTheFile() throws IOException {
    someStore();
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(file()).toString())
          .doesNotContain("GROUP")
          .doesNotContain("OTHERS");
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
