package io.binnacle.model.schema;

import io.binnacle.model.meta.ResourceName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The schema table: every collection, kind, structure and field this API knows. Immutable and safe to share.
///
/// The built-in table comes from the `.schema` files beside this class that its `index` names. Collections and kinds
/// are read at once, the fields of a structure when it is first looked at.
public final class Schema {
  private final List<ResourceType> resources;
  private final List<KindType> kinds;
  private final Definitions definitions;
  private final Map<ResourceName, ResourceType> byName = new TreeMap<>();
  private final Map<String, ResourceType> byKind = new HashMap<>();
  private final Map<String, KindType> kindTypes = new HashMap<>();

  private Schema(Map<String, String> filesByName) {
    definitions = new Definitions();
    for (Map.Entry<String, String> file : filesByName.entrySet()) {
      definitions.add(new SchemaFile(file.getKey(), file.getValue()));
    }
    List<KindType> topLevel = new ArrayList<>();
    for (LazyStruct struct : definitions.structs.values()) {
      if (!struct.block.topLevel) {
        continue;
      }
      SchemaFile file = struct.block.file;
      KindType kind = new KindType(file.group, file.version, struct.block.name, struct.get());
      topLevel.add(kind);
      kindTypes.put(key(kind.apiVersion(), kind.name()), kind);
      ResourceType resource = ResourceReader.read(struct);
      if (resource != null) {
        byKind.put(key(kind.apiVersion(), kind.name()), resource);
        ResourceType twin = byName.put(resource.name(), resource);
        if (twin != null) {
          throw new IllegalArgumentException(
              file.name
                  + ": "
                  + resource.name()
                  + " is served by two kinds, "
                  + twin.kind()
                  + " and "
                  + resource.kind());
        }
      }
    }
    Collections.sort(topLevel);
    resources = List.copyOf(byName.values());
    kinds = List.copyOf(topLevel);
  }

  /// The table of the built-in kinds, read once per process.
  public static Schema builtIn() {
    return BuiltIn.SCHEMA;
  }

  /// A table from the texts of `.schema` files by file name, read whole, so that any error shows.
  ///
  /// @throws IllegalArgumentException naming file and line if a text is not in the format
  public static Schema load(Map<String, String> filesByName) {
    Schema schema = new Schema(filesByName);
    schema.structs();
    return schema;
  }

  /// Every collection, sorted by group, then plural, then version.
  public List<ResourceType> resources() {
    return resources;
  }

  /// The collection `name`, or null if it is not served.
  public @Nullable ResourceType resource(ResourceName name) {
    return byName.get(name);
  }

  /// The collection `plural` of `group` (empty for core) and `version`, or null if it is not served.
  public @Nullable ResourceType resource(String group, String version, String plural) {
    return byName.get(new ResourceName(group, version, plural));
  }

  /// The collection whose objects carry this `apiVersion` and `kind`, or null if there is none.
  public @Nullable ResourceType kind(String apiVersion, String kind) {
    return byKind.get(key(apiVersion, kind));
  }

  /// Every top-level kind, served as a collection or not, sorted by group, version and name.
  public List<KindType> kinds() {
    return kinds;
  }

  /// The top-level kind of this `apiVersion` and `kind`, served as a collection or not (`autoscaling/v1` `Scale`); null
  /// if the table does not have it.
  public @Nullable KindType kindType(String apiVersion, String kind) {
    return kindTypes.get(key(apiVersion, kind));
  }

  /// The structure `definition`, `io.k8s.api.core.v1.ServiceSpec`, or null if the table does not have it.
  public @Nullable StructType struct(String definition) {
    LazyStruct struct = definitions.structs.get(definition);
    return struct == null ? null : struct.get();
  }

  /// Every structure, sorted by definition. Reads the whole table.
  public Collection<StructType> structs() {
    List<StructType> out = new ArrayList<>(definitions.structs.size());
    for (LazyStruct struct : definitions.structs.values()) {
      out.add(struct.get());
    }
    return List.copyOf(out);
  }

  private static String key(String apiVersion, String kind) {
    return apiVersion + "/" + kind;
  }

  private static final class BuiltIn {
    static final Schema SCHEMA = new Schema(files());

    private static Map<String, String> files() {
      Map<String, String> out = new LinkedHashMap<>();
      for (String line : resource("index").split("\n")) {
        if (!line.isBlank() && !line.startsWith("#")) {
          out.put(line, resource(line));
        }
      }
      return out;
    }

    private static String resource(String name) {
      try (InputStream in = Schema.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException(
              "the program lacks its file io/binnacle/model/schema/" + name);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read io/binnacle/model/schema/" + name, e);
      }
    }
  }
}
