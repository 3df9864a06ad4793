package io.binnacle.it;

import io.binnacle.testkit.load.LoadPlan;
import io.binnacle.testkit.load.LoadProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Sends load from the node or from inside a Pod's network, and knows the processes of containers.
final class LoadFrom {
  /// Where the clients are.
  enum Place {
    NODE,
    POD
  }

  private static final Path PROC = Path.of("/proc");

  private final Containers cluster;

  LoadFrom(Containers cluster) {
    this.cluster = cluster;
  }

  /// Starts it, from the node or from the Pod `client`.
  LoadProcess start(Place place, LoadPlan plan) throws IOException {
    return switch (place) {
      case NODE -> LoadProcess.start(plan);
      case POD -> LoadProcess.start(plan, "nsenter", "--net=/proc/" + first("client") + "/ns/net");
    };
  }

  /// Kills the first process of the Pod's only container as the kernel does when memory runs out, and with it the others.
  void killHard(String pod) throws IOException {
    ProcessHandle.of(first(pod)).orElseThrow().destroyForcibly();
  }

  private long first(String pod) throws IOException {
    String id =
        cluster
            .ask("pod/" + pod, "{.status.containerStatuses[0].containerID}")
            .replaceFirst(".*//", "");
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(process -> process.getFileName().toString().matches("\\d+"))
          .filter(process -> any(process.resolve("cgroup"), line -> line.contains(id)))
          .filter(process -> any(process.resolve("status"), line -> line.matches("NSpid:.*\\s1")))
          .mapToLong(process -> Long.parseLong(process.getFileName().toString()))
          .findFirst()
          .orElseThrow(() -> new AssertionError(pod + " has no process 1 in container " + id));
    }
  }

  private static boolean any(Path file, java.util.function.Predicate<String> matches) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream().anyMatch(matches);
    } catch (IOException _) {
      return false; // the process has ended meanwhile
    }
  }
}
