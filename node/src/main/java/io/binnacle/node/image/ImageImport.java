package io.binnacle.node.image;

import io.binnacle.node.cri.CriChannel;
import io.binnacle.node.runtime.ContainerRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Brings images into containerd: what `binnacle image import FILE…` does. One at a time, by one thread.
///
/// containerd must be running. The images are visible to CRI, under their normalised names, when a method returns.
public final class ImageImport {
  /// How long CRI may take to see what was written; it is told by an event.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ContentStore store;
  private final ContainerRuntime runtime;

  /// @param channel to the containerd behind `runtime`
  public ImageImport(CriChannel channel, ContainerRuntime runtime) {
    this.store = new ContentStore(channel);
    this.runtime = runtime;
  }

  /// An image that was imported.
  ///
  /// @param names `docker.io/library/busybox:1.36`
  /// @param id `sha256:…`, the digest of its configuration
  /// @param bytes of its layers as they were in the archive
  public record Imported(List<String> names, String id, long bytes) {
    public Imported {
      names = List.copyOf(names);
    }
  }

  /// Told how an import goes on.
  @FunctionalInterface
  public interface Progress {
    /// Nobody listens.
    Progress NONE = (_, _) -> {};

    /// `done` of `total` bytes are in.
    void at(long done, long total);
  }

  /// Imports every image of an archive.
  ///
  /// @throws IOException if the file is no archive of images, or containerd refuses; the message names the file or the image
  public List<Imported> file(Path file, Progress progress) throws IOException {
    try (ImageArchive archive = ImageArchive.open(file)) {
      List<ImageParts> images = archive.images(Architecture.current());
      long total = images.stream().mapToLong(ImageImport::bytes).sum();
      long[] done = {0};
      List<Imported> imported = new ArrayList<>();
      for (ImageParts image : images) {
        if (image.names().isEmpty()) {
          throw new IOException(
              file + " holds an image without a name; save it by its name, not by its id");
        }
        imported.add(
            add(
                image,
                (moved, _) -> {
                  done[0] += moved;
                  progress.at(Math.min(done[0], total), total);
                }));
      }
      return imported;
    }
  }

  /// Makes sure that the image of sandboxes is there.
  public void pause() throws IOException {
    if (runtime.image(PauseImage.NAME) == null) {
      var _ = add(PauseImage.parts(Architecture.current()), Progress.NONE);
    }
  }

  private Imported add(ImageParts image, Progress moved) throws IOException {
    store.add(image, bytes -> moved.at(bytes, 0));
    for (String name : image.names()) {
      await(name, image.config().digest());
    }
    return new Imported(
        image.names(),
        image.config().digest(),
        image.layers().stream().mapToLong(Blob::bytes).sum());
  }

  private void await(String name, String id) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      ContainerRuntime.Image seen = runtime.image(name);
      if (seen != null && seen.id().equals(id)) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "containerd has " + name + " but CRI shows " + (seen == null ? "nothing" : seen.id()));
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  private static long bytes(ImageParts image) {
    return image.manifest().bytes()
        + image.config().bytes()
        + image.layers().stream().mapToLong(Blob::bytes).sum();
  }
}
