package io.binnacle.linux.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace for one test, deleted afterwards.
public final class TestNamespace implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private final String name =
      "bn-linux-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();

  /// Skips the test, saying why, where namespaces or one of `programs` are missing.
  public static void assumeKernel(String... programs) {
    List<String> missing = new ArrayList<>();
    for (String program : programs) if (!has(program)) missing.add(program);
    if (!has("ip")) missing.add("ip");
    String why =
        !"root".equals(System.getProperty("user.name"))
            ? "not root"
            : !missing.isEmpty() ? "no " + String.join(", ", missing) : null;
    if (why != null) System.err.println("*** SKIPPED, needs root and the kernel: " + why);
    assumeTrue(why == null, () -> "needs root and the kernel: " + why);
  }

  public TestNamespace() {
    run(List.of("ip", "netns", "add", name), "");
    in("ip", "link", "set", "lo", "up");
  }

  public String name() {
    return name;
  }

  public Path path() {
    return Path.of("/run/netns", name);
  }

  /// Runs a program inside and returns what it printed.
  /// @throws AssertionError when it fails
  public String in(String... command) {
    return inWith("", command);
  }

  /// As [#in], with standard input.
  public String inWith(String input, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(Arrays.asList(command));
    return run(all, input);
  }

  @Override
  public void close() {
    run(List.of("ip", "netns", "delete", name), "");
  }

  private static String run(List<String> command, String input) {
    try {
      Path in = Files.createTempFile("bn-linux", ".in");
      Path out = Files.createTempFile("bn-linux", ".out");
      try {
        Files.writeString(in, input);
        Process process =
            new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(command + " did not end");
        }
        String said = Files.readString(out, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) throw new AssertionError(command + " failed:\n" + said);
        return said;
      } finally {
        Files.delete(in);
        Files.delete(out);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command.toString(), e);
    }
  }

  private static boolean has(String program) {
    for (String folder : List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) return true;
    }
    return false;
  }
}
