package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.Verdict;
import io.binnacle.model.meta.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gathers the element changes of one transaction, set by set: deletions before additions, so that an element can change
/// its value.
final class Patch {
  private static final Comparator<NftSet> BY_NAME = Comparator.comparing(NftSet::name);

  private final Layout layout;
  private final Map<NftSet, List<Element>> deleted = new TreeMap<>(BY_NAME);
  private final Map<NftSet, List<Element>> added = new TreeMap<>(BY_NAME);

  Patch(Layout layout) {
    this.layout = layout;
  }

  /// Turns what the table says about `door` from `before` into `after`.
  void door(Datum door, Installed before, Installed after) {
    verdict(layout.services, door, entry(before), entry(after), before, after);
    verdict(layout.filteredServices, door, filtered(before), filtered(after), before, after);
    verdict(layout.shortCircuits, door, before.insideFate(), after.insideFate(), before, after);
    verdict(layout.remember, door, remember(before), remember(after), before, after);
    slots(door, 0, before.slots(), after.slots());
    slots(door, PickChain.INSIDE_OFFSET, before.insideSlots(), after.insideSlots());
    ranges(door, before.admitted(), after.admitted());
  }

  void member(NftSet set, Datum key, boolean before, boolean after) {
    if (before != after) {
      into(after ? added : deleted, set).add(Element.of(key));
    }
  }

  /// Set by set, sorted by key.
  void writeTo(List<Command> out) {
    deleted.forEach((set, elements) -> out.add(new Command.DeleteElements(set, sorted(elements))));
    added.forEach((set, elements) -> out.add(new Command.AddElements(set, sorted(elements))));
  }

  private static List<Element> sorted(List<Element> elements) {
    elements.sort(Comparator.comparing(Element::key));
    return elements;
  }

  private static @Nullable Verdict entry(Installed door) {
    if (door == Installed.NOTHING) {
      return null;
    }
    return door.isFiltered() ? new Verdict.Goto(Layout.FILTERED) : door.fate();
  }

  private static @Nullable Verdict filtered(Installed door) {
    return door.isFiltered() ? door.fate() : null;
  }

  private static @Nullable Verdict remember(Installed door) {
    return door.stickySeconds() > 0
        ? new Verdict.Jump(Layout.rememberName(door.stickySeconds()))
        : null;
  }

  private void verdict(
      NftSet map,
      Datum door,
      @Nullable Verdict from,
      @Nullable Verdict to,
      Installed before,
      Installed after) {
    boolean same = Objects.equals(from, to) && before.comment().equals(after.comment());
    if (same) {
      return;
    }
    if (from != null) {
      into(deleted, map).add(Element.of(door, from));
    }
    if (to != null) {
      into(added, map).add(Element.of(door, to).withComment(after.comment()));
    }
  }

  private void slots(Datum door, int offset, List<Datum> from, List<Datum> to) {
    for (int i = 0; i < Math.max(from.size(), to.size()); i++) {
      Datum was = i < from.size() ? from.get(i) : null;
      Datum is = i < to.size() ? to.get(i) : null;
      if (!Objects.equals(was, is)) {
        Datum key = Data.slot(door, offset + i);
        if (was != null) {
          into(deleted, layout.endpoints).add(Element.of(key, was));
        }
        if (is != null) {
          into(added, layout.endpoints).add(Element.of(key, is));
        }
      }
    }
  }

  private void ranges(Datum door, List<Cidr> from, List<Cidr> to) {
    for (Cidr range : from) {
      if (!to.contains(range)) {
        into(deleted, layout.sourceRanges).add(range(door, range));
      }
    }
    for (Cidr range : to) {
      if (!from.contains(range)) {
        into(added, layout.sourceRanges).add(range(door, range));
      }
    }
  }

  private static Element range(Datum door, Cidr range) {
    return Element.range(
        Datum.concat(door, Data.address(range.base())),
        Datum.concat(door, Data.address(range.last())));
  }

  private static List<Element> into(Map<NftSet, List<Element>> changes, NftSet set) {
    return changes.computeIfAbsent(set, _ -> new ArrayList<>());
  }
}
