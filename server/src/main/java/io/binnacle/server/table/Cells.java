package io.binnacle.server.table;

import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Turns the `cell` of a column in the schema table into code: a path such as `.spec.type`, or `fn(name)` or
/// `fn(name .path)` for one of the functions named here.
final class Cells {
  static final String NONE = "<none>";

  /* Functions of the object and the moment. */
  private static final Map<String, Cell> FUNCTIONS =
      Map.ofEntries(
          timed("age", Ages::ofObject),
          text("serviceClusterIP", ServiceCells::clusterIp),
          text("serviceExternalIP", ServiceCells::externalIp),
          text("servicePorts", ServiceCells::ports),
          text("endpointsList", ServiceCells::endpoints),
          text("slicePorts", ServiceCells::slicePorts),
          text("sliceEndpoints", ServiceCells::sliceEndpoints),
          text("podReady", PodCells::ready),
          text("podStatus", PodCells::status),
          timed("podRestarts", PodCells::restarts),
          text("podIP", PodCells::ip),
          text("podReadinessGates", PodCells::readinessGates),
          text("nodeStatus", NodeCells::status),
          text("nodeRoles", NodeCells::roles),
          text("nodeInternalIP", n -> NodeCells.address(n, "InternalIP")),
          text("nodeExternalIP", n -> NodeCells.address(n, "ExternalIP")),
          number("configMapSize", c -> c.obj("data").size() + c.obj("binaryData").size()),
          timed("eventLastSeen", EventCells::lastSeen),
          text("eventObject", EventCells::object),
          text("eventSource", EventCells::source),
          text("eventMessage", EventCells::message),
          timed("eventFirstSeen", EventCells::firstSeen),
          number("eventCount", EventCells::count),
          text("claimStatus", ClaimCells::status),
          text("claimCapacity", ClaimCells::capacity),
          text("claimAccessModes", ClaimCells::accessModes),
          text("claimStorageClass", ClaimCells::storageClass),
          text("volumeCapacity", VolumeCells::capacity),
          text("volumeAccessModes", VolumeCells::accessModes),
          text("volumeClaim", VolumeCells::claim),
          text("storageClassName", VolumeCells::className),
          text("storageExpansion", VolumeCells::expansion),
          text("readyReplicas", WorkloadCells::ready),
          text("controllerOwner", WorkloadCells::controller));

  /* Functions of one value, wherever it stands. */
  private static final Map<String, Function<@Nullable Value, Value>> OF_PATH =
      Map.of(
          "orNone", v -> Str.of(text(v, NONE)),
          "orUnset", v -> Str.of(text(v, "<unset>")),
          "orUnknown", v -> Str.of(text(v, Ages.UNKNOWN)),
          "number", v -> v instanceof Int n ? n : Int.of(0),
          "joined", v -> Str.of(v instanceof Arr a ? String.join(",", a.strings()) : ""),
          "size", v -> Int.of(size(v)),
          "labelMap", v -> Str.of(labels(v)),
          "labelSelector", v -> Str.of(selector(v)),
          "containerNames", v -> Str.of(WorkloadCells.ofContainers(v, "name")),
          "containerImages", v -> Str.of(WorkloadCells.ofContainers(v, "image")));

  private Cells() {}

  /// Compiles one cell.
  ///
  /// @param cell as in the schema table
  /// @param type the column's type, `integer` or `string`: says what an absent value reads as
  /// @param advice what `fn(advice)` says of an object: comes from outside, so there is one function of that name for each table
  /// @throws IllegalArgumentException if `cell` names no function and is no path
  static Cell compile(String cell, String type, Function<Obj, String> advice) {
    if (cell.startsWith(".")) {
      String[] path = path(cell);
      Value absent = type.equals("integer") ? Int.of(0) : Str.EMPTY;
      return (object, now) -> {
        Value value = object.at(path);
        return value == null || value == Null.NULL ? absent : value;
      };
    }
    if (!cell.startsWith("fn(") || !cell.endsWith(")")) {
      throw new IllegalArgumentException("a cell is .path, fn(name) or fn(name .path): " + cell);
    }
    if (cell.equals("fn(advice)")) {
      return (object, now) -> {
        String text = advice.apply(object);
        return Str.of(text.isEmpty() ? Ages.UNKNOWN : text);
      };
    }
    String[] call = cell.substring(3, cell.length() - 1).strip().split(" +");
    Cell function = FUNCTIONS.get(call[0]);
    if (call.length == 1 && function != null) {
      return function;
    }
    Function<@Nullable Value, Value> ofPath = OF_PATH.get(call[0]);
    if (call.length == 2 && ofPath != null) {
      String[] path = path(call[1]);
      return (object, now) -> ofPath.apply(object.at(path));
    }
    throw new IllegalArgumentException("no such cell function: " + cell);
  }

  static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }

  /// A scalar as text; `absent` if there is none or it is empty.
  static String text(@Nullable Value value, String absent) {
    return switch (value) {
      case null -> absent;
      case Null _ -> absent;
      case Str s -> s.value().isEmpty() ? absent : s.value();
      default -> value.toString();
    };
  }

  private static String[] path(String cell) {
    return cell.substring(1).split("\\.");
  }

  private static long size(@Nullable Value value) {
    return switch (value) {
      case Obj o -> o.size();
      case Arr a -> a.size();
      case null, default -> 0;
    };
  }

  private static String labels(@Nullable Value map) {
    return map instanceof Obj o ? LabelSelector.ofMap(o.stringMap()).display() : NONE;
  }

  private static String selector(@Nullable Value selector) {
    try {
      return LabelSelector.of(selector instanceof Obj o ? o : null).display();
    } catch (SyntaxException e) {
      return "<invalid>";
    }
  }

  private static Map.Entry<String, Cell> text(String name, Function<Obj, String> function) {
    return Map.entry(name, (object, now) -> Str.of(function.apply(object)));
  }

  private static Map.Entry<String, Cell> number(String name, ToLongFunction<Obj> function) {
    return Map.entry(name, (object, now) -> Int.of(function.applyAsLong(object)));
  }

  private static Map.Entry<String, Cell> timed(String name, Timed function) {
    return Map.entry(name, (object, now) -> Str.of(function.of(object, now)));
  }

  private interface Timed {
    String of(Obj object, Instant now);
  }
}
