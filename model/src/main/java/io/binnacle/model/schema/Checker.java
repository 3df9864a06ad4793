package io.binnacle.model.schema;

import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;

/// Reads an object as the API server's decoder does: what its kind does not know is left out and reported, what has the
/// wrong JSON type is refused, null is the same as absent. Names of fields are case-sensitive.
///
/// Pure, and one walk over the object. Messages and order are those of sigs.k8s.io/json, except that fields are met in
/// the order of their names; kubectl sends them in that order.
public final class Checker {
  private Checker() {}

  /// What was read.
  ///
  /// @param pruned the object without what its kind does not know; the same object if nothing had to change
  /// @param unknownFields paths of the fields left out, as `spec.ports[0].foo`, in order of discovery, at most 100
  public record Checked(Obj pruned, List<String> unknownFields) {}

  /// Reads `object` as one of the collection `type`.
  ///
  /// @throws TypeMismatchException if a value has another type than its field
  public static Checked check(Obj object, ResourceType type) throws TypeMismatchException {
    return check(object, type.struct());
  }

  /// Reads `object` as a top-level kind of structure `struct`, such as a `Scale`.
  ///
  /// @throws TypeMismatchException if a value has another type than its field
  public static Checked check(Obj object, StructType struct) throws TypeMismatchException {
    typeMeta(object, "apiVersion");
    typeMeta(object, "kind");
    CheckWalk walk = new CheckWalk();
    Obj pruned = walk.run(object, struct);
    return new Checked(pruned, walk.unknownFields());
  }

  /* Upstream looks at these two before it knows what it decodes, hence a message without the kind. */
  private static void typeMeta(Obj object, String field) throws TypeMismatchException {
    Value value = object.get(field);
    if (value != null && value != Null.NULL && !(value instanceof Str)) {
      throw new TypeMismatchException(
          "couldn't get version/kind; json parse error: json: cannot unmarshal "
              + value.typeName()
              + " into Go struct field ."
              + field
              + " of type string");
    }
  }
}
