package io.binnacle.it;

import io.binnacle.testkit.BinnacleProcess;
import io.binnacle.testkit.Shell;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// An instance whose Pods are containers of this machine, with the images of the examples in it. Nothing of it is left after
/// [#close].
final class Containers implements AutoCloseable {
  private static final Path TOOLS = Path.of("src/test/bin").toAbsolutePath().normalize();

  private final Path dataDir;
  private final BinnacleProcess process;

  private Containers(Path dataDir, BinnacleProcess process) {
    this.dataDir = dataDir;
    this.process = process;
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
    List<String> all = new ArrayList<>(List.of("--runtime", "containerd"));
    all.addAll(List.of(options));
    Containers started =
        new Containers(dataDir, BinnacleProcess.start(dataDir, all.toArray(String[]::new)));
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

  BinnacleProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
    purge(shell());
  }

  static void purge(Shell shell) {
    Shell.Result result = shell.run("$BINNACLE down --purge --data-dir $DATA_DIR");
    if (result.status() != 0) {
      throw new AssertionError("down --purge: " + result.output());
    }
  }
}
