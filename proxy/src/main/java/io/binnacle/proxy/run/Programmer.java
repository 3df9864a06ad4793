package io.binnacle.proxy.run;

import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Listed;
import io.binnacle.linux.nft.TableId;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.Fate;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.rules.RuleBook;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells the kernel what changed, and after that tidies up what rules alone cannot: remembered clients and tracked UDP flows
/// of endpoints that are gone. One thread at a time, except [#doubt].
final class Programmer {
  private static final Logger LOG = System.getLogger(Programmer.class.getName());
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final RuleSink sink;
  private final List<RuleBook> books;
  private final Desired desired;
  private final ProxyMetrics metrics;
  private final Set<ObjectKey> withoutInternal = new HashSet<>();
  private final Set<ObjectKey> withoutExternal = new HashSet<>();
  private Duration retry = FIRST_RETRY;

  /// Why the table has to be built anew, null if it need not.
  private volatile @Nullable String doubt = "start";

  /// How it went.
  sealed interface Result {
    /// The rules are as they should be.
    record Done() implements Result {}

    /// They are not; all of them have to be written again.
    record Failed(String why, Duration retryIn) implements Result {}
  }

  Programmer(RuleSink sink, List<RuleBook> books, Desired desired, ProxyMetrics metrics) {
    this.sink = sink;
    this.books = books;
    this.desired = desired;
    this.metrics = metrics;
  }

  Set<TableId> tables() {
    Set<TableId> out = new HashSet<>();
    books.forEach(book -> out.add(book.table()));
    return out;
  }

  /// Has the next [#program] build the table anew.
  void doubt(String reason) {
    doubt = reason;
  }

  /// Brings the kernel in line, in one transaction for all families.
  ///
  /// @param services those whose plans changed
  /// @param pods those whose host ports may have changed
  Result program(Set<ObjectKey> services, Set<ObjectKey> pods) {
    for (RuleBook book : books) {
      services.forEach(key -> book.service(key, desired.plan(key, book.family())));
      pods.forEach(key -> book.pod(key, desired.hostPorts(key, book.family())));
    }
    String reason = doubt;
    doubt = null;
    try {
      List<Command> commands = new ArrayList<>();
      for (RuleBook book : books) {
        commands.addAll(reason == null ? book.changes() : rebuilt(book));
      }
      sink.apply(commands);
    } catch (IOException e) {
      doubt = "failure";
      metrics.failed();
      Duration wait = retry;
      retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
      LOG.log(
          Level.ERROR,
          "the rules were not changed, they are built anew in {0}: {1}",
          wait,
          e.getMessage());
      return new Result.Failed(String.valueOf(e.getMessage()), wait);
    }
    retry = FIRST_RETRY;
    if (reason != null) {
      metrics.rebuilt(reason);
    }
    sweepAffinity();
    sweepFlows(reason == null ? services : desired.services());
    services.forEach(this::countLocal);
    metrics.noLocalEndpoints(withoutInternal.size(), withoutExternal.size());
    return new Result.Done();
  }

  /// Looks at what is there.
  ///
  /// @return whether it has to be built anew
  boolean verify() {
    for (RuleBook book : books) {
      try {
        Optional<Listed> found = sink.list(book.table());
        String wrong =
            found.isEmpty()
                ? "there is none"
                : book.difference(found.get(), sink.elements(book.servicesMap()));
        if (wrong != null) {
          LOG.log(Level.WARNING, "table {0}: {1}; it is built anew", book.table(), wrong);
          doubt("verification");
          return true;
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "table {0} cannot be read: {1}", book.table(), e.getMessage());
      }
    }
    return false;
  }

  void removeAll() throws IOException {
    List<Command> commands = new ArrayList<>();
    books.forEach(book -> commands.add(new Command.DestroyTable(book.table())));
    sink.apply(commands);
  }

  /// The whole table, with the clients that were remembered in the one it replaces.
  private List<Command> rebuilt(RuleBook book) throws IOException {
    List<Element> remembered = new ArrayList<>(sink.elements(book.affinity()));
    List<Command> out = new ArrayList<>(book.load());
    remembered.removeAll(book.stale(remembered));
    if (!remembered.isEmpty()) {
      out.add(new Command.AddElements(book.affinity(), remembered));
    }
    return out;
  }

  private void sweepAffinity() {
    for (RuleBook book : books) {
      if (!book.takeAffinityNarrowed()) {
        continue;
      }
      try {
        List<Element> stale = book.stale(sink.elements(book.affinity()));
        if (!stale.isEmpty()) {
          sink.apply(List.of(new Command.DestroyElements(book.affinity(), stale)));
        }
      } catch (IOException e) {
        LOG.log(
            Level.WARNING,
            "clients of endpoints that are gone stay remembered: {0}",
            e.getMessage());
        doubt = "failure";
      }
    }
  }

  private void sweepFlows(Set<ObjectKey> services) {
    List<ServicePlan> plans = new ArrayList<>();
    services.forEach(key -> plans.addAll(desired.plans(key)));
    StaleFlows stale = new StaleFlows(plans);
    if (!stale.any()) {
      return;
    }
    try {
      metrics.forgot(sink.flows().forgetUdp(stale::isStale));
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "UDP flows to endpoints that are gone stay tracked: {0}", e.getMessage());
    }
  }

  private void countLocal(ObjectKey service) {
    List<Door> doors =
        desired.plans(service).stream()
            .flatMap(plan -> plan.ports().stream())
            .flatMap(port -> port.doors().stream())
            .toList();
    keep(withoutInternal, service, doors.stream().anyMatch(d -> d.fate() instanceof Fate.Drop));
    keep(withoutExternal, service, doors.stream().anyMatch(Programmer::dropsOutside));
  }

  private static void keep(Set<ObjectKey> set, ObjectKey key, boolean in) {
    if (in) {
      set.add(key);
    } else {
      set.remove(key);
    }
  }

  private static boolean dropsOutside(Door door) {
    return door.fate() instanceof Fate.ByOrigin split && split.outside() instanceof Fate.Drop;
  }
}
