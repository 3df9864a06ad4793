package io.binnacle.node.agent;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.linux.files.DeleteTree;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.ContainerPlan;
import io.binnacle.node.pod.SandboxPlan;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Clears away what Pods leave behind.
final class Leavings {
  private final Tools tools;

  Leavings(Tools tools) {
    this.tools = tools;
  }

  /// Removes everything of a Pod from the node, then has the API forget it if it still knows it.
  ///
  /// @throws IOException if something could not be removed; trying again may help
  void release(PodRecord record) throws IOException {
    Obj pod = record.pod();
    for (Container container : record.containers()) {
      tools.probing().remove(container.id());
    }
    for (Sandbox sandbox : record.sandboxes()) {
      if (sandbox.ready()) {
        tools.runtime().stopSandbox(sandbox.id());
      }
      tools.runtime().removeSandbox(sandbox.id());
      record.drop(sandbox.id());
    }
    for (Container container : record.containers()) {
      tools.runtime().removeContainer(container.id());
      record.drop(container.id());
    }
    List<String> left = tools.volumes().tearDown(record.uid);
    if (!left.isEmpty()) {
      throw new IOException(String.join("; ", left));
    }
    DeleteTree.delete(SandboxPlan.logFolder(tools.config().logs(), pod));
    if (!record.isGone()) {
      confirm(record, pod);
    }
  }

  private void confirm(PodRecord record, Obj pod) {
    try {
      tools
          .api()
          .delete(Target.of(ResourceName.PODS, pod), new DeleteOptions(null, 0L, record.uid, null));
    } catch (ApiException e) {
      // Gone already, or another Pod has its name by now.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  /// Removes a container that has ended, and its log.
  void remove(PodRecord record, String containerId) throws IOException {
    Container container = record.container(containerId);
    tools.probing().remove(containerId);
    tools.runtime().removeContainer(containerId);
    record.drop(containerId);
    if (container != null) {
      Path folder = SandboxPlan.logFolder(tools.config().logs(), record.pod());
      Path log = folder.resolve(ContainerPlan.logFile(container.name(), container.attempt()));
      deleteLog(log);
    }
  }

  /// A log and what rotation has made of it: `0.log`, `0.log.20261125-133000`.
  private static void deleteLog(Path log) throws IOException {
    Path folder = log.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    try (var files = Files.newDirectoryStream(folder, log.getFileName() + "*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
