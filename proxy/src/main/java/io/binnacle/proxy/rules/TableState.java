package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Chain;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Contents;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.Rule;
import io.binnacle.linux.nft.Statement;
import io.binnacle.linux.nft.Table;
import io.binnacle.linux.nft.TableId;
import io.binnacle.linux.nft.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is in one table, as a value that commands turn into the next one: what the tracer walks through, what a fake kernel
/// holds, and what a listing is compared with. Refuses what the kernel refuses.
///
/// @param id which table
/// @param table null if there is none
/// @param chains by name
/// @param sets by name
public record TableState(
    TableId id, @Nullable Table table, Map<String, ChainState> chains, Map<String, SetState> sets) {

  /// A chain and its rules in order.
  public record ChainState(Chain chain, List<Rule> rules) {}

  /// A set or map and its elements by key (by first key, for a range).
  public record SetState(NftSet set, Map<Datum, Element> elements) {}

  /// The kernel would have said no: errno by name, and to what.
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String errno, String what) {
      super(errno + ": " + what);
    }
  }

  /// No table.
  public static TableState none(TableId id) {
    return new TableState(id, null, Map.of(), Map.of());
  }

  /// What was read from the kernel.
  public static TableState of(Contents read) {
    Map<String, ChainState> chains = new TreeMap<>();
    for (Contents.ChainOf each : read.chains()) {
      chains.put(each.chain().name(), new ChainState(each.chain(), each.rules()));
    }
    Map<String, SetState> sets = new TreeMap<>();
    for (Contents.SetOf each : read.sets()) {
      Map<Datum, Element> elements = new TreeMap<>();
      each.elements().forEach(element -> elements.put(element.key(), element));
      sets.put(each.set().name(), new SetState(each.set(), elements));
    }
    return new TableState(read.table(), Table.of(read.table()), chains, sets);
  }

  /// This table after one transaction.
  ///
  /// @throws Refused if the kernel would refuse it; then nothing has happened
  public TableState after(List<Command> commands) {
    Editor editor = new Editor(this);
    commands.forEach(editor::apply);
    return editor.state();
  }

  /// A chain that must be there.
  public ChainState chain(String name) {
    ChainState found = chains.get(name);
    if (found == null) {
      throw new Refused("ENOENT", "chain " + name + " in table " + id);
    }
    return found;
  }

  /// A set that must be there.
  public SetState set(String name) {
    SetState found = sets.get(name);
    if (found == null) {
      throw new Refused("ENOENT", "set " + name + " in table " + id);
    }
    return found;
  }

  /// One transaction in the making; copies a set before its first change.
  private static final class Editor {
    private final TableId id;
    private @Nullable Table table;
    private final Map<String, ChainState> chains;
    private final Map<String, SetState> sets;
    private final Map<String, Boolean> copied = new HashMap<>();

    Editor(TableState from) {
      id = from.id;
      table = from.table;
      chains = new TreeMap<>(from.chains);
      sets = new TreeMap<>(from.sets);
    }

    TableState state() {
      return new TableState(id, table, chains, sets);
    }

    void apply(Command command) {
      if (!command.table().equals(id)) {
        throw new Refused("EINVAL", "a command for table " + command.table() + " in " + id);
      }
      switch (command) {
        case Command.AddTable(Table added) -> table = table == null ? added : table;
        case Command.DestroyTable _ -> {
          table = null;
          chains.clear();
          sets.clear();
          copied.clear();
        }
        case Command.AddChain(Chain chain) -> addChain(chain);
        case Command.FlushChain(_, String name) ->
            chains.put(name, new ChainState(chain(name).chain(), List.of()));
        case Command.DeleteChain(_, String name) -> deleteChain(name);
        case Command.AddSet(NftSet set) -> addSet(set);
        case Command.FlushSet(NftSet set) -> elements(set.name()).clear();
        case Command.DeleteSet(NftSet set) -> deleteSet(set.name());
        case Command.AddElements(NftSet set, List<Element> all) -> all.forEach(e -> add(set, e));
        case Command.DeleteElements(NftSet set, List<Element> all) ->
            all.forEach(e -> delete(set, e, true));
        case Command.DestroyElements(NftSet set, List<Element> all) ->
            all.forEach(e -> delete(set, e, false));
        case Command.AddRule(_, String name, Rule rule) -> addRule(name, rule);
        case Command.DeleteRule(_, String name, _) ->
            throw new Refused("EOPNOTSUPP", "rules have no handles here: chain " + name);
      }
    }

    private ChainState chain(String name) {
      return state().chain(name);
    }

    private void requireChain(@Nullable String name) {
      if (name != null) {
        chain(name);
      }
    }

    private void requireTable() {
      if (table == null) {
        throw new Refused("ENOENT", "table " + id);
      }
    }

    private void addChain(Chain chain) {
      requireTable();
      ChainState known = chains.putIfAbsent(chain.name(), new ChainState(chain, List.of()));
      if (known != null && !known.chain().equals(chain)) {
        throw new Refused("EEXIST", "chain " + chain.name());
      }
    }

    private void deleteChain(String name) {
      if (!chain(name).rules().isEmpty()) {
        throw new Refused("EBUSY", "chain " + name + " has rules");
      }
      boolean led =
          chains.values().stream().flatMap(c -> c.rules().stream()).anyMatch(r -> leads(r, name))
              || sets.values().stream()
                  .flatMap(s -> s.elements().values().stream())
                  .anyMatch(e -> name.equals(target(e.value())));
      if (led) {
        throw new Refused("EBUSY", "chain " + name + " is still led to");
      }
      chains.remove(name);
    }

    private static boolean leads(Rule rule, String chain) {
      return rule.statements().stream().anyMatch(s -> chain.equals(target(s)));
    }

    private static @Nullable String target(Object verdict) {
      return switch (verdict) {
        case Verdict.Jump(String chain) -> chain;
        case Verdict.Goto(String chain) -> chain;
        default -> null;
      };
    }

    private void addSet(NftSet set) {
      requireTable();
      SetState known = sets.get(set.name());
      if (known == null) {
        sets.put(set.name(), new SetState(set, new TreeMap<>()));
        copied.put(set.name(), true);
      } else if (!known.set().equals(set)) {
        throw new Refused("EEXIST", "set " + set.name());
      }
    }

    private void deleteSet(String name) {
      state().set(name);
      boolean used =
          chains.values().stream()
              .flatMap(c -> c.rules().stream())
              .flatMap(r -> r.statements().stream())
              .anyMatch(s -> name.equals(usedSet(s)));
      if (used) {
        throw new Refused("EBUSY", "set " + name + " is used by a rule");
      }
      sets.remove(name);
    }

    private Map<Datum, Element> elements(String name) {
      SetState known = state().set(name);
      if (copied.putIfAbsent(name, true) == null) {
        known = new SetState(known.set(), new TreeMap<>(known.elements()));
        sets.put(name, known);
      }
      return known.elements();
    }

    private void add(NftSet set, Element element) {
      requireChain(target(element.value()));
      boolean fits =
          switch (element.value()) {
            case Verdict _ -> set.holds() instanceof NftSet.Holds.Verdicts;
            case Datum _ -> set.holds() instanceof NftSet.Holds.Data;
            case Element.None _ -> !set.isMap();
          };
      if (!fits) {
        throw new Refused("EINVAL", "element of set " + set.name() + ": " + element);
      }
      Element known = elements(set.name()).putIfAbsent(element.key(), element);
      if (known != null && !known.value().equals(element.value())) {
        throw new Refused("EEXIST", "element " + element.key() + " of " + set.name());
      }
    }

    private void delete(NftSet set, Element element, boolean mustBeThere) {
      if (elements(set.name()).remove(element.key()) == null && mustBeThere) {
        throw new Refused("ENOENT", "element " + element.key() + " of " + set.name());
      }
    }

    private void addRule(String name, Rule rule) {
      for (Statement statement : rule.statements()) {
        requireChain(target(statement));
        String set = usedSet(statement);
        if (set != null) {
          state().set(set);
        }
      }
      List<Rule> rules = new ArrayList<>(chain(name).rules());
      rules.add(rule);
      chains.put(name, new ChainState(chain(name).chain(), List.copyOf(rules)));
    }

    private static @Nullable String usedSet(Statement statement) {
      return switch (statement) {
        case Statement.InSet in -> in.set();
        case Statement.Vmap vmap -> vmap.map();
        case Statement.DnatTo dnat -> dnat.map();
        case Statement.Dynset write -> write.set();
        default -> null;
      };
    }
  }
}
