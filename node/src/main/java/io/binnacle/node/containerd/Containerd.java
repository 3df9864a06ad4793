package io.binnacle.node.containerd;

import io.binnacle.node.containerd.Prerequisites.Tools;
import io.binnacle.node.cri.CriChannel;
import io.binnacle.node.cri.CriRuntime;
import io.binnacle.node.image.ImageImport;
import io.binnacle.node.image.PauseImage;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.RuntimeFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A containerd of our own, running, with its network and the image of sandboxes in place.
///
/// Closing it ends containerd and leaves the containers running: the next [#start] with the same data folder finds them. To
/// end those too, stop the sandboxes first; to leave nothing at all, [Purge].
public final class Containerd implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Containerd.class.getName());
  private static final Pattern VERSION = Pattern.compile("\\bv?(\\d+)\\.\\d+\\.\\d+");

  private final ContainerdPaths paths;
  private final CriChannel channel;
  private final CriRuntime runtime;
  private final ContainerdProcess process;

  private Containerd(
      ContainerdPaths paths, CriChannel channel, CriRuntime runtime, ContainerdProcess process) {
    this.paths = paths;
    this.channel = channel;
    this.runtime = runtime;
    this.process = process;
  }

  /// Starts containerd, or finds the one a killed Binnacle left, and returns when it can run Pods.
  ///
  /// @param dataDir the instance's data folder; containerd's own is in it
  /// @param tools what [Prerequisites] found
  /// @param ranges the node's Pod addresses, one range for each family: `10.244.0.0/24`
  /// @throws IOException if it does not come up; the message ends with what containerd said
  public static Containerd start(Path dataDir, Tools tools, List<String> ranges)
      throws IOException, InterruptedException {
    ContainerdPaths paths = ContainerdPaths.of(dataDir);
    boolean changed = writeFiles(paths, tools, ranges);
    CriChannel channel = new CriChannel(paths.socket());
    CriRuntime runtime = new CriRuntime(channel, paths.cgroup(), Machine.filtersSystemCalls());
    try {
      ContainerdProcess process =
          ContainerdProcess.start(
              paths,
              tools.containerd(),
              changed,
              () -> answers(channel, runtime),
              runtime::cameBack);
      Containerd started = new Containerd(paths, channel, runtime, process);
      try {
        started.images().pause();
        return started;
      } catch (IOException | RuntimeException e) {
        process.close();
        throw e;
      }
    } catch (IOException | RuntimeException | InterruptedException e) {
      runtime.close();
      throw e;
    }
  }

  /// Runs Pods. Ends with this.
  public ContainerRuntime runtime() {
    return runtime;
  }

  /// Imports images.
  public ImageImport images() {
    return new ImageImport(channel, runtime);
  }

  /// Its folders, bridge and cgroup.
  public ContainerdPaths paths() {
    return paths;
  }

  /// The process's id, for people.
  public long pid() {
    return process.pid();
  }

  /// Does what the death of Binnacle does: containerd runs on. For tests.
  void abandon() throws InterruptedException {
    process.abandon();
    runtime.close();
  }

  @Override
  public void close() {
    process.close();
    runtime.close();
  }

  private static boolean answers(CriChannel channel, ContainerRuntime runtime) {
    channel.retryNow();
    try {
      return runtime.info().problem() == null;
    } catch (RuntimeFailure e) {
      LOG.log(Level.DEBUG, "CRI does not answer yet: {0}", e.getMessage());
      return false;
    }
  }

  /// @return whether containerd's own file says something else than before
  private static boolean writeFiles(ContainerdPaths paths, Tools tools, List<String> ranges)
      throws IOException, InterruptedException {
    Files.createDirectories(paths.root());
    Files.createDirectories(paths.cni());
    Files.createDirectories(paths.certs());
    String config =
        new ContainerdConfig(
                majorVersion(tools.containerd()),
                paths,
                PauseImage.NAME,
                tools.cniPlugins(),
                Machine.onOverlay(paths.root()) ? "native" : "overlayfs",
                Machine.lacksSysResource())
            .render();
    boolean changed =
        !Files.exists(paths.config()) || !Files.readString(paths.config()).equals(config);
    Files.writeString(paths.config(), config);
    Files.writeString(
        paths.cni().resolve(CniConfig.FILE), new CniConfig(paths, ranges).render() + "\n");
    return changed;
  }

  private static int majorVersion(Path containerd) throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(containerd.toString(), "--version").redirectErrorStream(true).start();
    asked.getOutputStream().close();
    String said =
        new String(asked.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
    if (!asked.waitFor(10, TimeUnit.SECONDS)) {
      asked.destroyForcibly();
    }
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      throw new IOException(containerd + " --version said no version but: " + said);
    }
    return Integer.parseInt(version.group(1));
  }
}
