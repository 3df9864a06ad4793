package io.binnacle.server.registry;

/// How to write.
///
/// @param dryRun do everything except storing: no revision, no event, no reservation
/// @param fieldManager who writes, for `metadata.managedFields`; empty if unknown
/// @param fieldValidation what to do about unknown fields that a patch brings in
public record WriteOptions(boolean dryRun, String fieldManager, FieldValidation fieldValidation) {
  /// A real write by a trusted client.
  public static final WriteOptions DEFAULT = new WriteOptions(false, "", FieldValidation.WARN);

  /// What to do about unknown and duplicate fields.
  public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT
  }
}
