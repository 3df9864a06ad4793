package io.binnacle.server.table;

/// How much of an object travels with its row: the `includeObject` query parameter.
public enum IncludeObject {
  /// Nothing; the row carries `null`.
  NONE,
  /// Its metadata, as a PartialObjectMetadata: the default.
  METADATA,
  /// All of it.
  OBJECT
}
