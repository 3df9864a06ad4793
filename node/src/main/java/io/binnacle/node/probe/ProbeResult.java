package io.binnacle.node.probe;

/// What one run of a probe brought.
public sealed interface ProbeResult {
  /// It holds.
  ///
  /// @param output what was seen
  record Success(String output) implements ProbeResult {}

  /// It holds, but somebody should look: a redirect to another host.
  record Warning(String output) implements ProbeResult {}

  /// It does not hold.
  ///
  /// @param output what was seen: `HTTP probe failed with statuscode: 503`
  record Failure(String output) implements ProbeResult {}

  /// The probe itself could not be run; changes nothing.
  record Unknown(String error) implements ProbeResult {}
}
