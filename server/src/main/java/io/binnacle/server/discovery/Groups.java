package io.binnacle.server.discovery;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// The collections of the schema table by group and version, in the order discovery lists them.
final class Groups {
  /* Upstream's group priorities, high to low: the order in which kubectl tries groups for a bare resource name. */
  private static final List<String> ORDER =
      List.of(
          "",
          "apps",
          "events.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "networking.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "storage.k8s.io",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "scheduling.k8s.io",
          "coordination.k8s.io",
          "node.k8s.io",
          "discovery.k8s.io");

  private Groups() {}

  /// One version of a group with its collections, sorted by plural.
  record Version(String group, String version, List<ResourceType> resources) {
    String apiVersion() {
      return group.isEmpty() ? version : group + "/" + version;
    }
  }

  /// One group with its versions, the preferred one first.
  record Group(String name, List<Version> versions) {}

  /// Every group, by priority; groups of unknown priority follow by name.
  static List<Group> of(Schema schema) {
    TreeMap<String, TreeMap<String, List<ResourceType>>> sorted = new TreeMap<>();
    for (ResourceType type : schema.resources()) {
      ResourceName name = type.name();
      sorted
          .computeIfAbsent(name.group(), _ -> new TreeMap<>(Groups::preferredFirst))
          .computeIfAbsent(name.version(), _ -> new ArrayList<>())
          .add(type);
    }
    List<Group> out = new ArrayList<>();
    sorted.forEach((group, versions) -> {
      List<Version> list = new ArrayList<>();
      versions.forEach((version, types) -> list.add(new Version(group, version, types)));
      out.add(new Group(group, list));
    });
    out.sort(Comparator.comparingInt(g -> rank(g.name())));
    return out;
  }

  private static int rank(String group) {
    int at = ORDER.indexOf(group);
    return at < 0 ? ORDER.size() : at;
  }

  /// Stable versions before beta before alpha, then the higher number first.
  static int preferredFirst(String a, String b) {
    int byStability = Integer.compare(stability(a), stability(b));
    int byLength = byStability != 0 ? byStability : Integer.compare(b.length(), a.length());
    return byLength != 0 ? byLength : b.compareTo(a);
  }

  private static int stability(String version) {
    return version.contains("alpha") ? 2 : version.contains("beta") ? 1 : 0;
  }
}
