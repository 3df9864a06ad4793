package io.binnacle.control.endpointslice;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says which slices a Service should have, given what it has. Equal in, equal out; applying a plan leaves nothing to
/// plan.
public final class EndpointSlicePlanner {
  /// Endpoints a slice holds at most, unless configured otherwise; the API allows up to 1000.
  public static final int DEFAULT_MAX_ENDPOINTS = 100;

  /// Every Pod is a burst of its own.
  public static final int ONE_BY_ONE = 1;

  /// All Pods of one look are one burst, as upstream's controller has it.
  public static final int ALL_AT_ONCE = Integer.MAX_VALUE;

  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
  private static final Set<String> RESERVED =
      Set.of(SliceView.SERVICE_NAME_LABEL, SliceView.MANAGED_BY_LABEL, SliceView.HEADLESS_LABEL);

  private final Observed seen;
  private final int max;
  private final int burst;
  private final @Nullable String trigger;
  private final ServiceView service;
  private final List<Obj> create = new ArrayList<>();
  private final Map<SliceView, Obj> update = new LinkedHashMap<>();
  private final List<SliceView> delete = new ArrayList<>();
  private final List<String> missingNodes = new ArrayList<>();

  private EndpointSlicePlanner(Observed seen, int max, int burst, @Nullable String trigger) {
    this.seen = seen;
    this.max = max;
    this.burst = burst;
    this.trigger = trigger;
    this.service = seen.service();
  }

  /// The writes that bring the slices of a Service in line.
  ///
  /// @param max endpoints a slice may hold, 1..1000
  /// @param burst how many new endpoints count as having come at once, ≥ 1: such a burst goes into one slice or a new
  ///     one, so that few slices are written; [#ONE_BY_ONE] fills slices up as if each Pod had been seen alone
  /// @param trigger when the oldest change behind this plan happened (RFC 3339), written on every slice the plan
  ///     touches; null if unknown
  public static EndpointSlicePlan plan(
      Observed seen, int max, int burst, @Nullable String trigger) {
    return new EndpointSlicePlanner(seen, max, burst, trigger).plan();
  }

  private EndpointSlicePlan plan() {
    List<String> families = families();
    for (SliceView slice : seen.slices()) {
      if (!families.contains(slice.addressType())) {
        delete.add(slice);
      }
    }
    for (String family : families) {
      planFamily(family);
    }
    if (Meta.isDeleting(service.object())) {
      create.clear();
    }
    return new EndpointSlicePlan(
        List.copyOf(create),
        List.copyOf(update.values()),
        List.copyOf(delete),
        List.copyOf(missingNodes));
  }

  private List<String> families() {
    if (!service.ipFamilies().isEmpty()) {
      return service.ipFamilies();
    }
    return List.of(service.clusterIp().contains(":") ? "IPv6" : "IPv4");
  }

  private void planFamily(String family) {
    Map<Arr, List<SliceView>> existing = new LinkedHashMap<>();
    List<SliceView> doomed = new ArrayList<>();
    for (SliceView slice : seen.slices()) {
      if (slice.addressType().equals(family)) {
        if (isOurs(slice)) {
          Arr ports = DesiredEndpoints.canonicalPorts(slice.object().arr("ports"));
          existing.computeIfAbsent(ports, _ -> new ArrayList<>()).add(slice);
        } else {
          delete.add(slice);
        }
      }
    }
    DesiredEndpoints desired = DesiredEndpoints.of(seen, family);
    missingNodes.addAll(desired.missingNodes());

    List<Obj> fresh = new ArrayList<>();
    int kept = 0;
    for (Map.Entry<Arr, Map<String, Obj>> group : desired.groups().entrySet()) {
      List<SliceView> mine = existing.getOrDefault(group.getKey(), List.of());
      existing.remove(group.getKey());
      Packing packing = Packing.of(mine, group.getValue(), max, burst, this::isOutdated);
      packing.create().forEach(endpoints -> fresh.add(newSlice(family, group.getKey(), endpoints)));
      packing
          .update()
          .forEach(
              (slice, endpoints) -> update.put(slice, rewritten(slice, slice.object(), endpoints)));
      doomed.addAll(packing.delete());
      kept += packing.update().size() + packing.unchanged().size();
    }
    existing.values().forEach(doomed::addAll);

    if (fresh.isEmpty() && kept == 0) {
      SliceView placeholder = placeholderAmong(doomed);
      if (placeholder == null) {
        fresh.add(newSlice(family, Arr.EMPTY, List.of()));
      } else {
        doomed.remove(placeholder);
        if (isOutdated(placeholder)) {
          update.put(placeholder, rewritten(placeholder, placeholder.object(), List.of()));
        }
      }
    }
    // A doomed slice can as well carry new content: one write instead of two.
    while (!fresh.isEmpty() && !doomed.isEmpty()) {
      SliceView reused = doomed.removeFirst();
      Obj content = fresh.removeFirst();
      update.put(
          reused,
          rewritten(
              reused,
              reused.object().with("ports", content.arr("ports")),
              content.arr("endpoints").objects()));
    }
    create.addAll(fresh);
    delete.addAll(doomed);
  }

  private boolean isOurs(SliceView slice) {
    return Meta.ownerReferences(slice.object()).stream()
        .anyMatch(o -> o.str("uid").equals(service.uid()));
  }

  private static @Nullable SliceView placeholderAmong(List<SliceView> slices) {
    for (SliceView slice : slices) {
      if (slice.object().arr("endpoints").isEmpty() && slice.object().arr("ports").isEmpty()) {
        return slice;
      }
    }
    return null;
  }

  /// Labels of a slice: the Service's, but for the reserved ones, which say whose slice it is.
  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(service.labels());
    labels.keySet().removeAll(RESERVED);
    labels.put(SliceView.SERVICE_NAME_LABEL, service.name());
    labels.put(SliceView.MANAGED_BY_LABEL, Observed.MANAGER);
    if (!service.hasClusterIp()) {
      labels.put(SliceView.HEADLESS_LABEL, "");
    }
    return labels;
  }

  /// The headless label alone is no reason to write a slice.
  private boolean isOutdated(SliceView slice) {
    Map<String, String> has = new TreeMap<>(Meta.labels(slice.object()));
    Map<String, String> wants = labels();
    has.remove(SliceView.HEADLESS_LABEL);
    wants.remove(SliceView.HEADLESS_LABEL);
    return !has.equals(wants);
  }

  private Obj newSlice(String family, Arr ports, List<Obj> endpoints) {
    Obj metadata =
        Obj.builder()
            .put("generateName", service.name() + "-")
            .put("namespace", service.namespace())
            .put("labels", Obj.strings(labels()))
            .put("ownerReferences", Arr.of(owner()))
            .putIfPresent(
                "annotations", trigger == null ? null : Obj.of(TRIGGER_TIME, Str.of(trigger)))
            .build();
    return Obj.builder()
        .put("apiVersion", "discovery.k8s.io/v1")
        .put("kind", "EndpointSlice")
        .put("metadata", metadata)
        .put("addressType", family)
        .put("ports", ports)
        .put("endpoints", Arr.copyOf(endpoints))
        .build();
  }

  private Obj rewritten(SliceView slice, Obj content, List<Obj> endpoints) {
    Map<String, String> labels = labels();
    // Keep the headless label as it was written: its change alone never reaches a slice.
    if (!isOutdated(slice) && Meta.labels(slice.object()).containsKey(SliceView.HEADLESS_LABEL)) {
      labels.put(SliceView.HEADLESS_LABEL, "");
    }
    Obj relabelled = Meta.withLabels(content.with("endpoints", Arr.copyOf(endpoints)), labels);
    return Meta.withAnnotation(relabelled, TRIGGER_TIME, trigger);
  }

  private Obj owner() {
    return Meta.controllerReference(service.object());
  }
}
