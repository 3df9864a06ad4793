package io.binnacle.doctor.policy;

import org.jspecify.annotations.Nullable;

/// Why a policy that isolates a Pod does not let something through.
///
/// @param policy which
/// @param rule which of its rules, null if it has none
/// @param cause what does not fit
/// @param says in words, without the policy's name: *rule 1 lets TCP 8080 in, not TCP 80*
public record Miss(Policy policy, @Nullable Rule rule, Cause cause, String says) {
  /// What does not fit.
  public enum Cause {
    NO_RULES,
    PORT,
    PEER
  }
}
