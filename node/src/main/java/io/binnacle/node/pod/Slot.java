package io.binnacle.node.pod;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One container of the spec, and what has become of it.
///
/// @param spec the container as the Pod has it
/// @param newest the latest container of this name; null if there is none
/// @param before the one before `newest`; null if there is none
/// @param inSandbox whether `newest` is in the newest sandbox
/// @param shown what the status said of it last, `{}` if nothing
/// @param starting whether its start is under way; `newest` and `before` then are what was there earlier
/// @param failure its last failed start; null if none
/// @param health what its probes say; null if they have not been asked
record Slot(
    Obj spec,
    Role role,
    @Nullable Container newest,
    @Nullable Container before,
    boolean inSandbox,
    Obj shown,
    boolean starting,
    @Nullable StartFailure failure,
    @Nullable Health health,
    String restartPolicy) {

  /// Annotation of a container: how many seconds the next one waits once this one has ended.
  static final String BACK_OFF = "binnacle.io/back-off-seconds";

  /// Annotation of a container: what it was made from, so that a change of the spec is noticed.
  static final String HASH = "io.kubernetes.container.hash";

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

  /// A container that ran for so long starts afresh.
  private static final Duration RECOVERED = Duration.ofMinutes(10);

  String name() {
    return spec.str("name");
  }

  boolean isRunning() {
    return newest != null && newest.state() == State.RUNNING;
  }

  /// Whether it is there and runs no more.
  boolean hasEnded() {
    return newest != null && (newest.state() == State.EXITED || newest.state() == State.UNKNOWN);
  }

  /// Whether a container of this name was ever made, as far as runtime and status know.
  boolean hasRun() {
    return newest != null || !shown.str("containerID").isEmpty();
  }

  /// The number of the next container of this name: what its restart count will be.
  int nextAttempt() {
    long before = shown.integer("restartCount", 0);
    if (newest != null) {
      return Math.max(newest.attempt() + 1, (int) before);
    }
    return shown.str("containerID").isEmpty() ? (int) before : (int) before + 1;
  }

  /// Whether an end of this kind is followed by a restart.
  boolean restartsAfterEnd() {
    boolean failed = newest != null && newest.exitCode() != 0;
    return switch (role) {
      case SIDECAR -> true;
      case EPHEMERAL -> false;
      case INIT -> failed && !restartPolicy.equals("Never");
      case MAIN ->
          switch (restartPolicy) {
            case "Never" -> false;
            case "OnFailure" -> failed;
            default -> true;
          };
    };
  }

  /// When an ended container may be followed by the next one.
  Instant restartAt() {
    return endedAt().plus(wait(newest));
  }

  /// How long a container that has ended keeps the next one waiting.
  Duration backOff() {
    return newest == null ? Duration.ZERO : wait(newest);
  }

  /// What the container after `newest` is given as its own back-off.
  Duration nextBackOff() {
    if (newest == null) {
      return Duration.ZERO;
    }
    Duration doubled = wait(newest).multipliedBy(2);
    if (doubled.isZero()) {
      return FIRST_BACK_OFF;
    }
    return doubled.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : doubled;
  }

  private Duration wait(@Nullable Container ended) {
    if (ended == null) {
      return Duration.ZERO;
    }
    boolean recovered =
        ended.finished() != null
            && Duration.between(ended.created(), ended.finished()).compareTo(RECOVERED) > 0;
    String text = ended.annotations().getOrDefault(BACK_OFF, "0");
    return recovered || !text.matches("\\d{1,6}")
        ? Duration.ZERO
        : Duration.ofSeconds(Long.parseLong(text));
  }

  Instant endedAt() {
    Container ended = newest;
    if (ended == null) {
      return Instant.EPOCH;
    }
    return ended.finished() != null ? ended.finished() : ended.created();
  }

  /// Whether the startup probe has let it pass, or there is none.
  boolean isStarted() {
    if (!isRunning()) {
      return false;
    }
    return !spec.has("startupProbe") || said(health == null ? null : health.started(), "started");
  }

  /// Whether it runs and its readiness probe, if any, says yes.
  boolean isReady() {
    return isStarted()
        && (!spec.has("readinessProbe") || said(health == null ? null : health.ready(), "ready"));
  }

  /// Whether a regular init container has done its work.
  boolean hasSucceeded() {
    return hasEnded() && newest != null && newest.exitCode() == 0;
  }

  /// A probe that has said nothing yet leaves things as they were, so that a new agent does not turn a healthy container
  /// unready.
  private boolean said(@Nullable Boolean now, String field) {
    if (now != null) {
      return now;
    }
    return newest != null
        && shown.str("containerID").endsWith("://" + newest.id())
        && shown.bool(field, false);
  }

  /// What a container is made from, as far as a change of it means a new one.
  static String hash(Obj spec) {
    return Integer.toHexString((spec.str("name") + "\n" + spec.str("image")).hashCode());
  }

  /// Whether the spec has changed since the container was made.
  boolean hasChanged() {
    String made = newest == null ? null : newest.annotations().get(HASH);
    return made != null && !made.equals(hash(spec));
  }

  static String time(@Nullable Instant time) {
    return Timestamps.seconds(time == null ? Instant.EPOCH : time);
  }
}
