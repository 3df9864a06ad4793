package io.binnacle.linux.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real mounts, in a temporary folder.
class MountsTest {
  @TempDir Path temp;
  private Path root = Path.of("/");
  private Path target = Path.of("/");

  @BeforeEach
  void folders() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("root"));
    target = root.resolveSibling("target");
    assumeTrue(mayMount(), "needs root with CAP_SYS_ADMIN: mounting is refused here");
  }

  private boolean mayMount() throws IOException {
    try {
      Path probe = Files.createDirectory(root.resolveSibling("probe"));
      Mounts.tmpfs(probe, 0);
      Mounts.unmount(probe);
      return true;
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  @AfterEach
  void clean() throws IOException {
    for (Path mount : Mounts.below(temp.toRealPath())) {
      Mounts.unmount(mount);
    }
  }

  @Test
  void aTmpfsHoldsNoMoreThanItMayAndIsListedUntilItIsRemoved() throws IOException {
    Path folder = Files.createDirectory(root.resolve("a b"));
    Mounts.tmpfs(folder, 65_536);
    assertThat(Mounts.below(root)).containsExactly(folder);
    assertThatThrownBy(() -> Files.write(folder.resolve("big"), new byte[100_000]))
        .hasMessageContaining("No space left");
    Mounts.unmount(folder);
    Mounts.unmount(folder);
    assertThat(Mounts.below(root)).isEmpty();
  }

  @Test
  void aFolderAndAFileAreShownElsewhere() throws IOException {
    Files.createDirectories(root.resolve("data"));
    Files.writeString(root.resolve("data/file"), "x");
    Files.createSymbolicLink(root.resolve("link"), Path.of("data/file"));
    Mounts.bindBeneath(root, "data", target);
    assertEquals("x", Files.readString(target.resolve("file")));
    Path second = target.resolveSibling("second");
    Mounts.bindBeneath(root, "link", second);
    assertEquals("x", Files.readString(second));
    Files.delete(root.resolve("link"));
    assertEquals("x", Files.readString(second));
  }

  @Test
  void missingFoldersAreMadeWithTheModeOfTheRoot() throws IOException {
    Files.setAttribute(root, "unix:mode", 02777);
    Mounts.bindBeneath(root, "a/./b", target);
    assertEquals(02777, (int) Files.getAttribute(root.resolve("a/b"), "unix:mode") & 07777);
    Files.writeString(target.resolve("f"), "x");
    assertThat(root.resolve("a/b/f")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../outside", "absolute", "climbing", "inside/../../outside", "dangling/x"})
  void whatLeadsOutIsRefusedAndNothingIsMadeThere(String subPath) throws IOException {
    Path outside = Files.createDirectory(root.resolveSibling("outside"));
    Files.createDirectory(root.resolve("inside"));
    Files.createSymbolicLink(root.resolve("absolute"), outside);
    Files.createSymbolicLink(root.resolve("climbing"), Path.of("../outside"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("../outside/new"));
    assertThatThrownBy(() -> Mounts.bindBeneath(root, subPath, target))
        .isInstanceOf(IOException.class);
    assertThat(target).doesNotExist();
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void placesWithBlanksAndOlderMountsBelowNewerOnes() {
    String info =
        """
        36 35 98:0 / /x rw - ext3 /dev/root rw
        37 36 98:0 / /x/a\\040b rw - tmpfs tmpfs rw
        38 36 98:0 / /x/a\\040b/c rw - tmpfs tmpfs rw
        39 36 98:0 / /xy rw - tmpfs tmpfs rw
        40 36 98:0 / /x/gone//deleted rw - tmpfs tmpfs rw
        """;
    assertThat(MountInfo.below(info, Path.of("/x")))
        .containsExactly(Path.of("/x/a b/c"), Path.of("/x/gone"), Path.of("/x/a b"), Path.of("/x"));
  }
}
