package io.binnacle.node.pod;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why a container could not be started the last time it was tried.
///
/// @param reason `ErrImagePull`, `CreateContainerConfigError`, `RunContainerError`, …
/// @param message for `state.waiting.message`
/// @param at when it failed
/// @param pause how long until the next try
public record StartFailure(String reason, String message, Instant at, Duration pause) {
  /// An image could not be pulled.
  public static final String ERR_IMAGE_PULL = "ErrImagePull";

  /// What is shown while an image is not tried again yet.
  public static final String IMAGE_PULL_BACK_OFF = "ImagePullBackOff";

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// For how long the failed pull itself is shown before the wait for the next one.
  private static final Duration FAILURE_SHOWN = Duration.ofSeconds(5);

  /// The failure `reason` at `now`. Waits for an image double up to five minutes, others stay at ten seconds.
  ///
  /// @param before what failed the time before, null if nothing has since the container last ran
  public static StartFailure of(
      @Nullable StartFailure before, String reason, String message, Instant now) {
    boolean pulls = reason.equals(ERR_IMAGE_PULL);
    Duration doubled =
        pulls && before != null && before.reason.equals(reason)
            ? before.pause.multipliedBy(2)
            : FIRST;
    return new StartFailure(
        reason, message, now, doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
  }

  /// The runtime does not answer: nothing is wrong with the container, and it is tried again soon.
  public static StartFailure unavailable(String message, Instant now) {
    return new StartFailure("ContainerCreating", message, now, Duration.ofSeconds(1));
  }

  /// When the next try may begin.
  public Instant retryAt() {
    return at.plus(pause);
  }

  /// Whether the failed pull has given way to the wait for the next one.
  boolean backsOff(Instant now) {
    return reason.equals(ERR_IMAGE_PULL) && !now.isBefore(at.plus(FAILURE_SHOWN));
  }

  /// When what is shown changes by itself; null if it does not before the next try.
  @Nullable Instant changesAt(Instant now) {
    return reason.equals(ERR_IMAGE_PULL) && !backsOff(now) ? at.plus(FAILURE_SHOWN) : null;
  }
}
