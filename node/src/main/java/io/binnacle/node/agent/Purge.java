package io.binnacle.node.agent;

import io.binnacle.linux.files.DeleteTree;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Ends and removes everything Pods have on this node.
final class Purge {
  private final Tools tools;
  private final Queue<String> left = new ConcurrentLinkedQueue<>();

  Purge(Tools tools) {
    this.tools = tools;
  }

  List<String> run() {
    List<Runnable> deeds = new ArrayList<>();
    try {
      for (Sandbox sandbox : tools.runtime().sandboxes()) {
        deeds.add(() -> remove(sandbox));
      }
      tools.scheduler().runAll(deeds);
    } catch (RuntimeFailure e) {
      left.add("the runtime cannot be listed: " + e.getMessage());
    }
    for (String uid : tools.volumes().onDisk()) {
      left.addAll(tools.volumes().tearDown(uid));
    }
    try {
      DeleteTree.delete(tools.config().logs());
    } catch (IOException e) {
      left.add("logs: " + e);
    }
    return List.copyOf(left);
  }

  private void remove(Sandbox sandbox) {
    try {
      tools.runtime().stopSandbox(sandbox.id());
      tools.runtime().removeSandbox(sandbox.id());
    } catch (RuntimeFailure e) {
      left.add("sandbox " + sandbox.id() + " of " + sandbox.podName() + ": " + e.getMessage());
    }
  }
}
