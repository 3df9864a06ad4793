package io.binnacle.node.probe;

/// What the probes of a running container say so far.
///
/// @param started whether its startup probe has succeeded; true without one
/// @param ready whether it is started and its readiness probe holds; true without one, once started
/// @param doomed whether its startup or liveness probe has failed for good: it must be killed, and restarted as the Pod says
/// @param message why it is doomed: `Container web failed liveness probe`, to which the Killing event adds `, will be restarted`;
///     empty if it is not
/// @param graceSeconds the probe's own `terminationGracePeriodSeconds` for that kill; −1 for the Pod's
public record ContainerHealth(
    boolean started, boolean ready, boolean doomed, String message, long graceSeconds) {
  /// A container without probes.
  static final ContainerHealth WELL = new ContainerHealth(true, true, false, "", -1);
}
