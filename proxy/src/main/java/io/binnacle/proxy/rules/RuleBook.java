package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Command;
import io.binnacle.linux.nft.Datum;
import io.binnacle.linux.nft.Element;
import io.binnacle.linux.nft.Listed;
import io.binnacle.linux.nft.NftSet;
import io.binnacle.linux.nft.TableId;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.proxy.plan.Backend;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.ServicePlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rules of one family: knows what is wanted and what the table holds, and says what brings the one to the other.
///
/// Use: [#service] and [#pod] for every change, then [#changes] once for the burst, as one transaction. If that is refused,
/// [#load] builds the whole table anew. Touches no kernel; one thread at a time.
public final class RuleBook {
  private static final int MAX_RETIRED = 32;

  private final Layout layout;
  private final RulesOptions options;
  private final IpAddress.Family family;

  private final Map<ObjectKey, ServicePlan> services = new HashMap<>();
  private final Map<ObjectKey, List<PortPlan>> pods = new HashMap<>();
  private final Map<Datum, List<Claim>> claims = new HashMap<>();
  private final Counter<IpAddress> clusterIps = new Counter<>();
  private final Counter<IpAddress> hairpins = new Counter<>();

  private final Map<Datum, Installed> installed = new HashMap<>();
  private final Counter<PickChain> picks = new Counter<>();
  private final Counter<Integer> remembers = new Counter<>();

  /// Chains nobody needs at the moment. Making one costs the kernel a walk over every verdict in the table, keeping one costs
  /// nothing, so they stay for a while.
  private final Map<String, List<Command>> retired = new LinkedHashMap<>();

  private final Set<Datum> touched = new LinkedHashSet<>();
  private boolean affinityNarrowed;

  /// A book that knows nothing, for a table that does not exist yet.
  public RuleBook(RulesOptions options, IpAddress.Family family) {
    this.options = options;
    this.family = family;
    this.layout = new Layout(options, family);
  }

  /// The table these rules are in.
  public TableId table() {
    return layout.id;
  }

  public IpAddress.Family family() {
    return family;
  }

  /// The map of remembered clients, which the rules themselves write.
  public NftSet affinity() {
    return layout.affinity;
  }

  /// What a Service wants now; null if it wants nothing any more.
  public void service(ObjectKey key, @Nullable ServicePlan plan) {
    ServicePlan before = plan == null ? services.remove(key) : services.put(key, plan);
    String owner = key.toString();
    replace(
        owner,
        before == null ? List.of() : before.ports(),
        plan == null ? List.of() : plan.ports());
    if (before != null && !isBound(before.clusterIp())) {
      clusterIps.remove(before.clusterIp());
    }
    if (plan != null && !isBound(plan.clusterIp())) {
      clusterIps.add(plan.clusterIp());
    }
  }

  /// The host ports of a Pod of this node; empty when it is gone.
  public void pod(ObjectKey key, List<PortPlan> ports) {
    List<PortPlan> before = ports.isEmpty() ? pods.remove(key) : pods.put(key, ports);
    replace("pod " + key, before == null ? List.of() : before, ports);
  }

  /// The plan of a Service as last told, null if none.
  public @Nullable ServicePlan plan(ObjectKey key) {
    return services.get(key);
  }

  /// The commands of one transaction that bring the table from what the last commands made to what is wanted now; empty if
  /// nothing changed. The book takes them as done.
  public List<Command> changes() {
    Patch patch = new Patch(layout);
    for (Datum door : touched) {
      Installed before = installed.getOrDefault(door, Installed.NOTHING);
      List<Claim> wanted = claims.get(door);
      Installed after =
          wanted == null ? Installed.NOTHING : Installed.of(wanted.getFirst(), before);
      patch.door(door, before, after);
      count(before, -1);
      count(after, 1);
      affinityNarrowed |= narrows(before, after);
      if (after == Installed.NOTHING) {
        installed.remove(door);
      } else {
        installed.put(door, after);
      }
    }
    touched.clear();
    clusterIps.changes((ip, was, is) -> patch.member(layout.clusterIps, Data.address(ip), was, is));
    hairpins.changes((ip, was, is) -> {
      Datum address = Data.address(ip);
      patch.member(layout.hairpins, Datum.concat(address, address), was, is);
    });
    SortedMap<String, List<Command>> made = new TreeMap<>();
    picks.changes((pick, _, is) -> chain(pick.name(), layout.chain(pick), is, made));
    remembers.changes((seconds, _, is) ->
        chain(Layout.rememberName(seconds), layout.rememberChain(seconds), is, made));
    List<Command> out = new ArrayList<>();
    made.values().forEach(out::addAll);
    patch.writeTo(out);
    if (retired.size() > MAX_RETIRED) {
      retired.keySet().forEach(name -> out.add(new Command.FlushChain(layout.id, name)));
      retired.keySet().forEach(name -> out.add(new Command.DeleteChain(layout.id, name)));
      retired.clear();
    }
    return out;
  }

  /// The commands of one transaction that build the whole table as it is wanted now, in place of any that is there.
  public List<Command> load() {
    installed.clear();
    retired.clear();
    picks.forget();
    remembers.forget();
    clusterIps.forgetReported();
    hairpins.forgetReported();
    touched.clear();
    touched.addAll(claims.keySet());
    affinityNarrowed = false;
    List<Command> out = new ArrayList<>();
    out.add(new Command.DestroyTable(layout.id));
    out.addAll(layout.base());
    out.addAll(changes());
    affinityNarrowed = false;
    return out;
  }

  /// Whether, since it was last asked, an endpoint left a door that remembers clients, or a door stopped remembering: then
  /// [#stale] has to be asked about what is remembered.
  public boolean takeAffinityNarrowed() {
    boolean was = affinityNarrowed;
    affinityNarrowed = false;
    return was;
  }

  /// Which of the `remembered` clients are remembered for an endpoint or a door that is no longer there.
  public List<Element> stale(List<Element> remembered) {
    Map<ByteBuffer, Installed> sticky = new HashMap<>();
    installed.forEach((door, what) -> {
      if (what.stickySeconds() > 0) {
        sticky.put(ByteBuffer.wrap(door.toBytes()), what);
      }
    });
    int client = family.bits() / 8;
    List<Element> out = new ArrayList<>();
    for (Element element : remembered) {
      byte[] key = element.key().toBytes();
      Installed door = sticky.get(ByteBuffer.wrap(key, client, key.length - client).slice());
      if (door == null || !(element.value() instanceof Datum to) || !door.leadsTo(to)) {
        out.add(element);
      }
    }
    return out;
  }

  /// What a listing of the table lacks or has too much of, as a sentence; null if it is as the commands left it. Looks at
  /// names and numbers, not at every element.
  ///
  /// @param services the elements of [#servicesMap]
  public @Nullable String difference(Listed found, List<Element> services) {
    Map<String, Integer> rules = new TreeMap<>();
    Set<String> sets = new TreeSet<>();
    List<Command> made = new ArrayList<>(layout.base());
    picks.needed().forEach(pick -> made.addAll(layout.chain(pick)));
    remembers.needed().forEach(seconds -> made.addAll(layout.rememberChain(seconds)));
    retired.values().forEach(made::addAll);
    for (Command command : made) {
      switch (command) {
        case Command.AddChain(var chain) -> rules.putIfAbsent(chain.name(), 0);
        case Command.AddRule(_, String chain, _) -> rules.merge(chain, 1, Integer::sum);
        case Command.AddSet(NftSet set) -> sets.add(set.name());
        default -> {}
      }
    }
    Map<String, Integer> foundRules = new TreeMap<>();
    found.chains().forEach(chain -> foundRules.put(chain, 0));
    found.rules().forEach(rule -> foundRules.merge(rule.chain(), 1, Integer::sum));
    if (!rules.equals(foundRules)) {
      return "rules by chain are " + foundRules + ", want " + rules;
    }
    if (!sets.equals(new TreeSet<>(found.sets()))) {
      return "sets are " + new TreeSet<>(found.sets()) + ", want " + sets;
    }
    return services.size() == installed.size()
        ? null
        : "map services has " + services.size() + " elements, want " + installed.size();
  }

  /// The map that has one element for every door.
  public NftSet servicesMap() {
    return layout.services;
  }

  /// How many doors there are.
  public int doors() {
    return claims.size();
  }

  private void replace(String owner, List<PortPlan> before, List<PortPlan> after) {
    if (before.equals(after)) {
      return;
    }
    for (PortPlan port : before) {
      port.doors()
          .forEach(door -> unclaim(Data.door(door.address(), port.protocol(), door.port()), owner));
      port.reachable().stream().filter(this::isHairpin).forEach(b -> hairpins.remove(b.address()));
    }
    for (PortPlan port : after) {
      port.doors()
          .forEach(door ->
              claim(
                  Data.door(door.address(), port.protocol(), door.port()),
                  new Claim(owner, port, door)));
      port.reachable().stream().filter(this::isHairpin).forEach(b -> hairpins.add(b.address()));
    }
  }

  private void claim(Datum door, Claim claim) {
    touched.add(door);
    claims.merge(
        door,
        List.of(claim),
        (known, fresh) -> {
          List<Claim> all = new ArrayList<>(known);
          all.addAll(fresh);
          all.sort(null);
          return List.copyOf(all);
        });
  }

  private void unclaim(Datum door, String owner) {
    touched.add(door);
    claims.computeIfPresent(
        door,
        (_, known) -> {
          List<Claim> rest = known.stream().filter(c -> !c.owner().equals(owner)).toList();
          return rest.isEmpty() ? null : rest;
        });
  }

  private void count(Installed door, int by) {
    door.chains().forEach(pick -> picks.add(pick, by));
    if (door.stickySeconds() > 0) {
      remembers.add(door.stickySeconds(), by);
    }
  }

  private void chain(
      String name, List<Command> make, boolean is, SortedMap<String, List<Command>> made) {
    if (!is) {
      retired.put(name, make);
    } else if (retired.remove(name) == null) {
      made.put(name, make);
    }
  }

  private static boolean narrows(Installed before, Installed after) {
    if (before.stickySeconds() == 0) {
      return false;
    }
    return after.stickySeconds() == 0
        || !before.slots().stream().allMatch(after::leadsTo)
        || !before.insideSlots().stream().allMatch(after::leadsTo);
  }

  private boolean isBound(IpAddress address) {
    return options.bound().stream().anyMatch(at -> at.address().equals(address));
  }

  private boolean isHairpin(Backend backend) {
    return switch (backend.where()) {
      case HERE -> true;
      case ELSEWHERE -> false;
      case UNSTATED ->
          options.podCidrs().stream().anyMatch(range -> range.contains(backend.address()));
    };
  }
}
