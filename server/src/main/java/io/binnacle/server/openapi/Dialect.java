package io.binnacle.server.openapi;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;

/// What the two versions of OpenAPI write differently in a schema.
enum Dialect {
  V2("#/definitions/"),
  V3("#/components/schemas/");

  private final String refPrefix;

  Dialect(String refPrefix) {
    this.refPrefix = refPrefix;
  }

  /// A schema that is a reference and nothing else.
  Obj ref(String definition) {
    return Obj.of("$ref", Str.of(refPrefix + definition));
  }

  /// A reference beside which more may be said. Version 3 ignores what stands beside `$ref`, hence allOf.
  Obj openRef(String definition) {
    return switch (this) {
      case V2 -> ref(definition);
      case V3 -> Obj.of("allOf", Arr.of(ref(definition)));
    };
  }

  /// A value that is a string in canonical form, but may be sent as another type: a quantity, a number or a name.
  Obj stringOr(String otherType, String format) {
    return switch (this) {
      case V2 -> {
        Obj type = Obj.of("type", Str.of("string"));
        yield format.isEmpty() ? type : type.with("format", format);
      }
      case V3 -> {
        Obj types = Obj.of("oneOf", Arr.of(type(otherType), type("string")));
        yield format.isEmpty() ? types : types.with("format", format);
      }
    };
  }

  static Obj type(String type) {
    return Obj.of("type", Str.of(type));
  }
}
