package io.binnacle.server.discovery;

import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.ResourceType.Subresource;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.discovery.Groups.Group;
import io.binnacle.server.discovery.Groups.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The discovery documents of one schema table. Immutable and safe to share; documents are made when asked for.
///
/// @see <a href="https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api">Discovery API</a>
public final class Discovery {
  private static final String AGGREGATED_GROUP = "apidiscovery.k8s.io/";

  private final List<Group> groups;

  /// The documents of `schema`.
  public Discovery(Schema schema) {
    groups = Groups.of(schema);
  }

  /// Which groups an aggregated document covers.
  public enum Root {
    /// `/api`: the core group.
    CORE,
    /// `/apis`: every other group.
    NAMED
  }

  /// Everything below `/api` or `/apis` in one `APIGroupDiscoveryList`.
  ///
  /// @param version of apidiscovery.k8s.io: `v2` or `v2beta1`, which share a shape
  public Obj aggregated(Root root, String version) {
    return Obj.builder()
        .put("kind", "APIGroupDiscoveryList")
        .put("apiVersion", AGGREGATED_GROUP + version)
        .put("metadata", Obj.EMPTY)
        .put(
            "items",
            groups.stream()
                .filter(g -> g.name().isEmpty() == (root == Root.CORE))
                .map(Discovery::aggregated)
                .collect(Arr.toArr()))
        .build();
  }

  /// `/api`: the versions of the core group.
  ///
  /// @param serverAddress host and port clients reach this server at
  public Obj coreVersions(String serverAddress) {
    Arr versions =
        groups.stream()
            .filter(g -> g.name().isEmpty())
            .flatMap(g -> g.versions().stream())
            .map(v -> Str.of(v.version()))
            .collect(Arr.toArr());
    Obj everybody =
        Obj.of("clientCIDR", Str.of("0.0.0.0/0"), "serverAddress", Str.of(serverAddress));
    return Obj.builder()
        .put("kind", "APIVersions")
        .put("versions", versions)
        .put("serverAddressByClientCIDRs", Arr.of(everybody))
        .build();
  }

  /// `/apis`: the groups beside core.
  public Obj groupList() {
    return Obj.builder()
        .put("kind", "APIGroupList")
        .put("apiVersion", "v1")
        .put(
            "groups",
            groups.stream()
                .filter(g -> !g.name().isEmpty())
                .map(Discovery::plain)
                .collect(Arr.toArr()))
        .build();
  }

  /// `/apis/GROUP`, or null if there is no such group.
  public @Nullable Obj group(String name) {
    for (Group group : groups) {
      if (group.name().equals(name) && !name.isEmpty()) {
        return plain(group).with("kind", "APIGroup").with("apiVersion", "v1");
      }
    }
    return null;
  }

  /// `/api/VERSION` or `/apis/GROUP/VERSION`: the resources of one group and version, or null if there is none.
  public @Nullable Obj resourceList(String group, String version) {
    for (Group g : groups) {
      for (Version v : g.versions()) {
        if (v.group().equals(group) && v.version().equals(version)) {
          return plain(v);
        }
      }
    }
    return null;
  }

  /// Every path of discovery, sorted: part of what `/` lists.
  public List<String> paths() {
    List<String> out = new ArrayList<>(List.of("/api", "/apis"));
    for (Group group : groups) {
      String base = group.name().isEmpty() ? "/api" : "/apis/" + group.name();
      if (!group.name().isEmpty()) {
        out.add(base);
      }
      group.versions().forEach(v -> out.add(base + "/" + v.version()));
    }
    return out.stream().sorted().toList();
  }

  private static Obj plain(Group group) {
    Arr versions = group.versions().stream().map(Discovery::named).collect(Arr.toArr());
    return Obj.of(
        "name",
        Str.of(group.name()),
        "versions",
        versions,
        "preferredVersion",
        named(group.versions().getFirst()));
  }

  private static Obj named(Version version) {
    return Obj.of(
        "groupVersion", Str.of(version.apiVersion()), "version", Str.of(version.version()));
  }

  private static Obj plain(Version version) {
    List<Obj> resources = new ArrayList<>();
    for (ResourceType type : version.resources()) {
      resources.add(
          Obj.builder()
              .put("name", type.name().plural())
              .put("singularName", type.singular())
              .put("namespaced", type.namespaced())
              .put("kind", type.kind())
              .put("verbs", Arr.strings(type.verbs()))
              .putIfPresent("shortNames", unlessEmpty(type.shortNames()))
              .putIfPresent("categories", unlessEmpty(type.categories()))
              .build());
      for (Subresource sub : type.subresources()) {
        boolean foreign =
            !sub.group().equals(version.group()) || !sub.version().equals(version.version());
        resources.add(
            Obj.builder()
                .put("name", type.name().plural() + "/" + sub.name())
                .put("singularName", "")
                .put("namespaced", type.namespaced())
                .putUnlessEmpty("group", foreign ? sub.group() : "")
                .putUnlessEmpty("version", foreign ? sub.version() : "")
                .put("kind", sub.kind())
                .put("verbs", Arr.strings(sub.verbs()))
                .build());
      }
    }
    return Obj.builder()
        .put("kind", "APIResourceList")
        .putUnlessEmpty("apiVersion", version.group().isEmpty() ? "" : "v1")
        .put("groupVersion", version.apiVersion())
        .put("resources", Arr.copyOf(resources))
        .build();
  }

  private static Obj aggregated(Group group) {
    Arr versions = group.versions().stream().map(Discovery::aggregated).collect(Arr.toArr());
    return Obj.of(
        "metadata",
        Obj.builder().putUnlessEmpty("name", group.name()).build(),
        "versions",
        versions);
  }

  private static Obj aggregated(Version version) {
    Arr resources = version.resources().stream().map(Discovery::aggregated).collect(Arr.toArr());
    return Obj.of(
        "version",
        Str.of(version.version()),
        "freshness",
        Str.of("Current"),
        "resources",
        resources);
  }

  private static Obj aggregated(ResourceType type) {
    Arr subresources =
        type.subresources().stream()
            .map(s ->
                Obj.of(
                    "subresource",
                    Str.of(s.name()),
                    "responseKind",
                    kind(s.group(), s.version(), s.kind()),
                    "verbs",
                    Arr.strings(s.verbs())))
            .collect(Arr.toArr());
    return Obj.builder()
        .put("resource", type.name().plural())
        .put("responseKind", kind(type.name().group(), type.name().version(), type.kind()))
        .put("scope", type.namespaced() ? "Namespaced" : "Cluster")
        .put("singularResource", type.singular())
        .put("verbs", Arr.strings(type.verbs()))
        .putIfPresent("shortNames", unlessEmpty(type.shortNames()))
        .putIfPresent("categories", unlessEmpty(type.categories()))
        .putIfPresent("subresources", subresources.isEmpty() ? null : subresources)
        .build();
  }

  private static Obj kind(String group, String version, String kind) {
    return Obj.of("group", Str.of(group), "version", Str.of(version), "kind", Str.of(kind));
  }

  private static @Nullable Arr unlessEmpty(List<String> list) {
    return list.isEmpty() ? null : Arr.strings(list);
  }
}
