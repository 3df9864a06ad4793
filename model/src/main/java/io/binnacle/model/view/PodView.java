package io.binnacle.model.view;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Pod as controllers, scheduler, nodes and doctor read it.
///
/// @param object the whole object
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/">Pod</a>
public record PodView(Obj object) {

  /// A view of `pod`.
  public static PodView of(Obj pod) {
    return new PodView(pod);
  }

  public ObjectKey key() {
    return ObjectKey.of(object);
  }

  public String name() {
    return Meta.name(object);
  }

  public String namespace() {
    return Meta.namespace(object);
  }

  public String uid() {
    return Meta.uid(object);
  }

  public Map<String, String> labels() {
    return Meta.labels(object);
  }

  /// The owner reference with `controller: true`, or null if the Pod stands alone.
  public @Nullable Obj owner() {
    return Meta.controllerOf(object);
  }

  /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
  public String phase() {
    return status().str("phase", "Pending");
  }

  /// Whether the Pod has run to its end: phase Succeeded or Failed.
  public boolean isTerminal() {
    return phase().equals("Succeeded") || phase().equals("Failed");
  }

  /// Whether the Pod is neither at its end nor being deleted; what workload controllers count.
  public boolean isActive() {
    return !isTerminal() && !isTerminating();
  }

  /// Whether a delete has been asked for.
  public boolean isTerminating() {
    return Meta.isDeleting(object);
  }

  /// The primary address, empty before it is assigned.
  public String podIp() {
    return status().str("podIP");
  }

  /// All addresses, at most one per family; falls back to [#podIp].
  public List<String> podIps() {
    List<String> out = new ArrayList<>();
    for (Obj ip : status().arr("podIPs").objects()) {
      if (!ip.str("ip").isEmpty()) {
        out.add(ip.str("ip"));
      }
    }
    return !out.isEmpty() || podIp().isEmpty() ? out : List.of(podIp());
  }

  /// The Ready condition, or null before there is one.
  public @Nullable Condition readyCondition() {
    return Condition.find(object, "Ready");
  }

  /// Whether the Ready condition is True. Says nothing about termination.
  public boolean isReady() {
    return Condition.isTrue(object, "Ready");
  }

  /// Since when the Ready condition is what it is, or null if not stated.
  public @Nullable Instant readySince() {
    Condition ready = readyCondition();
    return ready == null ? null : ready.lastTransitionTime();
  }

  /// The node the Pod is bound to, empty before scheduling.
  public String nodeName() {
    return spec().str("nodeName");
  }

  public String hostname() {
    return spec().str("hostname");
  }

  public String subdomain() {
    return spec().str("subdomain");
  }

  public boolean hostNetwork() {
    return spec().bool("hostNetwork", false);
  }

  public List<ContainerView> containers() {
    return ContainerView.all(spec(), "containers");
  }

  public List<ContainerView> initContainers() {
    return ContainerView.all(spec(), "initContainers");
  }

  /// The container port a Service port leads to here, or null if this Pod has no port of that name and protocol.
  /// Containers are searched in order, then restartable init containers. A number is taken as it is.
  public @Nullable Integer resolve(TargetPort target, String protocol) {
    return switch (target) {
      case TargetPort.Numbered n -> (Integer) n.port();
      case TargetPort.Named named -> {
        Integer inContainers = named(containers(), named.name(), protocol);
        yield inContainers != null
            ? inContainers
            : named(
                initContainers().stream().filter(ContainerView::isRestartable).toList(),
                named.name(),
                protocol);
      }
    };
  }

  private static @Nullable Integer named(
      List<ContainerView> containers, String name, String protocol) {
    for (ContainerView container : containers) {
      for (ContainerView.Port port : container.ports()) {
        if (port.name().equals(name) && port.protocol().equals(protocol)) {
          return port.containerPort();
        }
      }
    }
    return null;
  }

  private Obj spec() {
    return object.obj("spec");
  }

  private Obj status() {
    return object.obj("status");
  }
}
