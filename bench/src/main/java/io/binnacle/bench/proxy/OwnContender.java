package io.binnacle.bench.proxy;

import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Nft;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.RuleBook;
import io.binnacle.proxy.rules.RulesOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Ours, from Service and slice objects to the kernel's acknowledgement: planning, rules, encoding and netlink are all timed.
final class OwnContender implements Contender {
  private static final RulesOptions OPTIONS =
      RulesOptions.of("binnacle-bench", List.of(cidr(Fleet.SERVICES)), List.of(cidr(Fleet.PODS)));

  private final Nft nft;
  private RuleBook book = new RuleBook(OPTIONS, IpAddress.Family.IPv4);

  private final ServicePlanner planner =
      new ServicePlanner(new ThisNode("node-1", "", List.of(), List.of()), Set.of());

  private OwnContender(Nft nft) {
    this.nft = nft;
  }

  static Contender open() throws IOException {
    return new OwnContender(Nft.open());
  }

  /// A Service as the proxy's cache hands it over.
  private record Seen(ObjectKey key, ServiceView service, List<SliceView> slices) {
    static Seen of(Fleet.Entry entry) {
      return new Seen(
          new ObjectKey("bench", entry.name()),
          new ServiceView(Json.object(ApiWriter.service(entry))),
          List.of(new SliceView(Json.object(ApiWriter.slice(entry)))));
    }
  }

  @Override
  public Step load(Fleet fleet) {
    book = new RuleBook(OPTIONS, IpAddress.Family.IPv4);
    List<Seen> all = new ArrayList<>();
    for (int i = 0; i < fleet.services(); i++) {
      all.add(Seen.of(fleet.entry(i)));
    }
    return () -> {
      all.forEach(this::want);
      apply(book.load());
    };
  }

  @Override
  public Step add(Fleet.Entry added) {
    Seen seen = Seen.of(added);
    return () -> {
      want(seen);
      apply(book.changes());
    };
  }

  @Override
  public Step change(Fleet.Entry before, Fleet.Entry after) {
    return add(after);
  }

  @Override
  public Step remove(Fleet.Entry removed) {
    Seen seen = Seen.of(removed);
    return () -> {
      book.service(seen.key, null);
      apply(book.changes());
    };
  }

  @Override
  public void settle() {
    // Nothing is put off.
  }

  @Override
  public void clear() throws IOException {
    apply(List.of(new Command.DestroyTable(book.table())));
  }

  private void want(Seen seen) {
    for (ServicePlan plan : planner.plan(seen.service, seen.slices)) {
      book.service(seen.key, plan);
    }
  }

  private void apply(List<Command> commands) throws IOException {
    if (nft.apply(commands) instanceof Nft.Applied.Refused refused) {
      throw new IOException(refused.toString());
    }
  }

  /// The block that `text` says.
  static Cidr cidr(String text) {
    Cidr cidr = Cidr.parse(text);
    if (cidr == null) {
      throw new AssertionError(text);
    }
    return cidr;
  }
}
