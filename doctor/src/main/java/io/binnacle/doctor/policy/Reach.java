package io.binnacle.doctor.policy;

/// Whether traffic passes from one end to the other: both ends must let it.
///
/// @param egress what the policies of the sender say
/// @param ingress what the policies of the receiver say
public record Reach(Verdict egress, Verdict ingress) {
  public boolean isOpen() {
    return egress.isOpen() && ingress.isOpen();
  }
}
