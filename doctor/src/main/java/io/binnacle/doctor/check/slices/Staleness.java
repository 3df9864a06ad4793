package io.binnacle.doctor.check.slices;

import io.binnacle.control.endpoints.MirrorPlanner;
import io.binnacle.control.endpointslice.EndpointSlicePlanner;
import io.binnacle.control.endpointslice.Observed;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How the slices a controller keeps for a Service differ from what it would write now, in what traffic notices: the places that
/// are ready. What changed within [Moments#GRACE] does not count.
///
/// @param slices those that controller keeps
/// @param extra what is listed and should not be
/// @param missing what should be listed and is not, by place
/// @param right how many places are listed and should be
public record Staleness(
    List<SliceView> slices, List<Extra> extra, Map<String, Missing> missing, int right) {

  /// An endpoint traffic should not be sent to.
  ///
  /// @param index of the endpoint in the slice
  /// @param port as the slice has it, null for none
  /// @param wanted the same address with the ports it should have; empty if it should not be there at all
  record Extra(SliceView slice, int index, String address, @Nullable Integer port, String wanted) {}

  /// A place traffic should be sent to.
  ///
  /// @param pod null if it is written by hand
  record Missing(String address, @Nullable PodView pod) {}

  /// Whether anything differs.
  public boolean isStale() {
    return !extra.isEmpty() || !missing.isEmpty();
  }

  /// Compares; null if no controller keeps slices for this Service, or it is too early to tell.
  public static @Nullable Staleness of(ServiceView service, Evidence seen) {
    if (service.isExternalName()
        || seen.facts().origin() == Origin.MANIFESTS
        || Meta.isDeleting(service.object())) {
      return null;
    }
    Staleness found = service.hasSelector() ? ofPods(service, seen) : ofEndpoints(service, seen);
    // Times are read last, and only where something differs: most of the time nothing does.
    return found != null && found.isStale() && Moments.isFresh(service.object(), seen)
        ? null
        : found;
  }

  private static @Nullable Staleness ofPods(ServiceView service, Evidence seen) {
    List<SliceView> all = seen.slices(service.key());
    List<SliceView> kept = managedBy(Observed.MANAGER, all);
    if (kept.isEmpty() && !all.isEmpty()) {
      return null; // another manager does it all; what it would write is its business
    }
    List<PodView> pods = seen.pods(service);
    Map<String, PodView> byAddress = new HashMap<>();
    Map<String, String> zones = new TreeMap<>();
    for (PodView pod : pods) {
      pod.podIps().forEach(ip -> byAddress.merge(ip, pod, Staleness::living));
      if (!pod.nodeName().isEmpty()) {
        zones.put(pod.nodeName(), "");
      }
    }
    List<Obj> wanted =
        EndpointSlicePlanner.plan(
                new Observed(service, pods, List.of(), zones),
                EndpointSlicePlanner.DEFAULT_MAX_ENDPOINTS,
                EndpointSlicePlanner.ALL_AT_ONCE,
                null)
            .create();
    Staleness raw = compare(kept, wanted.stream().map(SliceView::of).toList());
    if (!raw.isStale()) {
      return raw;
    }
    boolean changing = pods.stream().anyMatch(pod -> Moments.isFresh(pod.object(), seen));
    List<Extra> extra =
        raw.extra.stream()
            .filter(e -> isSettled(byAddress.get(e.address), changing, seen))
            .toList();
    Map<String, Missing> missing = new LinkedHashMap<>();
    raw.missing.forEach((place, one) -> {
      PodView pod = byAddress.get(one.address);
      if (pod != null && !Moments.isFresh(pod.object(), seen) && hasNode(pod, seen)) {
        missing.put(place, new Missing(one.address, pod));
      }
    });
    return new Staleness(kept, extra, missing, raw.right);
  }

  private static @Nullable Staleness ofEndpoints(ServiceView service, Evidence seen) {
    Obj endpoints = Listed.mirrored(service, seen);
    if (endpoints == null) {
      return null;
    }
    List<SliceView> kept = managedBy(MirrorPlanner.MANAGER, seen.slices(service.key()));
    List<Obj> wanted = MirrorPlanner.plan(endpoints, List.of()).create();
    Staleness found = compare(kept, wanted.stream().map(SliceView::of).toList());
    return found.isStale() && Moments.isFresh(endpoints, seen) ? null : found;
  }

  private static List<SliceView> managedBy(String manager, List<SliceView> slices) {
    return slices.stream().filter(slice -> slice.managedBy().equals(manager)).toList();
  }

  private static PodView living(PodView a, PodView b) {
    return a.isTerminal() ? b : a;
  }

  /// A Pod that is gone leaves no time behind; while its siblings come and go it may just have left.
  private static boolean isSettled(@Nullable PodView pod, boolean changing, Evidence seen) {
    return pod == null ? !changing : !Moments.isFresh(pod.object(), seen);
  }

  private static boolean hasNode(PodView pod, Evidence seen) {
    return pod.nodeName().isEmpty()
        || !seen.sees(ResourceName.NODES)
        || seen.find(ResourceName.NODES, new ObjectKey("", pod.nodeName())) != null;
  }

  private static Staleness compare(List<SliceView> has, List<SliceView> wanted) {
    Map<String, String> left = new LinkedHashMap<>(); // place → address
    Map<String, String> ports = new HashMap<>(); // address → ports, for words
    for (SliceView slice : wanted) {
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        if (endpoint.isReady()) {
          ports.merge(endpoint.address(), ports(slice), (a, b) -> a);
          places(slice, endpoint).forEach(place -> left.put(place, endpoint.address()));
        }
      }
    }
    Map<String, String> all = Map.copyOf(left);
    List<Extra> extra = new ArrayList<>();
    int right = 0;
    for (SliceView slice : has) {
      List<SliceView.Endpoint> endpoints = slice.endpoints();
      for (int i = 0; i < endpoints.size(); i++) {
        SliceView.Endpoint endpoint = endpoints.get(i);
        if (!endpoint.isReady()) {
          continue;
        }
        List<String> places = places(slice, endpoint);
        if (all.keySet().containsAll(places)) {
          right++;
          left.keySet().removeAll(places);
        } else {
          String address = endpoint.address();
          Integer port = slice.ports().isEmpty() ? null : slice.ports().getFirst().port();
          extra.add(new Extra(slice, i, address, port, ports.getOrDefault(address, "")));
        }
      }
    }
    Map<String, Missing> missing = new LinkedHashMap<>();
    left.forEach((place, address) -> missing.put(place, new Missing(address, null)));
    return new Staleness(has, extra, missing, right);
  }

  private static List<String> places(SliceView slice, SliceView.Endpoint endpoint) {
    String address = slice.addressType() + " " + endpoint.address();
    if (slice.ports().isEmpty()) {
      return List.of(address);
    }
    List<String> out = new ArrayList<>();
    for (SliceView.Port port : slice.ports()) {
      out.add(address + " " + port.name() + " " + port.protocol() + "/" + port.port());
    }
    return out;
  }

  private static String ports(SliceView slice) {
    List<String> out = new ArrayList<>();
    slice.ports().forEach(port -> out.add(String.valueOf(port.port())));
    return String.join(", ", out);
  }
}
