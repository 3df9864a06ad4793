package io.binnacle.node.agent;

import io.binnacle.client.events.EventRecorder;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.probe.ProbeListener;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Hands what probes say to the Pods they are about.
final class ProbeEars implements ProbeListener {
  private final EventRecorder events;
  private final AtomicReference<@Nullable PodWorkers> workers = new AtomicReference<>();

  ProbeEars(EventRecorder events) {
    this.events = events;
  }

  void tell(PodWorkers who) {
    workers.set(who);
  }

  @Override
  public void changed(String podUid, String containerId) {
    PodWorkers told = workers.get();
    PodRecord record = told == null ? null : told.find(podUid);
    if (told != null && record != null) {
      told.look(record);
    }
  }

  @Override
  public void event(Obj pod, String container, String reason, String message) {
    events.warning(pod, reason, message);
  }
}
