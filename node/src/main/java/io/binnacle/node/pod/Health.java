package io.binnacle.node.pod;

/// What the probes of one container say. A container whose probes have not been asked yet has none of these.
///
/// @param started whether the startup probe has succeeded
/// @param ready whether the readiness probe holds
/// @param doomed why it must be killed: `Container web failed liveness probe`; empty if it must
///     not
/// @param graceSeconds how long it has for that; −1 for as long as the Pod says
public record Health(boolean started, boolean ready, String doomed, long graceSeconds) {}
