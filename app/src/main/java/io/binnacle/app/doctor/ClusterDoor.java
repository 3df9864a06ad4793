package io.binnacle.app.doctor;

import io.binnacle.app.StatusFile;
import io.binnacle.app.cli.CommandFailure;
import io.binnacle.attach.ClusterAccess;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Facts.Origin;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which cluster a command is about, and what is known of it beforehand.
///
/// @param access the way there
/// @param facts what its objects do not say
/// @param instance what it says of itself, if it is an instance on this machine; else null
public record ClusterDoor(ClusterAccess access, Facts facts, @Nullable StatusFile instance) {
  /// Node ports of our own instances.
  private static final int FIRST = 30_000;

  private static final int LAST = 32_767;

  /// What was typed.
  ///
  /// @param kubeconfig null unless given
  /// @param context empty for the current one
  /// @param dataDir where an instance of this machine keeps its kubeconfig
  /// @param asKubectl whether to go where kubectl would go
  /// @param domain the cluster domain, null unless given
  public record Choice(
      @Nullable Path kubeconfig,
      String context,
      Path dataDir,
      boolean asKubectl,
      @Nullable String domain) {}

  /// The cluster: of the kubeconfig named, else the instance that runs on this machine, else the one kubectl would talk to, else
  /// the one this Pod belongs to.
  ///
  /// @param environment where `KUBECONFIG` may be
  /// @throws CommandFailure if there is none
  /// @throws IOException if a kubeconfig cannot be used; the message names it
  public static ClusterDoor choose(Choice choice, Map<String, String> environment)
      throws IOException {
    if (choice.kubeconfig() != null) {
      return other(ClusterAccess.kubeconfig(choice.kubeconfig(), choice.context()), choice);
    }
    StatusFile status =
        choice.asKubectl() || !choice.context().isEmpty()
            ? null
            : StatusFile.read(choice.dataDir());
    if (status != null && status.process().isPresent()) {
      ClusterAccess access = ClusterAccess.kubeconfig(Path.of(status.kubeconfig()), "");
      String domain = choice.domain() == null ? status.clusterDomain() : choice.domain();
      return new ClusterDoor(
          access, new Facts(domain, List.of(), FIRST, LAST, Origin.CLUSTER), status);
    }
    List<Path> files = kubeconfigs(environment);
    if (!files.isEmpty()) {
      return other(first(files, choice.context()), choice);
    }
    if (environment.get("KUBERNETES_SERVICE_HOST") != null) {
      return other(ClusterAccess.inCluster(), choice);
    }
    throw new CommandFailure(
        "no cluster: nothing runs in "
            + choice.dataDir()
            + ", and neither KUBECONFIG nor ~/.kube/config leads to one; say --kubeconfig FILE, or -f FILE for objects in files");
  }

  private static ClusterDoor other(ClusterAccess access, Choice choice) {
    String domain = choice.domain() == null ? Facts.UNKNOWN.domain() : choice.domain();
    return new ClusterDoor(access, new Facts(domain, List.of(), 0, 0, Origin.CLUSTER), null);
  }

  /// The files kubectl reads, those that exist.
  private static List<Path> kubeconfigs(Map<String, String> environment) {
    String told = environment.getOrDefault("KUBECONFIG", "");
    List<Path> out = new ArrayList<>();
    if (told.isEmpty()) {
      out.add(Path.of(System.getProperty("user.home"), ".kube", "config"));
    } else {
      for (String each : told.split(File.pathSeparator)) {
        if (!each.isEmpty()) {
          out.add(Path.of(each));
        }
      }
    }
    return out.stream().filter(Files::exists).toList();
  }

  /// The first that has the context.
  private static ClusterAccess first(List<Path> files, String context) throws IOException {
    IOException failure = null;
    for (Path file : files) {
      try {
        return ClusterAccess.kubeconfig(file, context);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    throw failure == null ? new IOException("no kubeconfig") : failure;
  }
}
