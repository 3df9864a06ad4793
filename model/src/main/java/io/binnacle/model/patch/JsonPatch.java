package io.binnacle.model.patch;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSON Patch: a list of operations, applied in order, all or none.
///
/// Where the library behind the API server reads the standard its own way, so does this: a negative index counts from
/// the end, `replace` may name a field that is not there, `test` for null holds for an absent field, `copy` of an absent
/// field copies null, and the whole document (`""`) can only be replaced or tested.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</a>
public final class JsonPatch {
  /// How many operations one patch may have.
  public static final int MAX_OPERATIONS = 10_000;

  private static final Set<String> MEMBERS = Set.of("op", "path", "from", "value");

  private JsonPatch() {}

  /// The document after all operations.
  ///
  /// @param document an object; what comes out may be a list if a patch makes it one
  /// @throws PatchException 400 if `patch` is not a list of operations, 413 if it asks for too much, 422 if one of them
  ///     does not apply
  public static Value apply(Value document, Value patch) {
    Arr operations = decode(patch);
    if (operations.size() > MAX_OPERATIONS) {
      throw PatchException.tooLarge(
          "The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + operations.size());
    }
    Budget budget = new Budget();
    Value result = document;
    for (Value operation : operations) {
      result = step(result, operation instanceof Obj o ? o : Obj.EMPTY, budget);
    }
    return result;
  }

  /// The members that no operation knows, as `[0].pathz`, in order: what strict field validation complains about.
  public static List<String> unknownFields(Value patch) {
    List<String> out = new ArrayList<>();
    Arr operations = patch instanceof Arr a ? a : Arr.EMPTY;
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) instanceof Obj o) {
        for (String key : o.keys()) {
          if (!MEMBERS.contains(key)) {
            out.add("[" + i + "]." + key);
          }
        }
      }
    }
    return out;
  }

  private static Arr decode(Value patch) {
    if (patch == Null.NULL) {
      return Arr.EMPTY;
    }
    if (!(patch instanceof Arr operations)) {
      throw cannotDecode(patch, "value of type []handlers.jsonPatchOp");
    }
    for (Value operation : operations) {
      if (operation == Null.NULL) {
        continue;
      }
      if (!(operation instanceof Obj o)) {
        throw cannotDecode(operation, "value of type handlers.jsonPatchOp");
      }
      for (String member : List.of("op", "path", "from")) {
        Value value = o.get(member);
        if (value != null && value != Null.NULL && !(value instanceof Str)) {
          throw cannotDecode(value, "struct field jsonPatchOp." + member + " of type string");
        }
      }
    }
    return operations;
  }

  private static PatchException cannotDecode(Value value, String into) {
    return PatchException.malformed(
        "error decoding patch: json: cannot unmarshal " + value.typeName() + " into Go " + into);
  }

  private static Value step(Value document, Obj operation, Budget budget) {
    String op = operation.str("op", "unknown");
    try {
      return switch (op) {
        case "add" -> add(document, pointer(operation, "path"), value(operation), budget);
        case "remove" -> inside(pointer(operation, "path")).remove(document, budget);
        case "replace" -> replace(document, pointer(operation, "path"), value(operation), budget);
        case "move" -> {
          JsonPointer from = inside(pointer(operation, "from"));
          Value moved = from.get(document, budget);
          if (moved == null) {
            throw new JsonPointer.Missing("Unable to remove nonexistent key: " + from.text());
          }
          Value rest = from.remove(document, budget);
          yield add(rest, pointer(operation, "path"), moved, budget);
        }
        case "copy" -> {
          Value copied = inside(pointer(operation, "from")).get(document, budget);
          Value value = copied == null ? Null.NULL : copied;
          budget.copy(value);
          yield add(document, pointer(operation, "path"), value, budget);
        }
        case "test" -> {
          test(document, pointer(operation, "path"), operation.get("value"), budget);
          yield document;
        }
        default -> throw PatchException.doesNotApply("Unexpected kind: " + op);
      };
    } catch (JsonPointer.Missing e) {
      throw PatchException.doesNotApply(
          op + " operation does not apply: " + operation.str("path") + ": " + e.getMessage());
    }
  }

  private static Value add(Value document, JsonPointer at, Value value, Budget budget) {
    budget.nest(value, at.steps().size());
    return inside(at).add(document, value, budget);
  }

  private static Value replace(Value document, JsonPointer at, Value value, Budget budget) {
    budget.nest(value, at.steps().size());
    if (!at.isRoot()) {
      return at.set(document, value, budget);
    }
    if (value instanceof Obj || value instanceof Arr) {
      return value;
    }
    throw new JsonPointer.Missing("replace operation value must be object or array");
  }

  private static void test(
      Value document, JsonPointer at, @Nullable Value expected, Budget budget) {
    Value actual = at.isRoot() ? document : at.get(document, budget);
    boolean holds =
        actual == null || actual == Null.NULL
            ? expected == null || expected == Null.NULL
            : actual.equals(expected);
    if (!holds) {
      throw new JsonPointer.Missing("testing value failed");
    }
  }

  private static Value value(Obj operation) {
    Value value = operation.get("value");
    return value == null ? Null.NULL : value;
  }

  private static JsonPointer pointer(Obj operation, String member) {
    String text = operation.strOrNull(member);
    if (text == null) {
      throw new JsonPointer.Missing("operation missing " + member + " field");
    }
    return JsonPointer.parse(text);
  }

  /// The same pointer, which must not be the whole document.
  private static JsonPointer inside(JsonPointer pointer) {
    if (pointer.isRoot()) {
      throw new JsonPointer.Missing("the whole document can only be replaced or tested");
    }
    return pointer;
  }
}
