package io.binnacle.app.doctor;

import io.binnacle.doctor.gather.ClusterReader;
import io.binnacle.model.meta.ResourceName;
import java.io.PrintStream;

/// Shows on a terminal how far reading is, once it takes long.
final class ReadingShown implements ClusterReader.Progress {
  private static final int EVERY = 500;
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream terminal;
  private boolean shown;

  ReadingShown(PrintStream terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void read(ResourceName resource, int objects) {
    if (objects % EVERY == 0) {
      terminal.print(ERASE + "reading " + resource.plural() + ": " + objects);
      terminal.flush();
      shown = true;
    }
  }

  /// Leaves the line as it was.
  synchronized void end() {
    if (shown) {
      terminal.print(ERASE);
      terminal.flush();
    }
  }
}
