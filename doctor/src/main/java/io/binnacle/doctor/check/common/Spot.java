package io.binnacle.doctor.check.common;

import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in an object that a person can edit.
///
/// @param object the object
/// @param field the place as people write it, `spec.ports[0].targetPort`
/// @param pointer the same as a JSON pointer
/// @param isFixed whether the API refuses changes here, as nearly everywhere in a Pod that exists
public record Spot(ObjectRef object, String field, String pointer, boolean isFixed) {
  /// A place that can be changed.
  ///
  /// @param field no key in it contains a dot, slash or bracket
  public static Spot of(ObjectRef object, String field) {
    return new Spot(object, field, pointer(field), false);
  }

  /// A place where the API refuses changes.
  ///
  /// @param field as above
  public static Spot fixed(ObjectRef object, String field) {
    return new Spot(object, field, pointer(field), true);
  }

  /// The spec of a Service.
  public static Spot spec(ObjectRef object) {
    return of(object, "spec");
  }

  /// The spec of the Pods of a workload.
  public static Spot podSpec(Workload workload) {
    String path = workload.templatePath() + "spec";
    return new Spot(workload.ref(), path, pointer(path), workload.is("Pod") || workload.is("Job"));
  }

  /// A container of a workload, by name; null if its template has none. Those that were put into the Pods later have no place.
  public static @Nullable Spot container(Workload workload, String name) {
    for (String list : List.of("containers", "initContainers")) {
      int at = 0;
      for (Obj container : workload.podSpec().arr(list).objects()) {
        if (container.str("name").equals(name)) {
          return podSpec(workload).in(list).at(at);
        }
        at++;
      }
    }
    return null;
  }

  /// A field such as `spec.ports[0].name` as a JSON pointer (RFC 6901); no key in it contains a dot, slash or bracket.
  public static String pointer(String field) {
    return "/" + field.replace("]", "").replace('[', '/').replace('.', '/');
  }

  /// A key as a step of a JSON pointer.
  public static String step(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /// A field of what is here.
  public Spot in(String key) {
    return new Spot(object, field + "." + key, pointer + "/" + step(key), isFixed);
  }

  /// An element of the list that is here.
  public Spot at(int index) {
    return new Spot(object, field + "[" + index + "]", pointer + "/" + index, isFixed);
  }

  /// The end of the list that is here.
  public Change append(Value value) {
    return Change.Patch.set(object, pointer + "/-", value);
  }

  /// What puts `value` here.
  public Change set(Value value) {
    return Change.Patch.set(object, pointer, value);
  }

  /// What puts `value` in the place of what is here.
  public Change replace(Value value) {
    return Change.Patch.json(object, Arr.of(Change.Patch.replace(pointer, value)));
  }

  /// What takes away what is here.
  public Change remove() {
    return Change.Patch.json(object, Arr.of(Change.Patch.remove(pointer)));
  }

  /// The remedy that puts `value` here; by hand where the API would refuse the change.
  public Remedy remedy(String tryThis, Value value) {
    return isFixed
        ? Remedy.byHand(withoutStop(tryThis) + "; that takes a new " + object.kind() + ".")
        : Remedy.of(tryThis, set(value));
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /// What was seen here.
  public Proof shows(String what) {
    return new Proof(object, field, what);
  }
}
