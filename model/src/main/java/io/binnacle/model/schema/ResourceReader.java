package io.binnacle.model.schema;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType.Column;
import io.binnacle.model.schema.ResourceType.Subresource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the `resource`, `subresource` and `column` rows of a kind into the collection it is served as.
final class ResourceReader {
  /// The rows this reader understands.
  static final Set<String> ROWS = Set.of("resource", "subresource", "column");

  private static final Set<String> KEYS =
      Set.of("singular", "short", "categories", "scope", "verbs");

  private ResourceReader() {}

  /// The collection of `struct`'s block, or null if it has no `resource` row.
  ///
  /// @throws IllegalArgumentException naming file and line if a row is wrong
  static @Nullable ResourceType read(LazyStruct struct) {
    SchemaFile.Block block = struct.block;
    List<Subresource> subresources = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    @Nullable String plural = null;
    Map<String, String> said = Map.of();
    for (Row row : block.rows()) {
      String word = row.word("a row");
      if (!ROWS.contains(word)) {
        continue;
      }
      if (word.equals("resource")) {
        if (plural != null) {
          throw row.error("`" + block.name + "` already has a resource row");
        }
        plural = row.word("a plural");
        said = pairs(row, KEYS);
        row.done();
        for (String key : List.of("singular", "scope", "verbs")) {
          if (!said.containsKey(key)) {
            throw row.error("resource `" + plural + "` says no " + key);
          }
        }
        if (!Set.of("Namespaced", "Cluster").contains(said.get("scope"))) {
          throw row.error("scope is Namespaced or Cluster, not `" + said.get("scope") + "`");
        }
      } else if (plural == null) {
        throw row.error("a " + word + " row before the resource row");
      } else if (word.equals("subresource")) {
        subresources.add(subresource(row));
      } else {
        columns.add(column(row));
      }
    }
    if (plural == null) {
      return null;
    }
    return new ResourceType(
        new ResourceName(block.file.group, block.file.version, plural),
        block.name,
        said.getOrDefault("singular", ""),
        list(said.getOrDefault("short", "")),
        list(said.getOrDefault("categories", "")),
        "Namespaced".equals(said.get("scope")),
        verbs(said.getOrDefault("verbs", "")),
        List.copyOf(subresources),
        struct.get(),
        List.copyOf(columns));
  }

  private static Subresource subresource(Row row) {
    String name = row.word("a subresource name");
    Map<String, String> said = pairs(row, Set.of("kind", "verbs"));
    row.done();
    String kind = said.getOrDefault("kind", "");
    int dot = kind.lastIndexOf('.');
    if (dot <= 0 || !said.containsKey("verbs")) {
      throw row.error("expected `subresource NAME kind GROUP/VERSION.KIND verbs VERB,…`");
    }
    int slash = kind.indexOf('/');
    return new Subresource(
        name,
        slash < 0 ? "" : kind.substring(0, slash),
        kind.substring(slash + 1, dot),
        kind.substring(dot + 1),
        verbs(said.getOrDefault("verbs", "")));
  }

  private static Column column(Row row) {
    String name = row.wordOrText("a column name");
    String type = row.word("a column type");
    int colon = type.indexOf(':');
    boolean wide = false;
    while (row.hasWord()) {
      String word = row.word("wide");
      if (!word.equals("wide")) {
        throw row.error("unknown attribute `" + word + "` of column `" + name + "`");
      }
      wide = true;
    }
    String description = row.quoted("a description");
    if (!row.word("`= CELL`").equals("=") || !row.hasWord()) {
      throw row.error("expected `= CELL` after the description of column `" + name + "`");
    }
    return new Column(
        name,
        colon < 0 ? type : type.substring(0, colon),
        colon < 0 ? "" : type.substring(colon + 1),
        wide,
        row.remainder(),
        description);
  }

  private static Map<String, String> pairs(Row row, Set<String> keys) {
    Map<String, String> out = new HashMap<>();
    while (row.hasWord()) {
      String key = row.word("a key");
      if (!keys.contains(key)) {
        throw row.error("unknown key `" + key + "`");
      }
      if (out.put(key, row.word("the value of " + key)) != null) {
        throw row.error("`" + key + "` is said twice");
      }
    }
    return out;
  }

  private static List<String> list(String commas) {
    return commas.isEmpty() ? List.of() : List.of(commas.split(","));
  }

  private static List<String> verbs(String commas) {
    String[] verbs = commas.split(",");
    Arrays.sort(verbs);
    return List.of(verbs);
  }
}
