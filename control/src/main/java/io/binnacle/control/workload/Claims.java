package io.binnacle.control.workload;

import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which objects belong to a controlling object, going by its selector and their controller references. Orphans that
/// match are adopted, own ones that no longer match are let go; what another controls is left alone.
///
/// @param owned what belongs to it now, those to adopt included, in the order given
/// @param adopt orphans that get a controller reference
/// @param release own ones that lose it
public record Claims(List<Obj> owned, List<Obj> adopt, List<Obj> release) {

  /// Sorts `candidates` out by the owner's selector.
  public static Claims of(Obj owner, LabelSelector selector, List<Obj> candidates) {
    return of(owner, (Predicate<Obj>) selector::matches, candidates);
  }

  /// Sorts `candidates` out, `meant` saying what the owner should have. An owner that is being deleted neither adopts nor releases; an orphan that is being deleted
  /// stays one.
  public static Claims of(Obj owner, Predicate<Obj> meant, List<Obj> candidates) {
    List<Obj> owned = new ArrayList<>();
    List<Obj> adopt = new ArrayList<>();
    List<Obj> release = new ArrayList<>();
    boolean steady = Meta.isDeleting(owner);
    for (Obj candidate : candidates) {
      Obj controller = Meta.controllerOf(candidate);
      boolean matches = meant.test(candidate);
      if (controller == null) {
        if (matches && !steady && !Meta.isDeleting(candidate)) {
          adopt.add(candidate);
          owned.add(candidate);
        }
      } else if (controller.str("uid").equals(Meta.uid(owner))) {
        if (matches) {
          owned.add(candidate);
        } else if (!steady) {
          release.add(candidate);
        }
      }
    }
    return new Claims(List.copyOf(owned), List.copyOf(adopt), List.copyOf(release));
  }

  /// Whether nobody changes hands.
  public boolean isEmpty() {
    return adopt.isEmpty() && release.isEmpty();
  }

  /// One line for each object that changes hands.
  public List<String> describe() {
    List<String> out = new ArrayList<>();
    adopt.forEach(o -> out.add("adopt " + Meta.name(o)));
    release.forEach(o -> out.add("release " + Meta.name(o)));
    return out;
  }
}
