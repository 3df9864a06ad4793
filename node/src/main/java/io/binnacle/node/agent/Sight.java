package io.binnacle.node.agent;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.ContainerPlan;
import io.binnacle.node.pod.PodLife;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.Sandbox;
import java.util.Map;
import java.util.Set;

/// Keeps a record in step with the runtime, and the probes in step with the record.
final class Sight {
  private final Tools tools;
  private final Endings endings;

  Sight(Tools tools) {
    this.tools = tools;
    this.endings = new Endings(tools.volumes());
  }

  /// Asks the runtime about everything a record knows of.
  ///
  /// @throws RuntimeFailure if it does not answer
  void refresh(PodRecord record) {
    for (Sandbox known : record.sandboxes()) {
      try {
        record.put(tools.runtime().sandbox(known.id()));
      } catch (RuntimeFailure e) {
        drop(record, known.id(), e);
      }
    }
    for (Container known : record.containers()) {
      if (known.state() == State.EXITED && known.finished() != null) {
        continue; // nothing can change any more
      }
      try {
        record.put(endings.complete(record, tools.runtime().container(known.id())));
      } catch (RuntimeFailure e) {
        drop(record, known.id(), e);
      }
    }
  }

  private static void drop(PodRecord record, String id, RuntimeFailure e) {
    if (e.kind() != Kind.NOT_FOUND) {
      throw e;
    }
    record.drop(id);
  }

  /// Probes the containers that are to be probed, and no others.
  void probe(PodRecord record, PodLife life) {
    for (Map.Entry<String, String> entry : life.probed().entrySet()) {
      Container container = record.container(entry.getValue());
      Obj spec = ContainerPlan.find(record.pod(), entry.getKey());
      if (container != null && spec != null && record.probing(container.id())) {
        tools.probing().add(tools.probed(record, spec, container), record.wasFound(container.id()));
      }
    }
    for (String id : Set.copyOf(record.probed())) {
      Container container = record.container(id);
      if (container == null || container.state() != State.RUNNING) {
        record.notProbing(id);
        tools.probing().remove(id);
      }
    }
  }
}
