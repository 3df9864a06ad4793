package io.binnacle.dns.run;

import io.binnacle.client.ListOptions;
import java.util.Set;

/// Which of a cluster's objects become names.
///
/// @param namespaces the only ones; empty for all
/// @param namespaceLabels a selector of namespaces; empty for all. Names in others do not exist; addresses of their Services still
///     have PTR records
/// @param labels a selector of Services, slices and Pods; empty for all
/// @param endpoints whether slices are read; without, headless Services have no names
public record WatchScope(
    Set<String> namespaces, String namespaceLabels, String labels, boolean endpoints) {
  /// Everything.
  public static final WatchScope ALL = new WatchScope(Set.of(), "", "", true);

  /// Copies the set.
  public WatchScope {
    namespaces = Set.copyOf(namespaces);
  }

  boolean has(String namespace) {
    return namespaces.isEmpty() || namespaces.contains(namespace);
  }

  /// @param fields a selector of fields; empty for everything
  ListOptions objects(String fields) {
    return new ListOptions(labels, fields);
  }
}
