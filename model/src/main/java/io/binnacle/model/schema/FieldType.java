package io.binnacle.model.schema;

import java.util.function.Supplier;

/// The type of a field. A closed set, so that every consumer of the table handles all of it.
public sealed interface FieldType {

  /// A single value.
  enum Scalar implements FieldType {
    STRING,
    INT32,
    INT64,
    DOUBLE,
    BOOL,
    /// A resource amount, `500m`, `1Gi`: a string, or a bare number on input.
    QUANTITY,
    /// A number or a string: `targetPort`, `maxSurge`.
    INT_OR_STRING,
    /// RFC 3339 in whole seconds, UTC; JSON null is legal input.
    TIME,
    /// RFC 3339 with six digits of microseconds.
    MICRO_TIME,
    /// Base64 text.
    BYTES,
    /// Anything, kept as it is (RawExtension, managed fields).
    ANY
  }

  /// A list.
  record ListOf(FieldType element) implements FieldType {}

  /// A map from strings.
  record MapOf(FieldType value) implements FieldType {}

  /// A reference to a structure, resolved late because structures can be recursive.
  record Ref(String name, Supplier<StructType> target) implements FieldType {
    /// The structure referred to.
    public StructType struct() {
      return target.get();
    }
  }
}
