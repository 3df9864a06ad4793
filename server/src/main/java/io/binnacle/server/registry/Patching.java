package io.binnacle.server.registry;

import io.binnacle.client.PatchType;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.patch.JsonPatch;
import io.binnacle.model.patch.MergePatch;
import io.binnacle.model.patch.PatchException;
import io.binnacle.model.patch.StrategicMergePatch;
import io.binnacle.model.schema.Checker;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.schema.TypeMismatchException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One patch of one request: applies it to whatever version of the object it meets, and reads the result as strictly as
/// a request body. Collects warnings; for one thread.
final class Patching {
  /* As many as upstream tells of (sigs.k8s.io/json). */
  private static final int MAX_FINDINGS = 100;

  private final PatchType type;
  private final Value patch;
  private final FieldValidation validation;
  private final Set<String> warnings = new LinkedHashSet<>();

  Patching(PatchType type, Value patch, FieldValidation validation) {
    this.type = type;
    this.patch = patch;
    this.validation = validation;
  }

  /// Texts about unknown fields, for `Warning` headers.
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /// The object after the patch, with known fields only.
  ///
  /// @throws ApiException 400, 413 or 422 if the patch is malformed, does not apply, or makes something that is no such
  ///     object
  Obj applied(Obj object, StructType struct) {
    Value result;
    try {
      result =
          switch (type) {
            case JSON -> JsonPatch.apply(object, patch);
            case MERGE -> MergePatch.apply(object, patch);
            case STRATEGIC_MERGE -> StrategicMergePatch.apply(object, patch, struct);
          };
    } catch (PatchException e) {
      throw new ApiException(e.status(), e);
    }
    if (!(result instanceof Obj whole)) {
      throw refused(
          result, "json: cannot unmarshal " + result.typeName() + " into Go value of type object");
    }
    try {
      Checker.Checked checked = Checker.check(whole, struct);
      judge(checked.unknownFields(), whole);
      return checked.pruned();
    } catch (TypeMismatchException e) {
      throw refused(whole, String.valueOf(e.getMessage()));
    }
  }

  private void judge(List<String> unknown, Obj whole) {
    List<String> texts =
        unknown.stream().limit(MAX_FINDINGS).map(f -> "unknown field " + Str.of(f)).toList();
    switch (validation) {
      case IGNORE -> {}
      case WARN -> warnings.addAll(texts);
      case STRICT -> {
        if (!texts.isEmpty()) {
          throw refused(whole, "strict decoding error: " + String.join(", ", texts));
        }
      }
    }
  }

  /// Upstream shows the patched object for the two JSON patches and the patch for a strategic one.
  private ApiException refused(Value whole, String why) {
    Value shown =
        switch (type) {
          case JSON, MERGE -> whole;
          case STRATEGIC_MERGE -> patch;
        };
    return Refusals.invalid(
        "", "", "", List.of(FieldError.invalid(FieldPath.of("patch"), shown.toString(), why)));
  }
}
