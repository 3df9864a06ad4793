package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.node.containerd.ContainerdPaths;
import io.binnacle.node.cri.CriChannel;
import io.binnacle.node.cri.CriRuntime;
import io.binnacle.node.image.ImageImport;
import io.binnacle.node.image.ImageImport.Imported;
import io.binnacle.node.image.ImageImport.Progress;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `binnacle image`: the images of a running instance.
@Command(
    name = "image",
    description = "Brings images to a running instance, and lists them.",
    subcommands = {ImageCommand.Import.class, ImageCommand.Ls.class},
    mixinStandardHelpOptions = true)
final class ImageCommand implements Runnable {
  private static final long MEGABYTE = 1_000_000;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills `spec` before anything runs
  ImageCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "import or ls?");
  }

  /// `binnacle image import FILE…`.
  @Command(
      name = "import",
      description =
          "Takes images from files as docker save, podman save and skopeo write them (gzip too).",
      mixinStandardHelpOptions = true)
  static final class Import implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Archives of images.")
    private List<Path> files = List.of();

    @Mixin private DataDirOption dataDir = new DataDirOption();

    @Override
    public Integer call() throws IOException {
      for (Path file : files) {
        if (!Files.isReadable(file)) {
          throw new CommandFailure("cannot read " + file + ": no such file, or no right to it");
        }
      }
      CriChannel channel = channel(dataDir.path());
      try (CriRuntime runtime = runtime(channel, dataDir.path())) {
        ImageImport images = new ImageImport(channel, runtime);
        for (Path file : files) {
          for (Imported image : images.file(file, progress(file))) {
            System.out.println(
                String.join(", ", image.names()) + "  " + megabytes(image.bytes()) + " imported");
          }
        }
      }
      return 0;
    }

    /// A line that changes in place, on a terminal only.
    @SuppressWarnings("SystemConsoleNull") // Java 25 gives null again where there is no terminal
    private static Progress progress(Path file) {
      if (!Terminal.isThere()) {
        return Progress.NONE;
      }
      return (done, total) -> {
        System.err.printf("\r%s  %s of %s", file.getFileName(), megabytes(done), megabytes(total));
        if (done >= total) {
          System.err.print("\r\033[K");
        }
      };
    }
  }

  /// `binnacle image ls`.
  @Command(
      name = "ls",
      description = "Lists the images Pods can run without fetching anything.",
      mixinStandardHelpOptions = true)
  static final class Ls implements Callable<Integer> {
    @Mixin private DataDirOption dataDir = new DataDirOption();

    @Override
    public Integer call() throws IOException {
      try (CriRuntime runtime = runtime(channel(dataDir.path()), dataDir.path())) {
        List<Image> images =
            runtime.images().stream()
                .sorted(
                    Comparator.comparing(
                        (Image i) -> i.names().isEmpty() ? "" : i.names().getFirst()))
                .toList();
        int width =
            images.stream()
                .flatMap(i -> i.names().stream().limit(1))
                .mapToInt(String::length)
                .max()
                .orElse(4);
        System.out.printf("%-" + width + "s  %8s  %s%n", "NAME", "SIZE", "ID");
        for (Image image : images) {
          System.out.printf(
              "%-" + width + "s  %8s  %.19s%n",
              image.names().isEmpty() ? "<none>" : image.names().getFirst(),
              megabytes(image.bytes()),
              image.id());
        }
      }
      return 0;
    }
  }

  private static String megabytes(long bytes) {
    return "%.1f MB".formatted((double) bytes / MEGABYTE);
  }

  private static CriRuntime runtime(CriChannel channel, Path dataDir) {
    return new CriRuntime(channel, ContainerdPaths.of(dataDir).cgroup(), false);
  }

  /// The door to the containerd of a running instance.
  ///
  /// @throws CommandFailure if there is none
  private static CriChannel channel(Path dataDir) throws IOException {
    StatusFile status = StatusFile.read(dataDir);
    if (status == null || status.process().isEmpty()) {
      throw new CommandFailure("nothing is running in " + dataDir + "; start it with: binnacle up");
    }
    Path socket = ContainerdPaths.of(dataDir).socket();
    if (!Files.exists(socket)) {
      throw new CommandFailure(
          "the instance in "
              + dataDir
              + " runs no containers, so it has no images: Pods are "
              + status.runtime());
    }
    if (!Files.isWritable(socket)) {
      throw new CommandFailure("images belong to root: run it with sudo");
    }
    return new CriChannel(socket);
  }
}
