package io.binnacle.model.schema;

import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;

/// How upstream's messages name types: `[]v1.ServicePort`, `map[string]string`.
final class GoTypes {
  private GoTypes() {}

  /// The type of a value `depth` lists and maps deep inside `field`, whose type in the table is `type`.
  static String text(Field field, FieldType type, int depth) {
    String named = field.goType();
    for (int i = 0; i < depth && !named.isEmpty(); i++) {
      if (named.startsWith("[]")) {
        named = named.substring(2);
      } else if (named.startsWith("map[")) {
        named = named.substring(named.indexOf(']') + 1);
      } else {
        named = "";
      }
    }
    return named.isEmpty() ? text(type) : named;
  }

  /// Whether a message that names this type also names the number that did not fit.
  static boolean isNumeric(String goType) {
    return goType.equals("int32") || goType.equals("int64") || goType.equals("float64");
  }

  private static String text(FieldType type) {
    return switch (type) {
      case ListOf(FieldType element) -> "[]" + text(element);
      case MapOf(FieldType value) -> "map[string]" + text(value);
      case Ref ref -> text(ref.struct());
      case Scalar scalar ->
          switch (scalar) {
            case STRING -> "string";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case DOUBLE -> "float64";
            case BOOL -> "bool";
            case QUANTITY -> "resource.Quantity";
            case INT_OR_STRING -> "intstr.IntOrString";
            case TIME -> "v1.Time";
            case MICRO_TIME -> "v1.MicroTime";
            case BYTES -> "[]uint8";
            case ANY -> "interface {}";
          };
    };
  }

  /// `v1.ServiceSpec` for `io.k8s.api.core.v1.ServiceSpec`.
  private static String text(StructType struct) {
    String definition = struct.definition();
    int name = definition.lastIndexOf('.');
    return definition.substring(definition.lastIndexOf('.', name - 1) + 1);
  }
}
