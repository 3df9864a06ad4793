package io.binnacle.doctor.evidence;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One cluster at one moment, as far as it was seen. Immutable; safe for many threads.
///
/// What was not seen never looks like what is not there: every method throws [NotSeenException] where it would have to guess,
/// except those that say otherwise.
public final class Evidence {
  private final Instant now;
  private final Facts facts;
  private final Map<ResourceName, Table> tables;
  private final Map<ResourceName, Sight> sights;
  private final List<Rules> rules;
  private final Probed probed;
  private final Derived derived = new Derived();

  private Evidence(
      Instant now,
      Facts facts,
      Map<ResourceName, Table> tables,
      Map<ResourceName, Sight> sights,
      List<Rules> rules,
      Probed probed) {
    this.now = now;
    this.facts = facts;
    this.tables = tables;
    this.sights = sights;
    this.rules = rules;
    this.probed = probed;
  }

  /// When it was seen; for a dump, the newest moment in it.
  public Instant now() {
    return now;
  }

  public Facts facts() {
    return facts;
  }

  /// What live probes found.
  public Probed probed() {
    return probed;
  }

  /// The packet filters that were read; empty if none was.
  public List<Rules> rules() {
    return rules;
  }

  // ---- any collection

  /// Every object of a collection, by namespace and name.
  public Collection<Obj> all(ResourceName resource) {
    Sight sight = sight(resource);
    if (!sight.everywhere()) {
      throw sight.notSeen(resource, "");
    }
    return table(resource).all();
  }

  /// The objects of one namespace, by name.
  public Collection<Obj> all(ResourceName resource, String namespace) {
    requireSeen(resource, namespace);
    return table(resource).in(namespace);
  }

  /// One object, null if it does not exist.
  public @Nullable Obj find(ResourceName resource, ObjectKey key) {
    requireSeen(resource, key.namespace());
    return table(resource).get(key);
  }

  /// As much of a collection as was seen, perhaps nothing: for what makes a finding better but is not needed for it. Never throws.
  public Collection<Obj> glimpse(ResourceName resource) {
    return table(resource).all();
  }

  /// Whether all of a collection was seen.
  public boolean sees(ResourceName resource) {
    return sight(resource).everywhere();
  }

  /// Whether a collection was seen in one namespace.
  public boolean sees(ResourceName resource, String namespace) {
    return sight(resource).covers(namespace);
  }

  // ---- by what they mean

  /// A Service, null if there is none.
  public @Nullable ServiceView service(ObjectKey key) {
    Obj found = find(ResourceName.SERVICES, key);
    return found == null ? null : ServiceView.of(found);
  }

  /// The Pods of a namespace, by name.
  public List<PodView> pods(String namespace) {
    return all(ResourceName.PODS, namespace).stream().map(PodView::of).toList();
  }

  /// The Pods of a namespace that carry every label of `selector`, by name; none for an empty selector.
  public List<PodView> pods(String namespace, Map<String, String> selector) {
    requireSeen(ResourceName.PODS, namespace);
    List<Obj> fewest = null;
    for (Map.Entry<String, String> label : selector.entrySet()) {
      List<Obj> filed =
          table(ResourceName.PODS)
              .filed(Indexes.BY_LABEL, namespace, label.getKey() + "=" + label.getValue());
      if (fewest == null || filed.size() < fewest.size()) {
        fewest = filed;
      }
    }
    return fewest == null
        ? List.of()
        : fewest.stream()
            .filter(pod -> Meta.labels(pod).entrySet().containsAll(selector.entrySet()))
            .sorted(Comparator.comparing(Meta::name))
            .map(PodView::of)
            .toList();
  }

  /// The Pods a Service selects, by name; none without a selector.
  public List<PodView> pods(ServiceView service) {
    return service.hasSelector() ? pods(service.namespace(), service.selector()) : List.of();
  }

  /// Every slice labelled with a Service's name, whoever writes it, by name.
  public List<SliceView> slices(ObjectKey service) {
    requireSeen(ResourceName.ENDPOINT_SLICES, service.namespace());
    return table(ResourceName.ENDPOINT_SLICES)
        .filed(Indexes.BY_SERVICE, service.namespace(), service.name())
        .stream()
        .sorted(Comparator.comparing(Meta::name))
        .map(SliceView::of)
        .toList();
  }

  /// The Services seen so far that say they have what `claim` names, by namespace and name. Never throws.
  ///
  /// @param claim one of [Claims]
  public List<ServiceView> claimants(String claim) {
    return table(ResourceName.SERVICES).filed(Indexes.BY_CLAIM, claim).stream()
        .sorted(Comparator.comparing(ObjectKey::of))
        .map(ServiceView::of)
        .toList();
  }

  /// The Pods seen so far that stand on a node and have this `hostPort`, by namespace and name. Never throws.
  ///
  /// @param port as [Claims#nodePort] has it
  public List<PodView> hostPorts(String port) {
    return pods(Indexes.BY_HOST_PORT, port);
  }

  /// The Pods seen so far that have this address, those at their end too, by namespace and name. Never throws.
  public List<PodView> podsAt(String address) {
    return pods(Indexes.BY_ADDRESS, address);
  }

  private List<PodView> pods(Table.Index index, String text) {
    return table(ResourceName.PODS).filed(index, text).stream()
        .sorted(Comparator.comparing(ObjectKey::of))
        .map(PodView::of)
        .toList();
  }

  /// The StatefulSets that name a Service in `serviceName`, by name.
  public List<Obj> statefulSets(ObjectKey service) {
    requireSeen(ResourceName.STATEFUL_SETS, service.namespace());
    return table(ResourceName.STATEFUL_SETS)
        .filed(Indexes.BY_SERVICE_NAME, service.namespace(), service.name())
        .stream()
        .sorted(Comparator.comparing(Meta::name))
        .toList();
  }

  /// The nodes, by name.
  public List<NodeView> nodes() {
    return all(ResourceName.NODES).stream().map(NodeView::of).toList();
  }

  /// The workloads of a namespace: what makes Pods and is made by nobody, by kind and name. Kinds that were not seen are left
  /// out; Pods and at least one kind of controller must have been.
  public List<Workload> workloads(String namespace) {
    requireSeen(ResourceName.PODS, namespace);
    List<Workload> out = new ArrayList<>();
    for (ResourceName resource : Kinds.WORKLOADS) {
      for (Obj object : table(resource).in(namespace)) {
        if (Meta.controllerOf(object) == null) {
          out.add(new Workload(Kinds.ref(resource, object), object));
        }
      }
    }
    return out;
  }

  /// What a Pod was made by in the end, as far as that was seen; the Pod itself if nobody made it, null if its maker is unknown.
  public @Nullable Workload workloadOf(PodView pod) {
    return Makers.last(pod, this::table);
  }

  /// The Pods a workload has made, by name.
  public List<PodView> podsOf(Workload workload) {
    requireSeen(ResourceName.PODS, workload.namespace());
    if (workload.is("Pod")) {
      return List.of(PodView.of(workload.object()));
    }
    List<Obj> out = new ArrayList<>(owned(ResourceName.PODS, workload.namespace(), workload.ref()));
    for (Obj set : owned(ResourceName.REPLICA_SETS, workload.namespace(), workload.ref())) {
      out.addAll(
          owned(
              ResourceName.PODS, workload.namespace(), Kinds.ref(ResourceName.REPLICA_SETS, set)));
    }
    return out.stream().sorted(Comparator.comparing(Meta::name)).map(PodView::of).toList();
  }

  /// The Events about an object, as many as were seen, in no order. Never throws.
  public List<Obj> events(ObjectRef about) {
    return table(ResourceName.EVENTS)
        .filed(Indexes.BY_SUBJECT, about.namespace(), about.kind() + "/" + about.name());
  }

  private List<Obj> owned(ResourceName resource, String namespace, ObjectRef owner) {
    return table(resource).filed(Indexes.BY_OWNER, namespace, owner.kind() + "/" + owner.name());
  }

  /// What follows from this evidence alone, worked out once however many checks ask: which Pods a Service has, what is wrong with
  /// them. Kept as long as the evidence.
  ///
  /// @param question what is asked, with `equals`; its class says what the answer is
  /// @param answer must not ask the same question again
  public <Q, A> A derive(Q question, Function<Q, A> answer) {
    return derived.get(question, answer);
  }

  // ---- what would be

  /// What would be seen once `changes` had been made and everybody had done their part: controllers have written slices, Pods that a
  /// changed workload makes anew run and are ready.
  ///
  /// @throws io.binnacle.model.patch.PatchException if a change does not fit its object
  public Evidence with(List<Change> changes) {
    return new Consequences(this).of(changes);
  }

  /// This with one object changed, added or, if `object` is null, gone, and nothing else.
  Evidence with(ResourceName resource, ObjectKey key, @Nullable Obj object) {
    Map<ResourceName, Table> next = new HashMap<>(tables);
    next.put(resource, table(resource).with(key, object));
    return new Evidence(now, facts, next, sights, rules, probed);
  }

  /// This without packet filters and ways through them, which a change may have made untrue; what Pods listen on stays.
  Evidence withoutWays() {
    return new Evidence(now, facts, tables, sights, List.of(), probed.listeningOnly());
  }

  /// This with what was read of packet filters.
  public Evidence with(Rules read) {
    return new Evidence(now, facts, tables, sights, List.of(read), probed);
  }

  /// This with what probes found.
  public Evidence with(Probed found) {
    return new Evidence(now, facts, tables, sights, rules, found);
  }

  private Table table(ResourceName resource) {
    return tables.getOrDefault(resource, Table.EMPTY);
  }

  private Sight sight(ResourceName resource) {
    return sights.getOrDefault(resource, Sight.NOTHING);
  }

  private void requireSeen(ResourceName resource, String namespace) {
    Sight sight = sight(resource);
    if (!sight.covers(namespace)) {
      throw sight.notSeen(resource, namespace);
    }
  }

  /// Collections that somebody else keeps, seen whole and not copied. Others are not seen.
  ///
  /// @param collections maps that never change
  /// @param before an earlier evidence of the same keeper: what is still the same map keeps its indexes; null if there is none
  public static Evidence over(
      Instant now,
      Facts facts,
      Map<ResourceName, NavigableMap<ObjectKey, Obj>> collections,
      @Nullable Evidence before) {
    Map<ResourceName, Table> tables = new HashMap<>();
    Map<ResourceName, Sight> sights = new HashMap<>();
    collections.forEach((resource, objects) -> {
      Table known = before == null ? Table.EMPTY : before.table(resource);
      tables.put(resource, known.isPlain(objects) ? known : new Table(objects));
      sights.put(resource, Sight.ALL);
    });
    return new Evidence(now, facts, tables, sights, List.of(), Probed.NOTHING);
  }

  public static Builder builder(Instant now, Facts facts) {
    return new Builder(now, facts);
  }

  /// Collects what is seen. For one thread.
  public static final class Builder {
    private final Instant now;
    private final Facts facts;
    private final Map<ResourceName, TreeMap<ObjectKey, Obj>> objects = new LinkedHashMap<>();
    private final Map<ResourceName, Sight> sights = new HashMap<>();
    private List<Rules> rules = List.of();
    private Probed probed = Probed.NOTHING;

    private Builder(Instant now, Facts facts) {
      this.now = now;
      this.facts = facts;
    }

    /// An object, whole. A later one of the same name takes the place of an earlier one.
    public Builder add(ResourceName resource, Obj object) {
      objects.computeIfAbsent(resource, _ -> new TreeMap<>()).put(ObjectKey.of(object), object);
      return this;
    }

    /// All of a collection has been added.
    public Builder sawAll(ResourceName resource) {
      sights.put(resource, Sight.ALL);
      return this;
    }

    /// All of a collection in one namespace has been added.
    public Builder sawAll(ResourceName resource, String namespace) {
      sights.merge(resource, Sight.NOTHING.with(namespace), (known, _) -> known.with(namespace));
      return this;
    }

    /// The rest of a collection could not be seen.
    ///
    /// @param why a clause after a colon: *forbidden*, *not in the dump*
    public Builder notSeen(ResourceName resource, String why) {
      sights.merge(resource, Sight.NOTHING.because(why), (known, _) -> known.because(why));
      return this;
    }

    public Builder rules(List<Rules> read) {
      rules = List.copyOf(read);
      return this;
    }

    public Builder probed(Probed found) {
      probed = found;
      return this;
    }

    public Evidence build() {
      Map<ResourceName, Table> tables = new HashMap<>();
      objects.forEach((resource, all) -> tables.put(resource, new Table(new TreeMap<>(all))));
      return new Evidence(now, facts, tables, Map.copyOf(sights), rules, probed);
    }
  }
}
