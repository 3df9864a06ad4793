package io.binnacle.node.volume;

import io.binnacle.node.env.Notice;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the volumes of a Pod are there.
///
/// @param problems `FailedMount` events, one for each volume that is not there; while there is one no container may start, and
///     the caller tries again later
/// @param refreshBy when [PodVolumes#prepare] must be called again because a token grows old; null if no volume ages
public record VolumeOutcome(List<Notice> problems, @Nullable Instant refreshBy) {
  public VolumeOutcome {
    problems = List.copyOf(problems);
  }

  /// Whether every volume is there.
  public boolean ready() {
    return problems.isEmpty();
  }
}
