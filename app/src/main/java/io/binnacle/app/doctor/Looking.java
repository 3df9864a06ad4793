package io.binnacle.app.doctor;

import io.binnacle.attach.RemoteApi;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.gather.ClusterReader;
import io.binnacle.doctor.gather.Scope;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Reads a cluster for the command line.
public final class Looking {
  private Looking() {}

  /// What the cluster behind `door` holds.
  ///
  /// @param terminal where progress is shown, null for nowhere
  /// @throws io.binnacle.model.error.ApiException if the cluster cannot be asked
  public static Evidence at(ClusterDoor door, Scope scope, @Nullable PrintStream terminal) {
    RemoteApi.Options how = RemoteApi.Options.reading("binnacle-doctor");
    try (RemoteApi api =
        new RemoteApi(door.access(), how, () -> ThreadLocalRandom.current().nextLong())) {
      ReadingShown shown = terminal == null ? null : new ReadingShown(terminal);
      try {
        return new ClusterReader(api, shown == null ? ClusterReader.Progress.NONE : shown)
            .read(scope, door.facts(), InstantSource.system().instant());
      } finally {
        if (shown != null) {
          shown.end();
        }
      }
    }
  }
}
