package io.binnacle.model.error;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One finding of a validation: where, of what kind, and the text kubectl prints.
///
/// @param cause the wire name of the kind, as in `details.causes[].reason`
/// @param field the field path
/// @param body the message without the field prefix, as in `details.causes[].message`
/// @see <a href="https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/field/errors.go">field errors</a>
public record FieldError(Cause cause, String field, String body) {

  /// The kinds of finding, named as on the wire.
  public enum Cause {
    FieldValueRequired,
    FieldValueInvalid,
    FieldValueNotSupported,
    FieldValueDuplicate,
    FieldValueForbidden,
    FieldValueTooLong,
    FieldValueTooMany,
    FieldValueNotFound,
    FieldValueTypeInvalid,
    InternalError
  }

  /// A required value is missing; `detail` may be empty.
  public static FieldError required(FieldPath field, String detail) {
    return new FieldError(
        Cause.FieldValueRequired, field.toString(), withDetail("Required value", detail));
  }

  /// A value is malformed or out of range.
  public static FieldError invalid(FieldPath field, @Nullable Value value, String detail) {
    return new FieldError(
        Cause.FieldValueInvalid,
        field.toString(),
        withDetail("Invalid value: " + show(value), detail));
  }

  /// A string value is malformed or out of range.
  public static FieldError invalid(FieldPath field, String value, String detail) {
    return invalid(field, Str.of(value), detail);
  }

  /// A value is not one of a closed set; `supported` is listed in the given order, which is upstream's.
  public static FieldError notSupported(
      FieldPath field, @Nullable Value value, List<String> supported) {
    String list = supported.stream().map(FieldError::quote).collect(Collectors.joining(", "));
    return new FieldError(
        Cause.FieldValueNotSupported,
        field.toString(),
        "Unsupported value: "
            + show(value)
            + (list.isEmpty() ? "" : ": supported values: " + list));
  }

  /// A value appears twice where it must be unique.
  public static FieldError duplicate(FieldPath field, @Nullable Value value) {
    return new FieldError(
        Cause.FieldValueDuplicate, field.toString(), "Duplicate value: " + show(value));
  }

  /// A field may not be set or changed here.
  public static FieldError forbidden(FieldPath field, String detail) {
    return new FieldError(
        Cause.FieldValueForbidden, field.toString(), withDetail("Forbidden", detail));
  }

  /// A string is longer than `max` bytes.
  public static FieldError tooLong(FieldPath field, int max) {
    return new FieldError(
        Cause.FieldValueTooLong,
        field.toString(),
        "Too long: may not be more than " + max + " bytes");
  }

  /// A list has more than `max` items.
  public static FieldError tooMany(FieldPath field, int actual, int max) {
    return new FieldError(
        Cause.FieldValueTooMany,
        field.toString(),
        "Too many: " + actual + ": must have at most " + max + " items");
  }

  /// A named thing does not exist.
  public static FieldError notFound(FieldPath field, @Nullable Value value) {
    return new FieldError(Cause.FieldValueNotFound, field.toString(), "Not found: " + show(value));
  }

  /// The whole message, `field: body`.
  public String message() {
    return field + ": " + body;
  }

  private static String withDetail(String text, String detail) {
    return detail.isEmpty() ? text : text + ": " + detail;
  }

  /// A value as upstream prints it: strings and the word null quoted, numbers bare, lists and maps in Go syntax.
  private static String show(@Nullable Value value) {
    return switch (value) {
      case null -> "\"null\"";
      case Null _ -> "\"null\"";
      case Str s -> quote(s.value());
      case Int _, Real _, Bool _ -> value.toString();
      case Arr a when a.stream().allMatch(Str.class::isInstance) ->
          "[]string{"
              + a.strings().stream().map(FieldError::quote).collect(Collectors.joining(", "))
              + "}";
      case Obj o when o.size() == o.stringMap().size() ->
          "map[string]string{"
              + o.stringMap().entrySet().stream()
                  .map(e -> quote(e.getKey()) + ":" + quote(e.getValue()))
                  .collect(Collectors.joining(", "))
              + "}";
      case Arr _, Obj _ -> value.toString();
    };
  }

  private static String quote(String s) {
    return Str.of(s).toString();
  }
}
