package io.binnacle.model.validate;

import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldError.Cause;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Collects what one validation finds, in the order of finding. One use, one thread.
final class Errors {
  static final String IMMUTABLE = "field is immutable";
  static final String NEGATIVE = "must be greater than or equal to 0";

  private final List<FieldError> found = new ArrayList<>();

  List<FieldError> list() {
    return List.copyOf(found);
  }

  int count() {
    return found.size();
  }

  void required(FieldPath at) {
    required(at, "");
  }

  void required(FieldPath at, String detail) {
    found.add(FieldError.required(at, detail));
  }

  void invalid(FieldPath at, @Nullable Value value, String detail) {
    found.add(FieldError.invalid(at, value, detail));
  }

  void invalid(FieldPath at, String value, String detail) {
    found.add(FieldError.invalid(at, value, detail));
  }

  /// An invalid value that upstream prints in Go syntax; `detail` may be empty.
  void invalidGo(FieldPath at, String goValue, String detail) {
    String body = "Invalid value: " + goValue + (detail.isEmpty() ? "" : ": " + detail);
    found.add(new FieldError(Cause.FieldValueInvalid, at.toString(), body));
  }

  /// An unsupported value that upstream prints in Go syntax.
  void notSupportedGo(FieldPath at, String goValue, List<String> supported) {
    String list = supported.stream().map(GoSyntax::quote).collect(Collectors.joining(", "));
    String body = "Unsupported value: " + goValue + ": supported values: " + list;
    found.add(new FieldError(Cause.FieldValueNotSupported, at.toString(), body));
  }

  /// One finding per message about the same value.
  void invalidEach(FieldPath at, String value, List<String> messages) {
    for (String message : messages) {
      invalid(at, value, message);
    }
  }

  /// One finding per message about the same number.
  void invalidEach(FieldPath at, Value value, List<String> messages) {
    for (String message : messages) {
      invalid(at, value, message);
    }
  }

  /// @param supported in the order upstream lists them: usually, not always, sorted
  void notSupported(FieldPath at, String value, List<String> supported) {
    found.add(FieldError.notSupported(at, Str.of(value), supported));
  }

  void duplicate(FieldPath at, Value value) {
    found.add(FieldError.duplicate(at, value));
  }

  void duplicate(FieldPath at, String value) {
    duplicate(at, Str.of(value));
  }

  /// A duplicate that upstream prints in Go syntax; `detail` may be empty.
  void duplicateGo(FieldPath at, String goValue, String detail) {
    String body = "Duplicate value: " + goValue + (detail.isEmpty() ? "" : ": " + detail);
    found.add(new FieldError(Cause.FieldValueDuplicate, at.toString(), body));
  }

  void forbidden(FieldPath at, String detail) {
    found.add(FieldError.forbidden(at, detail));
  }

  void tooLong(FieldPath at, int max) {
    found.add(FieldError.tooLong(at, max));
  }

  void tooMany(FieldPath at, int actual, int max) {
    found.add(FieldError.tooMany(at, actual, max));
  }

  void notFound(FieldPath at, String name) {
    found.add(FieldError.notFound(at, Str.of(name)));
  }

  void notFound(FieldPath at, String name, String detail) {
    String body = FieldError.notFound(at, Str.of(name)).body() + ": " + detail;
    found.add(new FieldError(Cause.FieldValueNotFound, at.toString(), body));
  }

  /// The number `field` of `parent`, if there is one, must not be below zero.
  void nonNegative(Obj parent, FieldPath path, String field) {
    if (parent.integer(field, 0) < 0) {
      invalid(path.child(field), parent.get(field), NEGATIVE);
    }
  }

  /// The string `field` of `parent` must be there and one of `supported`.
  void requiredOneOf(Obj parent, FieldPath path, String field, List<String> supported) {
    String value = parent.str(field);
    if (value.isEmpty()) {
      required(path.child(field));
    } else {
      oneOf(parent, path, field, supported);
    }
  }

  /// The string `field` of `parent`, if there is one, must be one of `supported`.
  void oneOf(Obj parent, FieldPath path, String field, List<String> supported) {
    String value = parent.strOrNull(field);
    if (value != null && !supported.contains(value)) {
      notSupported(path.child(field), value, supported);
    }
  }

  /// `field` must be the same in both, zero and absent being the same.
  void immutable(Obj now, Obj old, FieldPath path, String field) {
    if (!Same.field(now, old, field)) {
      invalid(path.child(field), now.get(field), IMMUTABLE);
    }
  }
}
