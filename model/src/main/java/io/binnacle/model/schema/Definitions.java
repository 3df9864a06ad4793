package io.binnacle.model.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All structures of the table, and what the names in the rows mean.
final class Definitions {
  /// How other files call the group of `ObjectMeta`; its names need no prefix anywhere.
  private static final String META = "meta.v1";

  /// By definition, `io.k8s.api.core.v1.ServiceSpec`, sorted.
  final Map<String, LazyStruct> structs = new TreeMap<>();

  private final Map<String, SchemaFile> byAlias = new HashMap<>();

  /// Adds the structures of `file`.
  ///
  /// @throws IllegalArgumentException if another file has the same prefix
  void add(SchemaFile file) {
    SchemaFile other = byAlias.putIfAbsent(file.alias(), file);
    if (other != null) {
      throw new IllegalArgumentException(
          file.name + ": " + file.alias() + " is already defined in " + other.name);
    }
    for (SchemaFile.Block block : file.blocks.values()) {
      structs.put(block.definition(), new LazyStruct(block, this));
    }
  }

  /// What a row of `file` calls `name`: a structure of this file, of the shared ones, or `core.v1.Name`.
  @Nullable LazyStruct find(SchemaFile file, String name) {
    int dot = name.lastIndexOf('.');
    if (dot > 0) {
      return in(byAlias.get(name.substring(0, dot)), name.substring(dot + 1));
    }
    LazyStruct own = in(file, name);
    return own != null ? own : in(byAlias.get(META), name);
  }

  private @Nullable LazyStruct in(@Nullable SchemaFile file, String name) {
    return file == null || !file.blocks.containsKey(name)
        ? null
        : structs.get(file.prefix + "." + name);
  }
}
