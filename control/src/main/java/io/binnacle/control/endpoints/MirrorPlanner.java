package io.binnacle.control.endpoints;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says which slices mirror a hand-made Endpoints object: one for each address family and port list.
public final class MirrorPlanner {
  /// The value of the managed-by label on mirrored slices.
  public static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

  /// Addresses of one subset that are mirrored at most, ready ones first.
  public static final int MAX_ADDRESSES_PER_SUBSET = 1_000;

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /// The writes that bring the mirrored slices in line.
  ///
  /// @param invalidAddresses addresses that are no IP addresses and were left out
  /// @param skipped addresses left out because a subset has more than [#MAX_ADDRESSES_PER_SUBSET]
  public record Plan(
      List<Obj> create,
      List<Obj> update,
      List<SliceView> delete,
      int invalidAddresses,
      int skipped) {}

  private record Group(String family, Arr ports) {}

  private final Obj endpoints;
  private final Map<Group, List<Obj>> wanted = new LinkedHashMap<>();
  private int invalid;
  private int skipped;

  private MirrorPlanner(Obj endpoints) {
    this.endpoints = endpoints;
  }

  /// The writes that make `existing` mirror `endpoints`.
  ///
  /// @param endpoints the Endpoints object, null if nothing is to be mirrored
  /// @param existing the mirrored slices there are, in name order
  public static Plan plan(@Nullable Obj endpoints, List<SliceView> existing) {
    return endpoints == null
        ? new Plan(List.of(), List.of(), existing, 0, 0)
        : new MirrorPlanner(endpoints).plan(existing);
  }

  private Plan plan(List<SliceView> existing) {
    for (Obj subset : Repack.of(endpoints.arr("subsets")).objects()) {
      collect(subset);
    }
    Map<Group, List<SliceView>> has = new LinkedHashMap<>();
    for (SliceView slice : existing) {
      has.computeIfAbsent(
              new Group(slice.addressType(), slice.object().arr("ports")), _ -> new ArrayList<>())
          .add(slice);
    }
    List<Obj> create = new ArrayList<>();
    List<Obj> update = new ArrayList<>();
    List<SliceView> delete = new ArrayList<>();
    wanted.forEach((group, addresses) -> {
      List<SliceView> mine = has.getOrDefault(group, List.of());
      has.remove(group);
      if (mine.isEmpty()) {
        create.add(slice(group, addresses));
        return;
      }
      Obj before = mine.getFirst().object();
      Obj after = rewritten(before, addresses);
      if (!after.equals(before)) {
        update.add(after);
      }
      delete.addAll(mine.subList(1, mine.size()));
    });
    has.values().forEach(delete::addAll);
    return new Plan(create, update, delete, invalid, skipped);
  }

  private void collect(Obj subset) {
    Arr ports = ports(subset.arr("ports"));
    int taken = 0;
    for (String list : List.of("addresses", "notReadyAddresses")) {
      for (Obj address : subset.arr(list).objects()) {
        IpAddress ip = IpAddress.parse(address.str("ip"));
        if (ip == null) {
          invalid++;
        } else if (taken == MAX_ADDRESSES_PER_SUBSET) {
          skipped++;
        } else {
          taken++;
          Group group = new Group(ip.isIpv6() ? "IPv6" : "IPv4", ports);
          wanted
              .computeIfAbsent(group, _ -> new ArrayList<>())
              .add(endpoint(address, ip, list.equals("addresses")));
        }
      }
    }
  }

  private static Arr ports(Arr ports) {
    return ports.map(p ->
        p instanceof Obj port
            ? port.with("name", port.str("name")).with("protocol", port.str("protocol", "TCP"))
            : p);
  }

  private static Obj endpoint(Obj address, IpAddress ip, boolean ready) {
    return Obj.builder()
        .put("addresses", Arr.of(Str.of(ip.toString())))
        .put("conditions", Obj.EMPTY.with("ready", ready))
        .putUnlessEmpty("hostname", address.str("hostname"))
        .putUnlessEmpty("nodeName", address.str("nodeName"))
        .putIfPresent("targetRef", address.get("targetRef"))
        .build();
  }

  private Obj slice(Group group, List<Obj> addresses) {
    Obj empty =
        Obj.builder()
            .put("apiVersion", "discovery.k8s.io/v1")
            .put("kind", "EndpointSlice")
            .put(
                "metadata",
                Obj.builder()
                    .put("generateName", Meta.name(endpoints) + "-")
                    .put("namespace", Meta.namespace(endpoints))
                    .put("ownerReferences", Arr.of(Meta.controllerReference(endpoints)))
                    .build())
            .put("addressType", group.family())
            .put("ports", group.ports())
            .build();
    return rewritten(empty, addresses);
  }

  private Obj rewritten(Obj slice, List<Obj> addresses) {
    Map<String, String> labels = new TreeMap<>(Meta.labels(endpoints));
    labels.put(SliceView.SERVICE_NAME_LABEL, Meta.name(endpoints));
    labels.put(SliceView.MANAGED_BY_LABEL, MANAGER);
    Map<String, String> annotations = new TreeMap<>(Meta.annotations(endpoints));
    annotations.remove(LAST_APPLIED);
    annotations.remove(EndpointsPlanner.TRIGGER_TIME);
    Obj labelled = Meta.withLabels(slice.with("endpoints", Arr.copyOf(addresses)), labels);
    return labelled.change(
        "metadata",
        m ->
            annotations.isEmpty()
                ? m.without("annotations")
                : m.with("annotations", Obj.strings(annotations)));
  }
}
