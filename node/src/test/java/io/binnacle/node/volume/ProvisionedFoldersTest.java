package io.binnacle.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvisionedFoldersTest {
  @TempDir Path temp;

  @Test
  void aFolderGoesWithAllItHoldsAndMayBeGoneAlready() throws IOException {
    Path folder = temp.resolve("shop_data_pvc-1");
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve("a/b/c"), "x");
    ProvisionedFolders folders = new ProvisionedFolders(temp);
    folders.remove(folder.toString());
    folders.remove(folder.toString());
    assertThat(temp).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/etc", "..", "x/y", "x/../y", "."})
  void nothingElseIsDeleted(String path) {
    ProvisionedFolders folders = new ProvisionedFolders(temp);
    assertThatThrownBy(() -> folders.remove(path.startsWith("/") ? path : temp + "/" + path))
        .hasMessageContaining("will not delete");
  }
}
