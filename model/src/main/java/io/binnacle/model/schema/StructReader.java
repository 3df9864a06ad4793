package io.binnacle.model.schema;

import io.binnacle.model.schema.Field.ListKind;
import io.binnacle.model.schema.Field.Merge;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the head and the `field` rows of a block into a structure.
final class StructReader {
  private static final Map<String, Scalar> SCALARS =
      Map.ofEntries(
          Map.entry("string", Scalar.STRING),
          Map.entry("int32", Scalar.INT32),
          Map.entry("int64", Scalar.INT64),
          Map.entry("double", Scalar.DOUBLE),
          Map.entry("bool", Scalar.BOOL),
          Map.entry("quantity", Scalar.QUANTITY),
          Map.entry("intstr", Scalar.INT_OR_STRING),
          Map.entry("time", Scalar.TIME),
          Map.entry("microtime", Scalar.MICRO_TIME),
          Map.entry("bytes", Scalar.BYTES),
          Map.entry("any", Scalar.ANY));

  private final SchemaFile file;
  private final Definitions definitions;

  private StructReader(SchemaFile file, Definitions definitions) {
    this.file = file;
    this.definitions = definitions;
  }

  /// The structure `block` describes.
  ///
  /// @throws IllegalArgumentException naming file and line if a row is wrong
  static StructType read(SchemaFile.Block block, Definitions definitions) {
    StructReader reader = new StructReader(block.file, definitions);
    List<Row> rows = block.rows();
    Row head = rows.getFirst();
    head.word("kind or struct");
    String name = head.word("a name");
    boolean atomic = false;
    while (head.hasWord()) {
      String word = head.word("atomic");
      if (!word.equals("atomic")) {
        throw head.error("unknown attribute `" + word + "`");
      }
      atomic = true;
    }
    String description = head.quoted("a description");
    head.done();
    List<Field> fields = new ArrayList<>(rows.size());
    Map<String, Field> byName = HashMap.newHashMap(rows.size());
    for (Row row : rows.subList(1, rows.size())) {
      String word = row.word("field");
      if (word.equals("field")) {
        Field field = reader.field(row);
        if (byName.put(field.name(), field) != null) {
          throw row.error("`" + name + "` already has a field `" + field.name() + "`");
        }
        fields.add(field);
      } else if (!block.topLevel || !ResourceReader.ROWS.contains(word)) {
        throw row.error("unknown row `" + word + "` in `" + name + "`");
      }
    }
    return new StructType(
        name, block.definition(), description, atomic, List.copyOf(fields), Map.copyOf(byName));
  }

  private Field field(Row row) {
    String name = row.word("a field name");
    FieldType type = type(row, row.word("a type"));
    boolean required = false;
    @Nullable Value defaultValue = null;
    Merge merge = Merge.DEFAULT;
    ListKind list = ListKind.NONE;
    List<String> keys = List.of();
    boolean keepsEmpty = false;
    String goType = "";
    while (row.hasWord()) {
      String attribute = row.word("an attribute");
      if (attribute.equals("required")) {
        required = true;
        keepsEmpty = true;
      } else if (attribute.equals("keepEmpty")) {
        keepsEmpty = true;
      } else if (attribute.startsWith("go=")) {
        goType = attribute.substring("go=".length());
      } else if (attribute.startsWith("default=")) {
        defaultValue = row.json(attribute.substring("default=".length()));
      } else if (attribute.equals("merge")) {
        merge = new Merge(Merge.Strategy.MERGE, "", merge.retainKeys());
      } else if (attribute.startsWith("merge=")) {
        merge =
            new Merge(
                Merge.Strategy.MERGE, attribute.substring("merge=".length()), merge.retainKeys());
      } else if (attribute.equals("retainKeys")) {
        merge = new Merge(merge.strategy(), merge.key(), true);
      } else if (attribute.equals("atomic") || attribute.equals("list=atomic")) {
        list = ListKind.ATOMIC;
      } else if (attribute.equals("list=set")) {
        list = ListKind.SET;
      } else if (attribute.startsWith("list=map(") && attribute.endsWith(")")) {
        list = ListKind.MAP;
        keys =
            List.of(attribute.substring("list=map(".length(), attribute.length() - 1).split(","));
      } else {
        throw row.error("unknown attribute `" + attribute + "` of field `" + name + "`");
      }
    }
    String description = row.quoted("a description");
    row.done();
    boolean ofObjects = type instanceof ListOf(Ref _);
    if ((!merge.key().isEmpty() || list == ListKind.MAP) && !ofObjects) {
      throw row.error("field `" + name + "` has list keys but is no list of structures");
    }
    if (list == ListKind.SET && !(type instanceof ListOf)) {
      throw row.error("field `" + name + "` is a set but no list");
    }
    return new Field(
        name, type, required, defaultValue, merge, list, keys, keepsEmpty, goType, description);
  }

  private FieldType type(Row row, String text) {
    if (text.startsWith("[]")) {
      return new ListOf(type(row, text.substring(2)));
    }
    if (text.startsWith("map[") && text.endsWith("]")) {
      return new MapOf(type(row, text.substring(4, text.length() - 1)));
    }
    Scalar scalar = SCALARS.get(text);
    if (scalar != null) {
      return scalar;
    }
    LazyStruct struct = definitions.find(file, text);
    if (struct == null) {
      throw row.error(
          "unknown type `" + text + "`: no scalar, and no structure of this file or of meta.v1");
    }
    return new Ref(struct.block.name, struct);
  }
}
