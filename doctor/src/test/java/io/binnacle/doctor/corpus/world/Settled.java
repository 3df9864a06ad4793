package io.binnacle.doctor.corpus.world;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A world once everybody has done their part: every object, and which process really waits where.
public final class Settled {
  public static final Instant NOW = Instant.parse("2025-11-20T08:15:00Z");
  public static final Cidr SERVICES = Cidr.of("10.96.0.0/12");
  static final Cidr SERVICES6 = Cidr.of("fd00:10:96::/112");

  public final World world;
  final Map<ResourceName, TreeMap<ObjectKey, Obj>> objects = new HashMap<>();

  /// The sockets of Pods that run.
  final Map<ObjectKey, List<Socket>> sockets = new HashMap<>();

  /// Which workload made a Pod.
  final Map<ObjectKey, String> maker = new HashMap<>();

  /// The how-manieth of its workload a Pod is, from 0.
  final Map<ObjectKey, Integer> index = new HashMap<>();

  Settled(World world) {
    this.world = world;
  }

  void put(ResourceName resource, Obj object) {
    objects.computeIfAbsent(resource, _ -> new TreeMap<>()).put(ObjectKey.of(object), object);
  }

  void remove(ResourceName resource, ObjectKey key) {
    objects.getOrDefault(resource, new TreeMap<>()).remove(key);
  }

  public Collection<Obj> all(ResourceName resource) {
    return objects.getOrDefault(resource, new TreeMap<>()).values();
  }

  public @Nullable Obj find(ResourceName resource, ObjectKey key) {
    return objects.getOrDefault(resource, new TreeMap<>()).get(key);
  }

  public @Nullable ServiceView service(ObjectKey key) {
    Obj found = find(ResourceName.SERVICES, key);
    return found == null ? null : ServiceView.of(found);
  }

  public List<PodView> pods() {
    return all(ResourceName.PODS).stream().map(PodView::of).toList();
  }

  /// The Pods of a workload, by name.
  public List<PodView> podsOf(String workload) {
    return pods().stream().filter(p -> workload.equals(maker.get(p.key()))).toList();
  }

  public List<PodView> podsBehind(ServiceView service) {
    return pods().stream()
        .filter(p -> p.namespace().equals(service.namespace()) && service.hasSelector())
        .filter(p -> p.labels().entrySet().containsAll(service.selector().entrySet()))
        .toList();
  }

  public List<SliceView> slices(ObjectKey service) {
    return all(ResourceName.ENDPOINT_SLICES).stream()
        .map(SliceView::of)
        .filter(s -> s.namespace().equals(service.namespace()))
        .filter(s -> s.serviceName().equals(service.name()))
        .toList();
  }

  Set<String> workloadsBehind(ObjectKey key) {
    ServiceView service = Objects.requireNonNull(service(key));
    Set<String> out = new TreeSet<>();
    podsBehind(service).forEach(p -> out.add(Objects.requireNonNull(maker.get(p.key()))));
    return out;
  }

  /// How facts name one Pod: `shop/Deployment/web#0`.
  public String idOf(ObjectKey pod) {
    return maker.getOrDefault(pod, "") + "#" + index.getOrDefault(pod, 0);
  }

  public String makerOf(PodView pod) {
    return maker.getOrDefault(pod.key(), "");
  }

  /// What the doctor is shown.
  public Evidence evidence(List<Rules> rules) {
    Facts facts =
        new Facts(
            "cluster.local",
            world.dual ? List.of(SERVICES, SERVICES6) : List.of(SERVICES),
            30_000,
            32_767,
            Facts.Origin.CLUSTER);
    Evidence.Builder out = Evidence.builder(NOW, facts);
    for (ResourceName resource : Kinds.resources()) {
      out.sawAll(resource);
      all(resource).forEach(object -> out.add(resource, object));
    }
    return out.rules(rules).probed(world.probed ? probed() : Probed.NOTHING).build();
  }

  private Probed probed() {
    Map<ObjectKey, List<Probed.Socket>> listening = new HashMap<>();
    sockets.forEach((pod, all) -> {
      List<Probed.Socket> seen = new ArrayList<>();
      for (Socket each : all) {
        seen.add(new Probed.Socket(each.protocol(), IpAddress.of(each.address()), each.port()));
      }
      listening.put(pod, seen);
    });
    Map<Probed.Place, Probed.Connection> connected = new HashMap<>();
    for (Obj slice : all(ResourceName.ENDPOINT_SLICES)) {
      SliceView view = SliceView.of(slice);
      for (SliceView.Endpoint endpoint : view.endpoints()) {
        IpAddress address = IpAddress.parse(endpoint.address());
        for (SliceView.Port port : view.ports()) {
          Integer number = port.port();
          if (address != null && number != null && port.protocol().equals("TCP")) {
            boolean open = answers(endpoint.address(), number);
            boolean here = pods().stream().anyMatch(p -> p.podIps().contains(endpoint.address()));
            Probed.Outcome how =
                open ? Probed.Outcome.OPEN : here ? Probed.Outcome.REFUSED : Probed.Outcome.SILENT;
            connected.put(
                new Probed.Place(address, number), new Probed.Connection(how, "after 1.0 s"));
          }
        }
      }
    }
    Map<String, Probed.Resolution> resolved = new HashMap<>();
    for (Obj service : all(ResourceName.SERVICES)) {
      String target = ServiceView.of(service).externalName();
      if (!target.isEmpty() && !target.endsWith(".cluster.local")) {
        boolean known = world.names.contains(target);
        resolved.put(
            target,
            new Probed.Resolution(
                known ? "NOERROR" : "NXDOMAIN",
                known ? List.of(IpAddress.of("203.0.113.99")) : List.of()));
      }
    }
    return new Probed(listening, connected, resolved);
  }

  private boolean answers(String ip, int port) {
    return world.outside.contains(ip + ":" + port)
        || pods().stream()
            .filter(p -> p.podIps().contains(ip))
            .flatMap(p -> sockets.getOrDefault(p.key(), List.of()).stream())
            .anyMatch(s -> s.answers("TCP", ip, port));
  }
}
