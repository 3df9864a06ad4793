package io.binnacle.node.agent;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.log.LogTail;
import io.binnacle.node.pod.ContainerPlan;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/// What a container that has ended has to say: its termination message, as `terminationMessagePolicy` wants it.
final class Endings {
  private static final Logger LOG = System.getLogger(Endings.class.getName());
  private static final int LOG_BYTES = 2_048;
  private static final int LOG_LINES = 80;

  private final Volumes volumes;

  Endings(Volumes volumes) {
    this.volumes = volumes;
  }

  /// `container` with its message, if it has ended.
  Container complete(PodRecord record, Container container) {
    if (container.state() != State.EXITED) {
      return container;
    }
    String left = volumes.terminationMessage(record.uid, container.name(), container.attempt());
    Obj spec = ContainerPlan.find(record.pod(), container.name());
    boolean fallsBack =
        spec != null
            && spec.str("terminationMessagePolicy").equals("FallbackToLogsOnError")
            && container.exitCode() != 0;
    if (left.isEmpty() && fallsBack && !container.logPath().isEmpty()) {
      left = log(container);
    }
    String said = container.message();
    String message = said.isEmpty() || left.isEmpty() ? said + left : said + ": " + left;
    return new Container(
        container.id(),
        container.sandboxId(),
        container.podUid(),
        container.name(),
        container.attempt(),
        container.state(),
        container.image(),
        container.imageId(),
        container.created(),
        container.started(),
        container.finished(),
        container.exitCode(),
        container.reason(),
        message,
        container.logPath(),
        container.annotations());
  }

  private static String log(Container container) {
    try {
      return LogTail.text(Path.of(container.logPath()), LOG_LINES, LOG_BYTES);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "log of container {0} not read: {1}", container.name(), e.toString());
      return "";
    }
  }
}
