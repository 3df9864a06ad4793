package io.binnacle.server.auth;

/// Something somebody wants to do.
public sealed interface Access {
  /// What is to be done: an API verb, or an HTTP method in lower case.
  String verb();

  /// A request on a resource. Each text may be `*` where somebody asks about everything at once.
  ///
  /// @param group the API group, empty for core
  /// @param resource the plural
  /// @param subresource empty for the object itself
  /// @param namespace empty for cluster-wide kinds, and for all namespaces
  /// @param name the object; empty for all
  record OfResource(
      String verb, String group, String resource, String subresource, String namespace, String name)
      implements Access {
    /// Resource and subresource as rules name them: `pods`, `pods/log`.
    String qualified() {
      return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
  }

  /// A request on a path outside the resources.
  record OfPath(String verb, String path) implements Access {}
}
