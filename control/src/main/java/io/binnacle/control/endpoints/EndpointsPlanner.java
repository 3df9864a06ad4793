package io.binnacle.control.endpoints;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says what the Endpoints object of a Service with a selector should be.
///
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/">Endpoints</a>
public final class EndpointsPlanner {
  /// Addresses one Endpoints object holds at most; slices have no such limit.
  public static final int MAX_ADDRESSES = 1_000;

  static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  private EndpointsPlanner() {}

  /// The Endpoints object to write, or null if `current` is as it should be.
  ///
  /// @param pods the Pods the Service selects
  /// @param current what is stored, null if nothing
  /// @param trigger when the oldest change behind this happened (RFC 3339), null if unknown
  public static @Nullable Obj plan(
      ServiceView service, List<PodView> pods, @Nullable Obj current, @Nullable String trigger) {
    Arr all = Repack.of(subsets(service, pods));
    Arr subsets = Truncation.apply(all, MAX_ADDRESSES);
    Map<String, String> labels = new TreeMap<>(service.labels());
    if (service.hasClusterIp()) {
      labels.remove(SliceView.HEADLESS_LABEL);
    } else {
      labels.put(SliceView.HEADLESS_LABEL, "");
    }
    String capacity = subsets.equals(all) ? null : "truncated";
    if (current != null
        && current.arr("subsets").equals(subsets)
        && Meta.labels(current).equals(labels)
        && Objects.equals(Meta.annotation(current, OVER_CAPACITY), capacity)) {
      return null;
    }
    Obj base =
        current != null
            ? current
            : Obj.builder()
                .put("apiVersion", "v1")
                .put("kind", "Endpoints")
                .put(
                    "metadata",
                    Obj.builder()
                        .put("name", service.name())
                        .put("namespace", service.namespace())
                        .build())
                .build();
    Obj labelled =
        Meta.withLabels(base.withOrWithout("subsets", subsets.isEmpty() ? null : subsets), labels);
    Obj timed = Meta.withAnnotation(labelled, TRIGGER_TIME, trigger);
    return Meta.withAnnotation(timed, OVER_CAPACITY, capacity);
  }

  private static Arr subsets(ServiceView service, List<PodView> pods) {
    boolean ipv6 =
        service.ipFamilies().isEmpty()
            ? service.clusterIp().contains(":")
            : service.ipFamilies().getFirst().equals("IPv6");
    List<Obj> out = new ArrayList<>();
    for (PodView pod : pods) {
      if (pod.isTerminal() || pod.isTerminating() && !service.publishNotReadyAddresses()) {
        continue;
      }
      String ip = pod.podIps().stream().filter(a -> a.contains(":") == ipv6).findFirst().orElse("");
      if (ip.isEmpty()) {
        continue;
      }
      Obj address = address(service, pod, ip);
      boolean ready = pod.isReady() || service.publishNotReadyAddresses();
      if (service.ports().isEmpty()) {
        out.add(subset(address, ready, null));
      }
      for (ServiceView.Port port : service.ports()) {
        Integer number = pod.resolve(port.targetPort(), port.protocol());
        if (number != null) {
          out.add(subset(address, ready, port(port, number)));
        }
      }
    }
    return Arr.copyOf(out);
  }

  private static Obj address(ServiceView service, PodView pod, String ip) {
    boolean governed = !pod.hostname().isEmpty() && pod.subdomain().equals(service.name());
    return Obj.builder()
        .put("ip", ip)
        .putUnlessEmpty("hostname", governed ? pod.hostname() : "")
        .putUnlessEmpty("nodeName", pod.nodeName())
        .put(
            "targetRef",
            Obj.builder()
                .put("kind", "Pod")
                .put("namespace", pod.namespace())
                .put("name", pod.name())
                .put("uid", pod.uid())
                .build())
        .build();
  }

  private static Obj port(ServiceView.Port port, int number) {
    Obj.Builder out =
        Obj.builder()
            .putUnlessEmpty("name", port.name())
            .put("port", number)
            .put("protocol", port.protocol());
    if (port.appProtocol() != null) {
      out.put("appProtocol", port.appProtocol());
    }
    return out.build();
  }

  private static Obj subset(Obj address, boolean ready, @Nullable Obj port) {
    return Obj.builder()
        .put(ready ? "addresses" : "notReadyAddresses", Arr.of(address))
        .putIfPresent("ports", port == null ? null : Arr.of(port))
        .build();
  }
}
