package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.ResourceName;
import java.util.Set;
import java.util.TreeSet;

/// How much of one collection was seen.
///
/// @param everywhere whether all of it was
/// @param namespaces where it was, if not everywhere
/// @param why why the rest was not: a clause after a colon, such as *forbidden*
record Sight(boolean everywhere, Set<String> namespaces, String why) {
  static final Sight NOTHING = new Sight(false, Set.of(), "not read");
  static final Sight ALL = new Sight(true, Set.of(), "");

  boolean covers(String namespace) {
    return everywhere || namespaces.contains(namespace);
  }

  Sight with(String namespace) {
    Set<String> next = new TreeSet<>(namespaces);
    next.add(namespace);
    return new Sight(everywhere, next, why);
  }

  Sight because(String reason) {
    return new Sight(false, namespaces, reason);
  }

  /// What whoever asks for more is told.
  ///
  /// @param namespace empty for all of the collection
  NotSeenException notSeen(ResourceName resource, String namespace) {
    String where = namespace.isEmpty() ? "" : " in namespace " + namespace;
    return new NotSeenException("cannot list " + resource.qualified() + where + ": " + why);
  }
}
