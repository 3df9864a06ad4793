package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;

/// One change of a policy that would let the traffic through.
///
/// @param policy whose
/// @param field what is to be changed, `spec.ingress[0].ports[0].port`
/// @param operations a JSON patch
/// @param reason what is wrong there, after the policy's name: *lets TCP 80 in, the Service's own port*
/// @param tryThis what to do, a sentence that begins with a verb
record Repair(Policy policy, String field, List<Obj> operations, String reason, String tryThis) {
  Remedy remedy() {
    return Remedy.of(tryThis, Change.Patch.json(policy.ref(), Arr.copyOf(operations)));
  }

  /// Whether both change the same in the same way.
  boolean sameAs(Repair other) {
    return policy.key().equals(other.policy.key()) && operations.equals(other.operations);
  }

  /// An operation that puts `value` where something is, or as a new field; in a list, `add` puts it before what is there.
  static Obj operation(String op, String pointer, Value value) {
    return Obj.of("op", Str.of(op), "path", Str.of(pointer), "value", value);
  }

  static Obj remove(String pointer) {
    return Obj.of("op", Str.of("remove"), "path", Str.of(pointer));
  }

  /// A field such as `spec.ingress[0].from` as a JSON pointer; label keys do not belong in it.
  static String pointer(String field) {
    return "/" + field.replace("]", "").replace('[', '/').replace('.', '/');
  }

  /// A label key as a step of a JSON pointer.
  static String step(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
