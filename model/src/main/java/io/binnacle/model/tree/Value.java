package io.binnacle.model.tree;

/// One JSON value (RFC 8259). A closed set; immutable and safe to share between threads. `toString` is the JSON text.
public sealed interface Value permits Obj, Arr, Str, Int, Real, Bool, Null {

  /// The JSON name of this kind of value: `object`, `array`, `string`, `number`, `bool` or `null`.
  default String typeName() {
    return switch (this) {
      case Obj _ -> "object";
      case Arr _ -> "array";
      case Str _ -> "string";
      case Int _, Real _ -> "number";
      case Bool _ -> "bool";
      case Null _ -> "null";
    };
  }
}
