package io.binnacle.model.patch;

import static io.binnacle.model.patch.StrategicMergePatch.DIRECTIVE;

import io.binnacle.model.schema.Field;
import io.binnacle.model.schema.Field.Merge;
import io.binnacle.model.schema.FieldType;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How one list field takes a strategic merge patch. Everything is linear in the lists, by an index of merge keys,
/// because both of them can be long and one of them is a stranger's.
///
/// @param merges whether elements merge; if not, the patch replaces the list
/// @param key the merge key of a list of objects, empty for scalars
/// @param element the structure of the elements, null if they are scalars or unknown
record ListMerge(boolean merges, String key, @Nullable StructType element) {
  private static final Str DELETE = Str.of("delete");

  /// The rules of `field`; of a field unknown to the table, null, that it is replaced.
  static ListMerge of(@Nullable Field field) {
    if (field == null) {
      return new ListMerge(false, "", null);
    }
    Merge merge = field.merge();
    StructType element =
        field.type() instanceof FieldType.ListOf list && list.element() instanceof FieldType.Ref ref
            ? ref.struct()
            : null;
    return new ListMerge(merge.strategy() == Merge.Strategy.MERGE, merge.key(), element);
  }

  /// The list with the elements of `patch` merged or added, those of the patch in its order.
  Arr merge(Arr original, Arr patch) {
    return merges ? mergeElements(original, patch) : patch;
  }

  /// The list without the scalars in `patch`.
  Arr delete(Arr original, Arr patch) {
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    if (elementsAreObjects(original, patch)) {
      return mergeElements(original, patch);
    }
    Set<Value> gone = new HashSet<>(patch.asList());
    return Arr.copyOf(original.stream().filter(v -> !gone.contains(v)).toList());
  }

  /// Checks that the elements of a patch, deleted ones aside, come in the order its `$setElementOrder` says and are all
  /// named there. An empty list of either is not checked.
  void checkOrder(Arr patch, Arr order) {
    if (patch.isEmpty() || order.isEmpty()) {
      return;
    }
    List<Value> kept =
        patch.stream()
            .filter(e -> key.isEmpty() || !DELETE.equals(object(e).get(DIRECTIVE)))
            .toList();
    int next = 0;
    int named = 0;
    while (next < kept.size() && named < order.size()) {
      Value element = kept.get(next);
      if (element instanceof Obj o && o.has(DIRECTIVE)) {
        next++;
      } else if (sameElement(element, order.get(named++))) {
        next++;
      }
    }
    if (next < kept.size()) {
      throw PatchException.unclassified(
          "The order in patch list:\n"
              + GoText.of(patch)
              + "\n doesn't match $setElementOrder list:\n"
              + GoText.of(order)
              + "\n");
    }
  }

  /// The merged list, sorted by `order` as far as that goes; what only the original has stays in its place relative to
  /// its old neighbours.
  ///
  /// @param original null if the object has no such list
  /// @param patch null if the patch has only an order
  Arr ordered(@Nullable Arr original, @Nullable Arr patch, Arr order) {
    Arr before = original == null ? Arr.EMPTY : original;
    Arr changes = patch == null ? Arr.EMPTY : patch;
    if (before.isEmpty() && changes.isEmpty()) {
      return before;
    }
    elementsAreObjects(before, changes);
    if (patch == null) {
      return arrange(before, order, before);
    }
    if (original == null) {
      Value clean = StrategicMergePatch.withoutDirectives(patch);
      return arrange(clean instanceof Arr a ? a : Arr.EMPTY, order, Arr.EMPTY);
    }
    Arr merged = merge(original, patch);
    return arrange(merged, order, oldOrder(original, merged));
  }

  /// The order of the original to compare by: deleted elements leave, and as many new ones take their places at the end.
  private Arr oldOrder(Arr original, Arr merged) {
    Set<Value> old = places(original).keySet();
    Set<Value> now = places(merged).keySet();
    return Stream.concat(
            original.stream().filter(e -> now.contains(identity(e))),
            merged.stream().filter(e -> !old.contains(identity(e))))
        .limit(original.size())
        .collect(Arr.toArr());
  }

  private Arr mergeElements(Arr original, Arr patch) {
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    if (!elementsAreObjects(original, patch)) {
      Set<Value> all = new LinkedHashSet<>(original.asList());
      all.addAll(patch.asList());
      return arrange(Arr.copyOf(all), patch, original);
    }
    if (key.isEmpty()) {
      throw PatchException.unclassified(
          "cannot merge lists without merge key for " + (element == null ? "string" : "struct"));
    }
    List<Value> changes = new ArrayList<>(patch.size());
    Set<Value> deleted = new HashSet<>();
    boolean replace = false;
    for (Obj o : patch.objects()) {
      Value directive = o.get(DIRECTIVE);
      if (directive == null) {
        changes.add(o);
        continue;
      }
      switch (directive instanceof Str s ? s.value() : "") {
        case "delete" -> deleted.add(keyOf(o));
        case "replace" -> replace = true;
        case "merge" ->
            throw PatchException.unclassified("merging lists cannot yet be specified in the patch");
        default -> throw StrategicMergePatch.unknownDirective(directive, o);
      }
    }
    if (replace) {
      return arrange(Arr.copyOf(changes), Arr.EMPTY, Arr.copyOf(changes));
    }
    Arr kept =
        Arr.copyOf(original.stream().filter(v -> !deleted.contains(object(v).get(key))).toList());
    return arrange(mergeByKey(kept, changes), Arr.copyOf(changes), kept);
  }

  private Arr mergeByKey(Arr original, List<Value> changes) {
    List<Value> out = new ArrayList<>(original.asList());
    Map<Value, Integer> places = new HashMap<>();
    for (int i = 0; i < out.size(); i++) {
      Value found = object(out.get(i)).get(key);
      if (found != null) {
        places.putIfAbsent(found, i);
      }
    }
    for (Value change : changes) {
      Obj patch = object(change);
      Integer place = places.putIfAbsent(keyOf(patch), out.size());
      if (place == null) {
        out.add(patch);
      } else {
        out.set(place, StrategicMergePatch.mergeObject(object(out.get(place)), patch, element));
      }
    }
    return Arr.copyOf(out);
  }

  /// Brings the elements named in `order` into that order, the rest into the order of `before`, and then merges the two
  /// runs: an element of the rest goes before the first of the others that it used to come before.
  private Arr arrange(Arr merged, Arr order, Arr before) {
    Map<Value, Integer> wanted = places(order);
    Map<Value, Integer> old = places(before);
    List<Value> known = new ArrayList<>();
    List<Value> rest = new ArrayList<>();
    for (Value element : merged) {
      (wanted.containsKey(identity(element)) ? known : rest).add(element);
    }
    known.sort(Comparator.comparing(e -> wanted.getOrDefault(identity(e), Integer.MAX_VALUE)));
    rest.sort(Comparator.comparing(e -> old.getOrDefault(identity(e), Integer.MAX_VALUE)));
    List<Value> out = new ArrayList<>(merged.size());
    int left = 0;
    int right = 0;
    while (left < rest.size() || right < known.size()) {
      boolean takeRest = right == known.size();
      if (!takeRest && left < rest.size()) {
        Integer ofRest = old.get(identity(rest.get(left)));
        Integer ofKnown = old.get(identity(known.get(right)));
        takeRest = ofRest != null && ofKnown != null && ofRest < ofKnown;
      }
      out.add(takeRest ? rest.get(left++) : known.get(right++));
    }
    return Arr.copyOf(out);
  }

  private Map<Value, Integer> places(Arr list) {
    Map<Value, Integer> out = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      out.putIfAbsent(identity(list.get(i)), i);
    }
    return out;
  }

  /// What tells elements apart: the merge key of an object, a scalar itself.
  private Value identity(Value element) {
    return key.isEmpty() ? element : keyOf(object(element));
  }

  private Value keyOf(Obj element) {
    Value value = element.get(key);
    if (value == null) {
      throw PatchException.unclassified(
          "map: " + GoText.of(element) + " does not contain declared merge key: " + key);
    }
    return value;
  }

  private boolean sameElement(Value left, Value right) {
    return identity(left).equals(identity(right));
  }

  private static Obj object(Value element) {
    if (element instanceof Obj o) {
      return o;
    }
    throw StrategicMergePatch.wrongType(Obj.EMPTY, element);
  }

  /// Whether the elements of the two lists are objects rather than scalars.
  ///
  /// @throws PatchException if they are lists, or not all of one type
  private static boolean elementsAreObjects(Arr first, Arr second) {
    Value sample = first.isEmpty() ? second.get(0) : first.get(0);
    if (sample instanceof Arr) {
      throw PatchException.doesNotApply("lists of lists are not supported");
    }
    for (Arr list : List.of(first, second)) {
      for (Value element : list) {
        if (element.getClass() != sample.getClass()) {
          throw PatchException.unclassified(
              "list element types are not identical: ["
                  + GoText.of(first)
                  + " "
                  + GoText.of(second)
                  + "]");
        }
      }
    }
    return sample instanceof Obj;
  }
}
