package io.binnacle.model.validate;

import io.binnacle.model.defaults.KindDefaults;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Objects for tests, written short: JSON with single quotes, and changes as JSON merge patches (RFC 7386).
final class Given {
  private Given() {}

  /// Reads `{'a': 1}`.
  static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }

  /// `base` with a merge patch applied: null removes, lists are replaced. An object in place of a list changes elements by
  /// their number: `{'containers': {'0': {'image': 'x'}}}`; one number more adds an element.
  static Obj changed(Obj base, String patch) {
    return merge(base, object(patch));
  }

  /// An object as a client sends it, with all defaults filled in.
  static Obj complete(ResourceName name, String json) {
    return KindDefaults.apply(
        object(json), Objects.requireNonNull(Schema.builtIn().resource(name)));
  }

  /// A resource type that says no more than validation asks.
  static ResourceType type(ResourceName name, boolean namespaced) {
    StructType struct = new StructType("", "", "", false, List.of(), Map.of());
    return new ResourceType(
        name, "", "", List.of(), List.of(), namespaced, List.of(), List.of(), struct, List.of());
  }

  /// Findings as kubectl prints them, one a line.
  static String lines(List<FieldError> errors) {
    return String.join("\n", errors.stream().map(FieldError::message).toList());
  }

  private static Obj merge(Obj base, Obj patch) {
    Obj out = base;
    for (String key : patch.keys()) {
      Value change = patch.get(key);
      if (change == Null.NULL) {
        out = out.without(key);
      } else if (change instanceof Obj o && out.get(key) instanceof Arr list) {
        out = out.with(key, merge(list, o));
      } else if (change instanceof Obj o) {
        out = out.with(key, merge(out.obj(key), o));
      } else if (change != null) {
        out = out.with(key, change);
      }
    }
    return out;
  }

  private static Arr merge(Arr base, Obj patch) {
    Arr out = base;
    for (String number : patch.keys()) {
      int i = Integer.parseInt(number);
      Obj before = i < out.size() && out.get(i) instanceof Obj o ? o : Obj.EMPTY;
      Obj after = merge(before, patch.obj(number));
      out = i < out.size() ? out.with(i, after) : out.plus(after);
    }
    return out;
  }
}
