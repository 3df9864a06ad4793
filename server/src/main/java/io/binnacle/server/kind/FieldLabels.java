package io.binnacle.server.kind;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The fields of a kind that `fieldSelector` knows, and how to read them from an object.
public final class FieldLabels {
  /// Only `metadata.name` and `metadata.namespace`.
  public static final FieldLabels NONE = new FieldLabels(Map.of(), false);

  private final Map<String, Function<Obj, String>> known;
  private final boolean custom;

  private FieldLabels(Map<String, Function<Obj, String>> more, boolean custom) {
    Map<String, Function<Obj, String>> all = new TreeMap<>(more);
    all.put("metadata.name", o -> o.obj("metadata").str("name"));
    all.put("metadata.namespace", o -> o.obj("metadata").str("namespace"));
    this.known = all;
    this.custom = custom;
  }

  /// These paths into the object as well, each its own label.
  public static FieldLabels of(String... paths) {
    Map<String, Function<Obj, String>> more = new TreeMap<>();
    for (String path : paths) {
      more.put(path, at(path));
    }
    return new FieldLabels(more, true);
  }

  /// One more label, read by `read`.
  FieldLabels plus(String label, Function<Obj, String> read) {
    Map<String, Function<Obj, String>> more = new TreeMap<>(known);
    more.put(label, read);
    return new FieldLabels(more, true);
  }

  /// One more label that reads another path.
  FieldLabels plus(String label, String path) {
    return plus(label, at(path));
  }

  /// How to read `label`, or null if it is not supported.
  public @Nullable Function<Obj, String> reader(String label) {
    return known.get(label);
  }

  /// Why `label` is not supported, as upstream words it: kinds with labels of their own and the rest differ.
  public String refusal(String label) {
    return custom
        ? "field label not supported: " + label
        : Str.of(label)
            + " is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
  }

  private static Function<Obj, String> at(String path) {
    String[] steps = path.split("\\.", -1);
    return object -> text(object.at(steps));
  }

  /// A scalar as upstream compares it; what is absent counts as empty.
  private static String text(@Nullable Value value) {
    return switch (value) {
      case null -> "";
      case Str s -> s.value();
      case Int n -> n.toString();
      case Bool b -> b.toString();
      case Real r -> r.toString();
      case Null _, Obj _, Arr _ -> "";
    };
  }
}
