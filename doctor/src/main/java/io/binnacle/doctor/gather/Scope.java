package io.binnacle.doctor.gather;

/// Whose Services are looked at.
///
/// @param namespace one namespace, empty for all
public record Scope(String namespace) {
  /// All namespaces.
  public static final Scope EVERYWHERE = new Scope("");

  /// Whether all namespaces are looked at.
  public boolean isEverywhere() {
    return namespace.isEmpty();
  }

  /// Whether a namespace is looked at.
  public boolean covers(String other) {
    return isEverywhere() || namespace.equals(other);
  }
}
