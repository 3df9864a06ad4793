package io.binnacle.it;

import io.binnacle.testkit.BinnacleProcess;
import io.binnacle.testkit.Shell;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// An instance whose Pods are containers of this machine, with the images of the examples in it. Nothing of it is left after
/// [#close].
final class Containers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Path TOOLS = Path.of("src/test/bin").toAbsolutePath().normalize();

  private final Path dataDir;
  private final Map<String, String> environment;
  private final String[] options;
  private BinnacleProcess process;

  private Containers(Path dataDir, Map<String, String> environment, String[] options)
      throws IOException {
    this.dataDir = dataDir;
    this.environment = environment;
    this.options = options;
    this.process = BinnacleProcess.start(environment, dataDir, options);
  }

  /// Skips the test, out loud, where containers cannot be run; under `CI=true` it fails instead.
  static void require() {
    List<String> missing = new ArrayList<>();
    if (!"root".equals(System.getProperty("user.name"))) {
      missing.add("root");
    }
    for (String program : List.of("containerd", "runc", "nft", "ip", "socat", "script")) {
      if (!Shell.has(program)) {
        missing.add(program);
      }
    }
    if (!DebianImages.problem().isEmpty()) {
      missing.add(DebianImages.problem());
    }
    if ("true".equals(System.getenv("CI"))) {
      Assertions.assertEquals(List.of(), missing, "what tests of containers need");
    }
    Assumptions.assumeTrue(
        missing.isEmpty(), () -> "*** SKIPPED, containers cannot be run: no " + missing + " ***");
  }

  /// Starts an instance, with `images` imported.
  static Containers start(Path dataDir, List<Path> images, String... options) throws IOException {
    return start(Map.of(), dataDir, images, options);
  }

  /// Starts an instance with some environment besides this process's own.
  static Containers start(
      Map<String, String> environment, Path dataDir, List<Path> images, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--runtime", "containerd"));
    all.addAll(List.of(options));
    Containers started = new Containers(dataDir, environment, all.toArray(String[]::new));
    try {
      for (Path image : images) {
        started.must("$BINNACLE image import " + image + " --data-dir $DATA_DIR");
      }
      return started;
    } catch (AssertionError | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /// Ends the instance as `kill -9` does.
  void kill() throws InterruptedException {
    process.process().destroyForcibly().waitFor();
  }

  /// Starts it again, told the same.
  void startAgain() throws IOException {
    startAgain(options);
  }

  /// Starts it again, told something else.
  void startAgain(String... options) throws IOException {
    process = BinnacleProcess.start(environment, dataDir, options);
  }

  Path dataDir() {
    return dataDir;
  }

  /// A shell that knows the instance, and `term`, which gives a command a terminal of its own.
  Shell shell() {
    Map<String, String> environment = new HashMap<>(process.environment());
    environment.put("BINNACLE", String.join(" ", BinnacleProcess.command()));
    environment.put("KUBECACHEDIR", dataDir.resolve("kubectl-cache").toString());
    environment.put("PATH", TOOLS + ":" + System.getenv("PATH"));
    return new Shell(Path.of("..").toAbsolutePath().normalize(), environment);
  }

  /// What `command` prints.
  ///
  /// @throws AssertionError if it fails
  String must(String command) {
    Shell.Result result = shell().run(command);
    if (result.status() != 0) {
      throw new AssertionError(command + ": status " + result.status() + "\n" + result.output());
    }
    return result.output().strip();
  }

  /// A shell that knows more variables.
  Shell shell(Map<String, String> more) {
    Shell shell = shell();
    Map<String, String> environment = new HashMap<>(shell.environment());
    environment.putAll(more);
    return new Shell(shell.folder(), environment);
  }

  /// What `kubectl get` says of `object` under a JSONPath.
  String ask(String object, String path) {
    return must("kubectl get " + object + " -o jsonpath='" + path + "'");
  }

  /// The names of the Pods with label `app`, without those on their way out.
  List<String> podsOf(String app) {
    String pods =
        must(
            "kubectl get pods -l app="
                + app
                + " -o go-template='{{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{\"\\n\"}}{{end}}{{end}}'");
    return pods.lines().toList();
  }

  Path kubeconfig() {
    return dataDir.resolve("kubeconfig");
  }

  /// Runs `command` again and again until it succeeds and prints something in which `pattern` is found, and returns that.
  ///
  /// @throws AssertionError with the last that it printed, after half a minute
  String await(String command, String pattern) {
    Pattern wanted = Pattern.compile(pattern, Pattern.DOTALL);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Shell.Result result = shell().run(command);
      if (result.status() == 0 && wanted.matcher(result.output()).find()) {
        return result.output();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s: no '%s' within %s but, with status %d:\n%s\n%s"
                .formatted(
                    command, pattern, PATIENCE, result.status(), result.output(), situation()));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private String situation() {
    return shell().run("kubectl get nodes,pods -o wide; kubectl get events | tail -20").output();
  }

  BinnacleProcess process() {
    return process;
  }

  @Override
  public void close() {
    try {
      if (process.process().isAlive()) {
        process.close();
      }
    } finally {
      purge(shell());
    }
  }

  static void purge(Shell shell) {
    Shell.Result result = shell.run("$BINNACLE down --purge --data-dir $DATA_DIR");
    if (result.status() != 0) {
      throw new AssertionError("down --purge: " + result.output());
    }
  }
}
