package io.binnacle.node.volume;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.ContainerEnvironment;
import io.binnacle.node.env.GoQuote;
import io.binnacle.node.runtime.ContainerSpec.Mount;
import io.binnacle.node.runtime.ContainerSpec.Mount.Propagation;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the `volumeMounts` of a container, and what every container gets, into mounts.
final class ContainerMounts {
  private static final Logger LOG = System.getLogger(ContainerMounts.class.getName());
  private static final String HOSTS = "/etc/hosts";
  private static final String TERMINATION_LOG = "/dev/termination-log";

  private final PodFolders folders;
  private final Mounter mounter;
  private final Claims claims;

  ContainerMounts(PodFolders folders, Mounter mounter, Claims claims) {
    this.folders = folders;
    this.mounter = mounter;
    this.claims = claims;
  }

  /// Where a volume is on this machine, and whether it may be written at all.
  private record Source(Path path, boolean readOnly) {}

  MountOutcome of(
      Obj pod, Obj container, int attempt, Map<String, String> environment, String hosts)
      throws VolumeFailure, IOException {
    List<Mount> out = new ArrayList<>();
    boolean ownHosts = false;
    List<Obj> mounts = container.arr("volumeMounts").objects();
    for (int i = 0; i < mounts.size(); i++) {
      Obj mount = mounts.get(i);
      ownHosts |= mount.str("mountPath").equals(HOSTS);
      out.add(mount(pod, container, mount, i, environment));
    }
    if (!hosts.isEmpty() && !ownHosts) {
      Path file = folders.hosts(pod);
      write(file, hosts, 0644);
      out.add(new Mount(file.toString(), HOSTS, false, Propagation.PRIVATE));
    }
    Path log =
        folders.terminationLog(pod.obj("metadata").str("uid"), container.str("name"), attempt);
    write(log, "", 0666);
    String inside = container.str("terminationMessagePath", TERMINATION_LOG);
    out.add(new Mount(log.toString(), inside, false, Propagation.PRIVATE));
    return new MountOutcome.Mounts(out, log);
  }

  private static void write(Path file, String text, int mode) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Ownership.chmod(file, mode);
  }

  private Mount mount(Obj pod, Obj container, Obj mount, int index, Map<String, String> environment)
      throws VolumeFailure, IOException {
    String name = mount.str("name");
    Source source = source(pod, container, name);
    String below = subPath(mount, environment);
    Path path =
        below.isEmpty() ? source.path() : bound(pod, container, name, index, source.path(), below);
    String inside = mount.str("mountPath");
    return new Mount(
        path.toString(),
        inside.startsWith("/") ? inside : "/" + inside,
        source.readOnly() || mount.bool("readOnly", false),
        switch (mount.str("mountPropagation")) {
          case "HostToContainer" -> Propagation.HOST_TO_CONTAINER;
          case "Bidirectional" -> Propagation.BIDIRECTIONAL;
          default -> Propagation.PRIVATE;
        });
  }

  private Source source(Obj pod, Obj container, String name) throws VolumeFailure {
    Obj volume = find(pod, name);
    if (volume == null) {
      throw new VolumeFailure(
          "cannot find volume "
              + GoQuote.quote(name)
              + " to mount into container "
              + GoQuote.quote(container.str("name")));
    }
    String kind = PodVolumes.kind(volume);
    String plugin = ObjectVolumes.PLUGINS.get(kind);
    if (plugin != null) {
      return new Source(folders.volume(pod, plugin, name), true);
    }
    return switch (kind) {
      case "hostPath" -> new Source(Path.of(volume.obj("hostPath").str("path")), false);
      case "persistentVolumeClaim", "ephemeral" -> {
        Claims.Located located = claims.locate(pod, volume);
        yield new Source(Path.of(located.path()), located.readOnly());
      }
      default -> new Source(folders.volume(pod, PodFolders.EMPTY_DIR, name), false);
    };
  }

  private static @Nullable Obj find(Obj pod, String name) {
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      if (volume.str("name").equals(name)) {
        return volume;
      }
    }
    return null;
  }

  private static String subPath(Obj mount, Map<String, String> environment) throws VolumeFailure {
    String expression = mount.str("subPathExpr");
    String path = mount.str("subPath");
    if (!expression.isEmpty()) {
      String missing = ContainerEnvironment.undefinedIn(expression, environment);
      if (missing != null) {
        throw new VolumeFailure("missing value for " + GoQuote.quote(missing));
      }
      path = ContainerEnvironment.expand(expression, environment);
    }
    if (path.startsWith("/")) {
      throw new VolumeFailure("error SubPath `" + path + "` must not be an absolute path");
    }
    if (List.of(path.split("/")).contains("..")) {
      throw new VolumeFailure("unable to provision SubPath `" + path + "`: must not contain '..'");
    }
    return path;
  }

  /// A mount of ours that shows what `below` leads to at this moment: what a container does to the volume later cannot bend
  /// it. What went wrong is told to the log only, since it may speak of files the Pod must not know.
  private Path bound(Obj pod, Obj container, String volume, int index, Path root, String below)
      throws VolumeFailure, IOException {
    Path target = folders.subPath(pod, volume, container.str("name"), index);
    Files.createDirectories(target.getParent());
    mounter.unmount(target);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (!mounter.mountsBelow(target).isEmpty()) {
        throw new VolumeFailure("still in use: the earlier mount of subPath `" + below + "`");
      }
      Files.delete(target);
    }
    try {
      mounter.bindBelow(root, below, target);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "subPath {0} of {1} not mounted: {2}", below, root, e.getMessage());
      throw new VolumeFailure(
          "failed to prepare subPath for volumeMount "
              + GoQuote.quote(volume)
              + " of container "
              + GoQuote.quote(container.str("name")));
    }
    return target;
  }
}
