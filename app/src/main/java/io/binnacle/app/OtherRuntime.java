package io.binnacle.app;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.containerd.ContainerdPaths;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// What an earlier start of the same data folder has left that this one, told otherwise, will not look after: nodes of another
/// runtime, or more simulated ones than now. They would stay Ready for ever, and Pods bound to them never run.
final class OtherRuntime {
  private static final Logger LOG = System.getLogger(OtherRuntime.class.getName());

  private OtherRuntime() {}

  /// The machine, and the nodes this start is about to register.
  ///
  /// @param machine its name as a Node
  /// @param machineId of `/etc/machine-id`, empty if it has none
  /// @param runtime what runs the nodes' Pods, as their `containerRuntimeVersion` begins: `simulated`, `containerd`
  record Here(String machine, String machineId, String runtime, Set<String> names) {
    /// Whether `node` was registered by an earlier start, and will not be by this one.
    boolean leavesAlone(Obj node) {
      Obj info = node.obj("status").obj("nodeInfo");
      String version = info.str("containerRuntimeVersion");
      boolean again = version.startsWith(runtime + "://") && names.contains(Meta.name(node));
      return !again
          && (version.startsWith("simulated://")
              || version.startsWith("containerd://") && isThisMachine(node, info));
    }

    /// A kubelet elsewhere may have joined us; its node is its own business.
    private boolean isThisMachine(Obj node, Obj info) {
      return Meta.name(node).equals(machine)
          || !machineId.isEmpty() && info.str("machineID").equals(machineId);
    }
  }

  /// Removes the Nodes that `here` leaves alone, and the Pods bound to them, at once: nobody could end those gracefully. What
  /// owns the Pods makes new ones, which find a node.
  static void removeNodes(KubeApi api, Here here) {
    for (Obj node : api.list(ResourceName.NODES, "", ListOptions.ALL).items()) {
      if (here.leavesAlone(node)) {
        String name = Meta.name(node);
        delete(api, ResourceName.NODES, node);
        ListOptions bound = ListOptions.fields("spec.nodeName=" + name);
        for (Obj pod : api.list(ResourceName.PODS, "", bound).items()) {
          delete(api, ResourceName.PODS, pod);
        }
        LOG.log(Level.INFO, "removed node {0} of an earlier start, and its Pods", name);
      }
    }
  }

  private static void delete(KubeApi api, ResourceName resource, Obj object) {
    try {
      api.delete(Target.of(resource, object), new DeleteOptions(null, 0L, Meta.uid(object), null));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  /// Ends the containers that an earlier start has left running, with their network and rules: their Pods are about to be
  /// forgotten. Images stay.
  static void endContainers(Path dataDir) throws InterruptedException {
    if (!Files.isWritable(ContainerdPaths.of(dataDir).run())) {
      LOG.log(
          Level.WARNING,
          "containers of an earlier start are left, and only root can end them: sudo binnacle down --purge --data-dir {0}",
          dataDir);
      return;
    }
    try {
      Uninstall.running(dataDir);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "containers of an earlier start cannot all be ended: {0}; to remove them: binnacle down --purge --data-dir {1}",
          e.getMessage(),
          dataDir);
    }
  }
}
