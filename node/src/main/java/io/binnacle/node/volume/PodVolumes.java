package io.binnacle.node.volume;

import io.binnacle.client.KubeApi;
import io.binnacle.linux.files.DeleteTree;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.GoQuote;
import io.binnacle.node.env.Notice;
import io.binnacle.node.env.PodFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The volumes of all Pods of a node, under one folder of ours: `<root>/<pod uid>/volumes/…`. Blocking; safe for use by many
/// threads, calls about one Pod come one after the other. Holds nothing in memory but tokens, which it asks for again: a new
/// instance goes on where a killed one stopped.
public final class PodVolumes {
  private static final int MAX_MESSAGE = 4_096;

  private final PodFolders folders;
  private final InstantSource clock;
  private final Mounter mounter;
  private final ObjectVolumes objects;
  private final Claims claims;
  private final EmptyDirs emptyDirs;
  private final ContainerMounts containerMounts;

  /// @param root the folder of ours, absolute; made if absent
  /// @param api where ConfigMaps, Secrets, claims and tokens come from
  public PodVolumes(Path root, KubeApi api, Mounter mounter, InstantSource clock) {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException("the folder of volumes must be absolute, was " + root);
    }
    this.folders = new PodFolders(real(root));
    this.clock = clock;
    this.mounter = mounter;
    this.objects = new ObjectVolumes(api, clock);
    this.claims = new Claims(api);
    this.emptyDirs = new EmptyDirs(mounter);
    this.containerMounts = new ContainerMounts(folders, mounter, claims);
  }

  /// The folder as the kernel lists it among its mounts: without links.
  private static Path real(Path root) {
    try {
      Files.createDirectories(root);
      return root.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder of volumes " + root, e);
    }
  }

  /// Brings the volumes of `pod` into being, or up to date: running containers see changed ConfigMaps, Secrets, labels
  /// and annotations, and get new tokens before the old ones end. Safe to repeat. To be called before the first container
  /// starts, then once a minute and whenever an object the Pod names has changed; what is a problem then leaves running
  /// containers as they are.
  public VolumeOutcome prepare(Obj pod, PodFacts facts) {
    List<Notice> problems = new ArrayList<>();
    @Nullable Instant refreshBy = null;
    Set<String> used = used(pod);
    Ownership ownership = Ownership.of(pod);
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      if (!used.contains(volume.str("name"))) {
        continue;
      }
      try {
        refreshBy = ObjectVolumes.earlier(refreshBy, prepare(pod, volume, facts, ownership));
      } catch (VolumeFailure e) {
        problems.add(failed(e.volume(volume.str("name")), e.text()));
      } catch (IOException e) {
        problems.add(failed(volume.str("name"), words(e)));
      }
    }
    return new VolumeOutcome(problems, refreshBy);
  }

  private @Nullable Instant prepare(Obj pod, Obj volume, PodFacts facts, Ownership ownership)
      throws VolumeFailure, IOException {
    String name = volume.str("name");
    String kind = kind(volume);
    String plugin = ObjectVolumes.PLUGINS.get(kind);
    if (plugin != null) {
      Path folder = folders.volume(pod, plugin, name);
      ObjectVolumes.Gathered gathered =
          objects.gather(pod, kind, volume.obj(kind), facts, ownership);
      if (ObjectVolumes.IN_MEMORY.contains(kind)) {
        emptyDirs.memory(folder, 0, new Ownership(null, null));
      } else {
        emptyDirs.disk(folder, new Ownership(null, null));
      }
      new AtomicFolder(folder).write(gathered.files(), ownership, clock.instant());
      return gathered.refreshBy();
    }
    switch (kind) {
      case "emptyDir" ->
          emptyDirs.make(
              folders.volume(pod, PodFolders.EMPTY_DIR, name),
              pod,
              volume.obj("emptyDir"),
              facts,
              ownership);
      case "hostPath" -> {
        Obj source = volume.obj("hostPath");
        HostPaths.check(source.str("path"), source.str("type"));
      }
      case "persistentVolumeClaim", "ephemeral" -> {
        HostPaths.prepare(claims.locate(pod, volume), ownership);
      }
      default ->
          throw new VolumeFailure(
              "volumes of kind "
                  + kind
                  + " are not supported by this node; it knows configMap, downwardAPI, emptyDir,"
                  + " ephemeral, hostPath, persistentVolumeClaim, projected, secret");
    }
    return null;
  }

  /// The mounts of one container about to be made: its `volumeMounts`, `/etc/hosts`, the termination message file. The Pod's
  /// volumes must have been prepared.
  ///
  /// @param container one entry of the Pod's container lists
  /// @param attempt as in [io.binnacle.node.runtime.ContainerSpec]
  /// @param environment the container's variables, for `subPathExpr`
  /// @param hosts the text for `/etc/hosts`, see [io.binnacle.node.dns.HostsFile]; empty for none
  public MountOutcome mounts(
      Obj pod, Obj container, int attempt, Map<String, String> environment, String hosts) {
    try {
      return containerMounts.of(pod, container, attempt, environment, hosts);
    } catch (VolumeFailure e) {
      return new MountOutcome.Refused(e.text());
    } catch (IOException e) {
      return new MountOutcome.Refused(words(e));
    }
  }

  /// What a container left in its termination message file, at most 4096 bytes; empty for nothing. The file stays until
  /// [#tearDown].
  public String terminationMessage(String podUid, String container, int attempt) {
    Path file = folders.terminationLog(podUid, container, attempt);
    OpenOption[] how = {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};
    try (InputStream in = Files.newInputStream(file, how)) {
      return new String(in.readNBytes(MAX_MESSAGE), StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      return "Error on reading termination log " + file + ": " + words(e);
    }
  }

  /// Unmounts and deletes everything of a Pod. Its containers must have ended. Safe to repeat, and for Pods of an earlier
  /// life. Never follows a symbolic link, never deletes below a mount that does not go away.
  ///
  /// @return what could not be removed and why; empty when nothing is left
  public List<String> tearDown(String podUid) {
    objects.forget(podUid);
    Path folder = folders.pod(podUid);
    List<String> problems = new ArrayList<>();
    try {
      for (Path mount : mounter.mountsBelow(folder)) {
        try {
          mounter.unmount(mount);
        } catch (IOException e) {
          problems.add("cannot unmount " + mount + ": " + words(e));
        }
      }
      List<Path> left = mounter.mountsBelow(folder);
      if (!left.isEmpty()) {
        problems.add("still mounted: " + left);
      }
      if (problems.isEmpty()) {
        DeleteTree.delete(folder);
      }
    } catch (IOException e) {
      problems.add("cannot remove " + folder + ": " + words(e));
    }
    return problems;
  }

  /// The uids of all Pods that have something on disk, also of those the API has forgotten.
  public Set<String> onDisk() {
    Set<String> out = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folders.root())) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.startsWith(".") && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          out.add(name);
        }
      }
    } catch (NoSuchFileException _) {
      // No Pod has had a volume yet.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folders.root(), e);
    }
    return out;
  }

  /// What some container mounts; nobody waits for the others.
  private static Set<String> used(Obj pod) {
    Set<String> out = new HashSet<>();
    for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      for (Obj container : pod.obj("spec").arr(list).objects()) {
        container.arr("volumeMounts").objects().forEach(mount -> out.add(mount.str("name")));
        container.arr("volumeDevices").objects().forEach(device -> out.add(device.str("name")));
      }
    }
    return out;
  }

  /// The field that says what a volume is; `emptyDir` if none does.
  static String kind(Obj volume) {
    for (String key : volume.keys()) {
      if (!key.equals("name")) {
        return key;
      }
    }
    return "emptyDir";
  }

  private static Notice failed(String volume, String why) {
    return new Notice(
        "FailedMount",
        "MountVolume.SetUp failed for volume " + GoQuote.quote(volume) + " : " + why);
  }

  private static String words(IOException e) {
    if (e instanceof FileSystemException file) {
      String reason = file.getReason();
      String what = reason == null ? e.getClass().getSimpleName() : reason;
      return file.getFile() == null ? what : file.getFile() + ": " + what;
    }
    return String.valueOf(e.getMessage());
  }
}
