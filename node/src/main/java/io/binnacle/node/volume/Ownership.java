package io.binnacle.node.volume;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may use the files of a volume.
///
/// @param group `fsGroup`, null if the Pod states none
/// @param user the user all containers run as, if they agree and there is no group: it gets the tokens
record Ownership(@Nullable Long group, @Nullable Long user) {
  private static final int SET_GROUP = 02000;

  /// What the security contexts of `pod` ask for.
  static Ownership of(Obj pod) {
    Obj spec = pod.obj("spec");
    Long group = spec.obj("securityContext").integerOrNull("fsGroup");
    return new Ownership(group, group == null ? sharedUser(spec) : null);
  }

  private static @Nullable Long sharedUser(Obj spec) {
    Obj shared = spec.obj("securityContext");
    Set<Long> users = new HashSet<>();
    for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
      for (Obj container : spec.arr(list).objects()) {
        Obj own = container.obj("securityContext");
        Obj from = own.get("runAsUser") instanceof Int ? own : shared;
        users.add(from.integer("runAsUser", -1));
      }
    }
    long user = users.size() == 1 ? users.iterator().next() : -1;
    return user < 0 ? null : (Long) user;
  }

  /// Gives everything at and below `folder` to the group; links are left as they are and not followed.
  void apply(Path folder, boolean readOnly) throws IOException {
    Long gid = group;
    if (gid == null) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            give(path, gid, (readOnly ? 0440 : 0660) | 0110 | SET_GROUP);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              give(path, gid, readOnly ? 0440 : 0660);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// As [#apply], unless the folder itself is the group's already: a large volume is not walked for every Pod.
  void applyOnce(Path folder, boolean readOnly) throws IOException {
    if (group == null) {
      return;
    }
    int gid = (int) Files.getAttribute(folder, "unix:gid");
    int mode = (int) Files.getAttribute(folder, "unix:mode");
    if (gid != group.intValue() || (mode & SET_GROUP) == 0) {
      apply(folder, readOnly);
    }
  }

  private static void give(Path path, long gid, int bits) throws IOException {
    Files.setAttribute(path, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    chmod(path, mode & 07777 | bits);
  }

  static void chmod(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
  }
}
