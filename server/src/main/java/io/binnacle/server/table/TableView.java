package io.binnacle.server.table;

import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// How the objects of one collection look as a `Table`. Immutable; made once per collection and safe to share.
///
/// @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables">Tables</a>
public final class TableView {
  private static final List<ResourceType.Column> DEFAULT_COLUMNS =
      List.of(
          new ResourceType.Column(
              "Name", "string", "name", false, ".metadata.name", "Name of the object."),
          new ResourceType.Column(
              "Created At",
              "date",
              "",
              false,
              ".metadata.creationTimestamp",
              "When the object was created."));

  private static final List<ResourceType.Column> SCALE_COLUMNS =
      List.of(
          new ResourceType.Column(
              "Name", "string", "", false, ".metadata.name", "Name of the scaled object."),
          new ResourceType.Column(
              "Desired", "integer", "", false, ".spec.replicas", "Replicas asked for."),
          new ResourceType.Column(
              "Available", "integer", "", false, ".status.replicas", "Replicas there are."),
          new ResourceType.Column(
              "Age", "string", "", false, "fn(age)", "Time since the object was created."));

  /// How a `Scale` looks.
  public static final TableView SCALE = new TableView(SCALE_COLUMNS, false, _ -> "");

  private final List<Cell> cells;
  private final Arr definitions;
  private final boolean pods;

  private TableView(List<ResourceType.Column> columns, boolean pods, Function<Obj, String> advice) {
    this.cells = columns.stream().map(c -> Cells.compile(c.cell(), c.type(), advice)).toList();
    this.definitions = columns.stream().map(TableView::definition).collect(Arr.toArr());
    this.pods = pods;
  }

  /// The view of `type` where nobody gives advice.
  public static TableView of(ResourceType type) {
    return of(type, _ -> "");
  }

  /// The view of `type` with the columns of the schema table, or name and creation time if it has none.
  ///
  /// @param advice what cells `fn(advice)` say of an object; empty for what is not known
  /// @throws IllegalArgumentException if the table names a cell function that does not exist
  public static TableView of(ResourceType type, Function<Obj, String> advice) {
    boolean pods = type.kind().equals("Pod") && type.name().group().isEmpty();
    return new TableView(type.columns().isEmpty() ? DEFAULT_COLUMNS : type.columns(), pods, advice);
  }

  /// A whole `Table`.
  ///
  /// @param version of meta.k8s.io, `v1` or `v1beta1`
  /// @param listMeta `metadata` of the list, or `{}`
  /// @param withColumns whether to send column definitions: not in later events of a watch
  /// @param now what ages are counted to
  public Obj table(
      String version,
      List<Obj> items,
      Obj listMeta,
      IncludeObject include,
      boolean withColumns,
      Instant now) {
    String apiVersion = "meta.k8s.io/" + version;
    return Obj.builder()
        .put("kind", "Table")
        .put("apiVersion", apiVersion)
        .put("metadata", listMeta)
        .put("columnDefinitions", withColumns ? definitions : Null.NULL)
        .put("rows", items.stream().map(o -> row(apiVersion, o, include, now)).collect(Arr.toArr()))
        .build();
  }

  private Obj row(String apiVersion, Obj object, IncludeObject include, Instant now) {
    Obj.Builder row = Obj.builder();
    row.put("cells", cells.stream().map(c -> c.of(object, now)).collect(Arr.toArr()));
    if (pods) {
      row.putIfPresent("conditions", PodCells.rowConditions(object));
    }
    row.put("object", included(apiVersion, object, include));
    return row.build();
  }

  private static Value included(String apiVersion, Obj object, IncludeObject include) {
    return switch (include) {
      case NONE -> Null.NULL;
      case METADATA -> partial(apiVersion, object);
      case OBJECT -> object;
    };
  }

  /// The `PartialObjectMetadata` of `object`.
  ///
  /// @param apiVersion `meta.k8s.io/v1` or `meta.k8s.io/v1beta1`
  public static Obj partial(String apiVersion, Obj object) {
    return Obj.of(
        "kind",
        Str.of("PartialObjectMetadata"),
        "apiVersion",
        Str.of(apiVersion),
        "metadata",
        object.obj("metadata"));
  }

  private static Obj definition(ResourceType.Column column) {
    return Obj.builder()
        .put("name", column.name())
        .put("type", column.type())
        .put("format", column.format())
        .put("description", column.description())
        .put("priority", column.wide() ? 1 : 0)
        .build();
  }
}
