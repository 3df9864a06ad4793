package io.binnacle.linux.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.linux.kernel.TestNamespace;
import io.binnacle.linux.sys.Errno;
import io.binnacle.linux.sys.SysResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsKernelTest {
  @TempDir Path folder;

  @Test
  void memoryIsMountedBoundReadOnlyAndUnmounted() throws Exception {
    TestNamespace.assumeKernel();
    Path memory = Files.createDirectory(folder.resolve("in memory"));
    Path view = Files.createDirectory(folder.resolve("view"));
    try {
      assertInstanceOf(SysResult.Ok.class, Mounts.tmpfs(memory, 1 << 20, 01777));
      assertEquals(
          "rwxrwxrwx", PosixFilePermissions.toString(Files.getPosixFilePermissions(memory)));
      Files.writeString(memory.resolve("a"), "hello");
      assertThrows(IOException.class, () -> Files.write(memory.resolve("big"), new byte[2 << 20]));
      assertInstanceOf(SysResult.Ok.class, Mounts.bind(memory, view, true));
      assertEquals("hello", Files.readString(view.resolve("a")));
      assertThrows(IOException.class, () -> Files.writeString(view.resolve("b"), "no"));
      List<Mounts.Mount> below = Mounts.below(folder);
      assertEquals(List.of(memory, view), below.stream().map(Mounts.Mount::target).toList());
      assertThat(below.get(1).options()).contains("ro", "nosuid", "nodev");
    } finally {
      for (Mounts.Mount mount : Mounts.below(folder).reversed())
        Mounts.unmount(mount.target(), true);
    }
    assertEquals(List.of(), Mounts.below(folder));
    assertEquals(true, Mounts.unmount(view, false).failedWith(Errno.EINVAL));
  }

  @Test
  void mountinfoIsReadWithItsEscapes() {
    assertEquals(
        new Mounts.Mount(Path.of("/run/a b"), "tmpfs", "rw,nosuid"),
        Mounts.parse("36 35 0:40 / /run/a\\040b rw,nosuid shared:1 - tmpfs tmpfs rw,size=1024k"));
    for (String line : List.of("", "36 35 0:40 / /run/a rw", "- - - - - - -", "a b c d e f -"))
      assertNull(Mounts.parse(line));
  }
}
