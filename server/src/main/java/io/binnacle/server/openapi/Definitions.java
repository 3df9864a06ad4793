package io.binnacle.server.openapi;

import io.binnacle.model.schema.Field;
import io.binnacle.model.schema.Field.Merge;
import io.binnacle.model.schema.FieldType;
import io.binnacle.model.schema.FieldType.ListOf;
import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Ref;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The named schemas of one document: those that were referred to, and those these refer to in turn. Ask for references
/// first, then for [#build]. Not safe to share between threads; use once.
final class Definitions {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  static final String DELETE_OPTIONS = META + "DeleteOptions";
  static final String STATUS = META + "Status";
  private static final String LIST_META = META + "ListMeta";
  private static final String PATCH = META + "Patch";
  private static final String TIME = META + "Time";
  private static final String MICRO_TIME = META + "MicroTime";
  private static final String FIELDS_V1 = META + "FieldsV1";
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  private static final String RAW_EXTENSION = "io.k8s.apimachinery.pkg.runtime.RawExtension";

  private final Schema schema;
  private final Dialect dialect;
  private final Map<String, KindType> kinds = new HashMap<>();
  private final Map<String, Obj> done = new TreeMap<>();
  private final Map<String, Supplier<Obj>> asked = new HashMap<>();
  private final Deque<String> waiting = new ArrayDeque<>();

  Definitions(Schema schema, Dialect dialect) {
    this.schema = schema;
    this.dialect = dialect;
    for (KindType kind : schema.kinds()) {
      kinds.put(kind.struct().definition(), kind);
    }
  }

  /// A reference to the structure `struct`.
  Obj ref(StructType struct) {
    return dialect.ref(ask(struct));
  }

  /// A reference to the list of `resource`'s objects.
  Obj listRef(ResourceType resource) {
    String definition = resource.struct().definition() + "List";
    return dialect.ref(ask(definition, () -> list(resource)));
  }

  /// A reference to the shared structure `definition`, or to any object if the table does not have it.
  Obj sharedRef(String definition) {
    StructType struct = schema.struct(definition);
    return struct == null ? Dialect.type("object") : ref(struct);
  }

  /// A reference to the body of a patch.
  Obj patchRef() {
    return dialect.ref(
        ask(
            PATCH,
            () ->
                described(Dialect.type("object"), "A patch, in the format its media type names.")));
  }

  /// The definitions by name, everything they refer to included.
  Obj build() {
    while (!waiting.isEmpty()) {
      String definition = waiting.removeFirst();
      Supplier<Obj> make = asked.get(definition);
      if (make != null) {
        done.put(definition, make.get());
      }
    }
    return Obj.copyOf(done);
  }

  private String ask(StructType struct) {
    return ask(struct.definition(), () -> structure(struct));
  }

  private String ask(String definition, Supplier<Obj> make) {
    if (asked.putIfAbsent(definition, make) == null) {
      waiting.addLast(definition);
    }
    return definition;
  }

  private Obj structure(StructType struct) {
    Obj.Builder properties = Obj.builder();
    List<String> required = new ArrayList<>();
    for (Field field : struct.fields()) {
      properties.put(field.name(), property(field));
      if (field.required()) {
        required.add(field.name());
      }
    }
    Obj out =
        described(Dialect.type("object"), struct.description())
            .with("properties", properties.build());
    if (!required.isEmpty()) {
      out = out.with("required", Arr.strings(required));
    }
    if (struct.atomic()) {
      out = out.with("x-kubernetes-map-type", "atomic");
    }
    KindType kind = kinds.get(struct.definition());
    return kind == null
        ? out
        : out.with(
            "x-kubernetes-group-version-kind",
            Arr.of(gvk(kind.group(), kind.version(), kind.name())));
  }

  private Obj list(ResourceType resource) {
    Obj properties =
        Obj.builder()
            .put("apiVersion", described(Dialect.type("string"), "Version of the list's kind."))
            .put("kind", described(Dialect.type("string"), "Kind of the list."))
            .put(
                "items",
                described(
                    Dialect.type("array").with("items", ref(resource.struct())), "The objects."))
            .put(
                "metadata", described(sharedProperty(LIST_META), "Version and paging of the list."))
            .build();
    return described(Dialect.type("object"), "A list of objects of kind " + resource.kind() + ".")
        .with("properties", properties)
        .with("required", Arr.of(Str.of("items")))
        .with(
            "x-kubernetes-group-version-kind",
            Arr.of(
                gvk(resource.name().group(), resource.name().version(), resource.kind() + "List")));
  }

  private Obj sharedProperty(String definition) {
    StructType struct = schema.struct(definition);
    return struct == null ? Dialect.type("object") : dialect.openRef(ask(struct));
  }

  /// A property with all that is said about its field.
  private Obj property(Field field) {
    Obj out = described(type(field.type(), field, true), field.description());
    Value defaultValue = field.defaultValue();
    if (defaultValue != null && dialect == Dialect.V3) {
      out = out.with("default", defaultValue);
    }
    out = listExtensions(out, field);
    return mergeExtensions(out, field.merge());
  }

  private static Obj listExtensions(Obj property, Field field) {
    String extension =
        field.type() instanceof ListOf ? "x-kubernetes-list-type" : "x-kubernetes-map-type";
    return switch (field.list()) {
      case NONE -> property;
      case ATOMIC -> property.with(extension, "atomic");
      case SET -> property.with(extension, "set");
      case MAP ->
          property
              .with(extension, "map")
              .with("x-kubernetes-list-map-keys", Arr.strings(field.listKeys()));
    };
  }

  private static Obj mergeExtensions(Obj property, Merge merge) {
    boolean merged = merge.strategy() == Merge.Strategy.MERGE;
    String strategy = merged ? merge.retainKeys() ? "merge,retainKeys" : "merge" : "retainKeys";
    Obj out =
        merged || merge.retainKeys()
            ? property.with("x-kubernetes-patch-strategy", strategy)
            : property;
    return merge.key().isEmpty() ? out : out.with("x-kubernetes-patch-merge-key", merge.key());
  }

  /// @param open whether more will be said beside the type
  private Obj type(FieldType type, Field field, boolean open) {
    @Nullable String named = named(type, field);
    if (named != null) {
      return open ? dialect.openRef(named) : dialect.ref(named);
    }
    return switch (type) {
      case ListOf(FieldType element) ->
          Dialect.type("array").with("items", type(element, field, false));
      case MapOf(FieldType value) ->
          Dialect.type("object").with("additionalProperties", type(value, field, false));
      case Ref ref -> throw new AssertionError(ref + " has a name");
      case Scalar scalar -> plain(scalar);
    };
  }

  private static Obj plain(Scalar scalar) {
    return switch (scalar) {
      case STRING -> Dialect.type("string");
      case INT32 -> Dialect.type("integer").with("format", "int32");
      case INT64 -> Dialect.type("integer").with("format", "int64");
      case DOUBLE -> Dialect.type("number").with("format", "double");
      case BOOL -> Dialect.type("boolean");
      case BYTES -> Dialect.type("string").with("format", "byte");
      case QUANTITY, INT_OR_STRING, TIME, MICRO_TIME, ANY ->
          throw new AssertionError(scalar + " has a name");
    };
  }

  /// The definition of a type that has one, or null.
  private @Nullable String named(FieldType type, Field field) {
    return switch (type) {
      case Ref ref -> ask(ref.struct());
      case ListOf _, MapOf _ -> null;
      case Scalar scalar ->
          switch (scalar) {
            case STRING, INT32, INT64, DOUBLE, BOOL, BYTES -> null;
            case QUANTITY ->
                ask(
                    QUANTITY,
                    () ->
                        described(
                            dialect.stringOr("number", ""),
                            "An amount: a number with an optional suffix, such as `500m`, `2`, `1Gi` or `12e6`."));
            case INT_OR_STRING ->
                ask(
                    INT_OR_STRING,
                    () ->
                        described(
                            dialect.stringOr("integer", "int-or-string"),
                            "A number, or a string: a name or a percentage."));
            case TIME -> ask(TIME, () -> time("A point in time, RFC 3339, in whole seconds."));
            case MICRO_TIME ->
                ask(MICRO_TIME, () -> time("A point in time, RFC 3339, in microseconds."));
            case ANY ->
                field.goType().equals("v1.FieldsV1")
                    ? ask(
                        FIELDS_V1,
                        () ->
                            described(
                                Dialect.type("object"),
                                "A set of fields as nested keys: `f:` a field, `k:` an element by its keys, `v:` an element by its value, `.` the thing itself."))
                    : ask(
                        RAW_EXTENSION,
                        () -> described(Dialect.type("object"), "Any JSON value, kept as it is."));
          };
    };
  }

  private static Obj time(String description) {
    return described(Dialect.type("string").with("format", "date-time"), description);
  }

  static Obj described(Obj schema, String description) {
    return schema.with("description", description);
  }

  static Obj gvk(String group, String version, String kind) {
    return Obj.builder().put("group", group).put("kind", kind).put("version", version).build();
  }
}
