package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Party;
import io.binnacle.doctor.policy.Peer;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.doctor.policy.Traffic;
import io.binnacle.doctor.policy.Verdict;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A workload as a client of the Services it evidently uses.
final class ClientSide {
  private ClientSide() {}

  /// A Service that a workload uses and cannot reach.
  ///
  /// @param use how we know that it uses it
  /// @param client one of its Pods
  /// @param servers the Pods behind the Service, the first of which the rest is about
  /// @param port the port of the Service
  /// @param traffic what would arrive
  /// @param verdict why it does not pass
  record Blocked(
      Uses.Use use,
      PodView client,
      List<PodView> servers,
      ServiceView.Port port,
      Traffic traffic,
      Verdict.Blocked verdict) {}

  /// A Pod of `workload` that policies can isolate; null if it has none.
  static @Nullable PodView pod(Workload workload, Evidence seen) {
    return seen.podsOf(workload).stream()
        .filter(p -> p.isActive() && !p.hostNetwork())
        .findFirst()
        .orElse(null);
  }

  /// The first Service that `workload` uses and none of whose Pods it reaches, at any port it may mean, for what the policies of one
  /// end say: its own (EGRESS), or those of the Service's Pods (INGRESS).
  static @Nullable Blocked blocked(
      Direction direction, Workload workload, Policies policies, Evidence seen) {
    List<Blocked> all = allBlocked(direction, workload, policies, seen);
    return all.isEmpty() ? null : all.getFirst();
  }

  /// Every such Service, in the order the workload says that it uses them.
  static List<Blocked> allBlocked(
      Direction direction, Workload workload, Policies policies, Evidence seen) {
    PodView client = pod(workload, seen);
    if (client == null
        || direction == Direction.EGRESS
            && policies.isolating(client, Direction.EGRESS).isEmpty()) {
      return List.of();
    }
    List<Blocked> out = new ArrayList<>();
    for (Uses.Use use : Uses.of(workload, seen)) {
      ServiceView service = use.service();
      boolean visible =
          service.hasSelector()
              && !service.isExternalName()
              && seen.sees(ResourceName.PODS, service.namespace())
              && seen.sees(ResourceName.NETWORK_POLICIES, service.namespace());
      if (visible && !isOpenToAddressOf(service, direction, client, policies, seen)) {
        Blocked blocked = blocked(direction, use, client, policies, seen);
        if (blocked != null) {
          out.add(blocked);
        }
      }
    }
    return out;
  }

  private static @Nullable Blocked blocked(
      Direction direction, Uses.Use use, PodView client, Policies policies, Evidence seen) {
    // The way to oneself is always free; peers ask each other.
    List<PodView> servers =
        seen.pods(use.service()).stream()
            .filter(p -> p.isActive() && !p.key().equals(client.key()))
            .toList();
    Blocked first = null;
    for (ServiceView.Port port : use.ports()) {
      for (PodView server : servers) {
        Integer target = server.resolve(port.targetPort(), port.protocol());
        if (target == null) {
          return null;
        }
        Traffic traffic = new Traffic(port.protocol(), target);
        Party from = new Party.OfPod(client);
        Party to = new Party.OfPod(server);
        Verdict verdict =
            direction == Direction.EGRESS
                ? policies.judge(direction, from, to, traffic)
                : policies.judge(direction, to, from, traffic);
        if (!(verdict instanceof Verdict.Blocked blocked)) {
          return null;
        }
        first = first == null ? new Blocked(use, client, servers, port, traffic, blocked) : first;
      }
    }
    return first;
  }

  private static boolean isOpenToAddressOf(
      ServiceView service, Direction direction, PodView client, Policies policies, Evidence seen) {
    IpAddress address = IpAddress.parse(service.clusterIp());
    if (direction == Direction.INGRESS
        || address == null
        || !Enforcement.maySeeServiceAddresses(seen)) {
      return false;
    }
    for (Policy policy : policies.isolating(client, Direction.EGRESS)) {
      boolean named =
          policy.egress().stream()
              .flatMap(rule -> rule.peers().stream())
              .anyMatch(peer -> peer instanceof Peer.Block block && block.contains(address));
      if (named) {
        return true;
      }
    }
    return false;
  }

  /// A peer that means Pods with these labels in a namespace.
  ///
  /// @param home the namespace of the policy the peer is for
  static Obj peer(Map<String, String> labels, String namespace, String home) {
    Obj peer = Obj.of("podSelector", Obj.of("matchLabels", Obj.strings(labels)));
    return namespace.equals(home)
        ? peer
        : peer.with(
            "namespaceSelector",
            Obj.of("matchLabels", Obj.strings(Map.of(Policies.NAMESPACE_NAME, namespace))));
  }

  /// The labels by which the Pods of `workload` are told from others.
  static Map<String, String> labels(Workload workload) {
    Map<String, String> selector =
        workload.object().obj("spec").obj("selector").obj("matchLabels").stringMap();
    Map<String, String> out =
        new TreeMap<>(selector.isEmpty() || workload.is("Job") ? workload.podLabels() : selector);
    out.remove("pod-template-hash");
    return out;
  }
}
