package io.binnacle.proxy.run.fake;

import io.binnacle.linux.conntrack.Conntrack;
import io.binnacle.linux.conntrack.Flow;
import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Listed;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.TableId;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.run.FlowTable;
import io.binnacle.proxy.run.RuleSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A kernel made of memory: holds tables, refuses what the kernel refuses, and lets a test play the stranger who flushes
/// them.
public final class MemorySink implements RuleSink, FlowTable {
  private final Map<TableId, TableState> tables = new HashMap<>();
  private final List<List<Command>> transactions = new ArrayList<>();
  private final List<Flow> flows = new ArrayList<>();
  private Set<TableId> watched = Set.of();
  private @Nullable Consumer<String> watcher;
  private int refusals;

  @Override
  public synchronized void apply(List<Command> commands) throws IOException {
    if (commands.isEmpty()) {
      return;
    }
    transactions.add(List.copyOf(commands));
    if (refusals > 0) {
      refusals--;
      throw new RefusedException("EBUSY: refused as the test asked");
    }
    change(commands);
  }

  private void change(List<Command> commands) throws RefusedException {
    Map<TableId, List<Command>> byTable = new HashMap<>();
    for (Command command : commands) {
      byTable.computeIfAbsent(command.table(), _ -> new ArrayList<>()).add(command);
    }
    Map<TableId, TableState> next = new HashMap<>();
    try {
      byTable.forEach((id, some) -> next.put(id, table(id).after(some)));
    } catch (TableState.Refused e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
    tables.putAll(next);
  }

  /// What is in a table.
  public synchronized TableState table(TableId id) {
    return tables.getOrDefault(id, TableState.none(id));
  }

  /// Every transaction that was asked for, refused ones included.
  public synchronized List<List<Command>> transactions() {
    return List.copyOf(transactions);
  }

  /// Refuses the next `times` transactions.
  public synchronized void refuse(int times) {
    refusals = times;
  }

  /// Does what a stranger would: changes tables, which watchers then hear of.
  public void tamper(List<Command> commands) throws IOException {
    Consumer<String> told;
    synchronized (this) {
      change(commands);
      told = commands.stream().anyMatch(c -> watched.contains(c.table())) ? watcher : null;
    }
    if (told != null) {
      told.accept("somebody changed table " + commands.getFirst().table());
    }
  }

  @Override
  public synchronized Optional<Listed> list(TableId id) {
    TableState state = table(id);
    if (state.table() == null) {
      return Optional.empty();
    }
    List<Listed.ListedRule> rules = new ArrayList<>();
    state
        .chains()
        .forEach((name, chain) ->
            chain
                .rules()
                .forEach(rule ->
                    rules.add(
                        new Listed.ListedRule(name, rules.size() + 1, rule.comment(), List.of()))));
    return Optional.of(
        new Listed(
            id,
            1,
            state.table().comment(),
            List.copyOf(state.chains().keySet()),
            rules,
            List.copyOf(state.sets().keySet())));
  }

  @Override
  public synchronized List<Element> elements(NftSet set) {
    TableState.SetState found = table(set.table()).sets().get(set.name());
    return found == null ? List.of() : List.copyOf(found.elements().values());
  }

  @Override
  public synchronized void watch(Set<TableId> ours, Consumer<String> changed) {
    watched = Set.copyOf(ours);
    watcher = changed;
  }

  @Override
  public FlowTable flows() {
    return this;
  }

  /// Makes the kernel track a flow.
  public synchronized void track(Flow flow) {
    flows.add(flow);
  }

  /// The flows the kernel tracks.
  public synchronized List<Flow> tracked() {
    return List.copyOf(flows);
  }

  @Override
  public synchronized int forgetUdp(Predicate<Flow> unwanted) {
    int before = flows.size();
    flows.removeIf(flow -> flow.protocol() == Conntrack.UDP && unwanted.test(flow));
    return before - flows.size();
  }

  @Override
  public synchronized void close() {
    watcher = null;
  }
}
