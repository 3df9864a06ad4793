package io.binnacle.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.testkit.image.ImageBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives as `docker save` and OCI tools write them, and files that are none.
@EnabledOnOs(OS.LINUX)
class ImageArchiveTest {
  private static final String LONG = "a-name-of-more-than-a-hundred-characters/".repeat(4);
  @TempDir Path folder;

  private Path saved() throws IOException {
    return new ImageBuilder("hello:1")
        .text("/" + LONG + "file", "hello", 0644)
        .cmd("x")
        .write(folder.resolve("saved.tar"));
  }

  @Test
  void dockerSaveIsRead() throws IOException {
    try (ImageArchive archive = ImageArchive.open(saved())) {
      ImageParts image = archive.images(Architecture.AMD64).getFirst();
      assertThat(image.names()).containsExactly("docker.io/library/hello:1");
      assertThat(image.layers()).hasSize(1);
      assertThat(image.layers().getFirst().mediaType()).isEqualTo(ImageParts.LAYER);
      assertWhole(image);
    }
  }

  @Test
  void gzippedToo() throws IOException {
    Path zipped = folder.resolve("saved.tgz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(saved(), out);
    }
    try (ImageArchive archive = ImageArchive.open(zipped)) {
      assertWhole(archive.images(Architecture.AMD64).getFirst());
    }
  }

  @Test
  void anOciLayoutIsRead() throws Exception {
    ImageParts made = PauseImage.parts(Architecture.ARM64);
    Path layout = folder.resolve("layout");
    Files.createDirectories(layout.resolve("blobs/sha256"));
    for (Blob blob : List.of(made.config(), made.layers().getFirst(), made.manifest())) {
      try (InputStream in = blob.source().open()) {
        Files.copy(in, layout.resolve("blobs/sha256/" + blob.digest().substring(7)));
      }
    }
    String inner =
        """
        {"schemaVersion":2,"manifests":[
          {"mediaType":"%1$s","digest":"sha256:%2$s","size":1,"platform":{"os":"linux","architecture":"amd64"}},
          {"mediaType":"%1$s","digest":"%3$s","size":%4$d,"platform":{"os":"linux","architecture":"arm64"}}]}
        """
            .formatted(
                ImageParts.MANIFEST,
                "0".repeat(64),
                made.manifest().digest(),
                made.manifest().bytes());
    String digest = Digests.of(inner.getBytes(StandardCharsets.UTF_8));
    Files.writeString(layout.resolve("blobs/sha256/" + digest.substring(7)), inner);
    Files.writeString(
        layout.resolve("index.json"),
        """
        {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d,
         "annotations":{"io.containerd.image.name":"pause:2","org.opencontainers.image.ref.name":"2"}}]}
        """
            .formatted(ImageParts.INDEX, digest, inner.length()));
    Path tar = folder.resolve("layout.tar");
    assertThat(
            new ProcessBuilder("tar", "-cf", tar.toString(), "-C", layout.toString(), ".")
                .inheritIO()
                .start()
                .waitFor(20, TimeUnit.SECONDS))
        .isTrue();
    try (ImageArchive archive = ImageArchive.open(tar)) {
      ImageParts image = archive.images(Architecture.ARM64).getFirst();
      assertThat(image.names()).containsExactly("docker.io/library/pause:2");
      assertThat(image.manifest().digest()).isEqualTo(made.manifest().digest());
      assertWhole(image);
      assertThatThrownBy(() -> archive.images(Architecture.AMD64))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no image for linux/amd64");
    }
  }

  private static void assertWhole(ImageParts image) throws IOException {
    for (Blob blob : List.of(image.config(), image.layers().getFirst(), image.manifest())) {
      try (InputStream in = blob.source().open()) {
        byte[] bytes = in.readAllBytes();
        assertThat(bytes).hasSize((int) blob.bytes());
        assertThat(Digests.of(bytes)).isEqualTo(blob.digest());
      }
    }
  }

  @Test
  void whatIsNoArchiveIsSaidPlainly() throws IOException {
    Path text = folder.resolve("notes.txt");
    Files.writeString(text, "no image\n".repeat(200));
    assertThatThrownBy(() -> ImageArchive.open(text))
        .hasMessage(text + " is no image archive: it is not a tar file");
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> ImageArchive.open(absent)).hasMessage(absent + ": no such file");
    assertThatThrownBy(() -> ImageArchive.open(folder)).hasMessage(folder + " is not a file");
    Path other = folder.resolve("other.tar");
    new ProcessBuilder("tar", "-cf", other.toString(), "-C", folder.toString(), "notes.txt")
        .start()
        .onExit()
        .join();
    try (ImageArchive archive = ImageArchive.open(other)) {
      assertThatThrownBy(() -> archive.images(Architecture.AMD64))
          .hasMessageStartingWith(other + " is no image archive: it has neither index.json");
    }
  }

  @Test
  void aTruncatedArchiveIsSaidToBe() throws IOException {
    byte[] whole = Files.readAllBytes(saved());
    Path cut = folder.resolve("cut.tar");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> ImageArchive.open(cut)).hasMessageContaining("cut short");
  }

  /// Whatever the bytes, the answer is an image or an IOException.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void damageIsAnOrdinaryResult(long seed) throws IOException {
    byte[] whole = Files.readAllBytes(saved());
    SplittableRandom random = new SplittableRandom(seed);
    Path damaged = folder.resolve("damaged.tar");
    for (int round = 0; round < 60; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + round % 8; i++) {
        bytes[random.nextInt(round % 2 == 0 ? bytes.length : 1536)] = (byte) random.nextInt(256);
      }
      Files.write(damaged, bytes);
      try (ImageArchive archive = ImageArchive.open(damaged)) {
        assertThat(archive.images(Architecture.AMD64)).isNotNull();
      } catch (IOException expected) {
        assertThat(expected.getMessage()).contains("damaged.tar");
      }
    }
  }
}
