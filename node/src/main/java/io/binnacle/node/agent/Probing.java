package io.binnacle.node.agent;

import io.binnacle.node.probe.ContainerHealth;
import io.binnacle.node.probe.ProbedContainer;
import io.binnacle.node.probe.Probes;

/// What the agent needs of [Probes], method by method.
public interface Probing extends AutoCloseable {
  /// See [Probes#add].
  void add(ProbedContainer container, boolean found);

  /// See [Probes#health].
  ContainerHealth health(String containerId);

  /// See [Probes#stopping].
  void stopping(String containerId);

  /// See [Probes#remove].
  void remove(String containerId);

  @Override
  void close();

  /// Nothing is probed, everything is well.
  Probing NONE =
      new Probing() {
        @Override
        public void add(ProbedContainer container, boolean found) {}

        @Override
        public ContainerHealth health(String containerId) {
          return new ContainerHealth(true, true, false, "", -1);
        }

        @Override
        public void stopping(String containerId) {}

        @Override
        public void remove(String containerId) {}

        @Override
        public void close() {}
      };

  /// The probes of a real node.
  static Probing of(Probes probes) {
    return new Probing() {
      @Override
      public void add(ProbedContainer container, boolean found) {
        probes.add(container, found);
      }

      @Override
      public ContainerHealth health(String containerId) {
        return probes.health(containerId);
      }

      @Override
      public void stopping(String containerId) {
        probes.stopping(containerId);
      }

      @Override
      public void remove(String containerId) {
        probes.remove(containerId);
      }

      @Override
      public void close() {
        probes.close();
      }
    };
  }
}
