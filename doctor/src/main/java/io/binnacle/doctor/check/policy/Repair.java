package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// One change of a policy that would let the traffic through.
///
/// @param policy whose
/// @param field what is to be changed, `spec.ingress[0].ports[0].port`
/// @param operations a JSON patch
/// @param reason what is wrong there, after the policy's name: *lets TCP 80 in, the Service's own port*
/// @param tryThis what to do, begins with a verb, no full stop
record Repair(Policy policy, String field, List<Obj> operations, String reason, String tryThis) {
  Remedy remedy() {
    return Remedy.of(tryThis + ".", Change.Patch.json(policy.ref(), Arr.copyOf(operations)));
  }

  /// Whether both change the same in the same way.
  boolean sameAs(Repair other) {
    return policy.key().equals(other.policy.key()) && operations.equals(other.operations);
  }
}
