package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Party;
import io.binnacle.doctor.policy.Peer;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.doctor.policy.PolicyPort;
import io.binnacle.doctor.policy.Rule;
import io.binnacle.doctor.policy.Traffic;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What in rules was plainly meant to let traffic through and does not: near misses of ports and of labels.
final class Repairs {
  private Repairs() {}

  /// Without those that do the same as an earlier one.
  static List<Repair> distinct(List<Repair> repairs) {
    List<Repair> out = new ArrayList<>();
    for (Repair repair : repairs) {
      if (out.stream().noneMatch(repair::sameAs)) {
        out.add(repair);
      }
    }
    return out;
  }

  /// What lets `other` and `traffic` through rules that miss by one thing.
  ///
  /// @param isolating the policies of the Pod the rules are for
  /// @param other the other end, a Pod
  /// @param receivers the Pods that receive
  /// @param servicePort what clients connect to
  static List<Repair> of(
      Direction direction,
      Policies policies,
      List<Policy> isolating,
      PodView other,
      Traffic traffic,
      List<PodView> receivers,
      int servicePort,
      Evidence seen) {
    List<Repair> peers = new ArrayList<>();
    List<Where> rules = new ArrayList<>();
    for (Policy policy : isolating) {
      for (Rule rule : policy.rules(direction)) {
        boolean admits = rule.admits(traffic, receivers.getFirst());
        boolean means = policies.means(policy, rule, new Party.OfPod(other));
        if (admits && !means) {
          peers.addAll(peers(policy, rule, other, policies, seen));
        } else if (means && !admits && isFor(rule, other, policy, policies)) {
          rules.add(new Where(policy, rule));
        }
      }
    }
    List<Repair> ports = ports(rules, traffic, servicePort, receivers, policies, seen);
    return distinct(ports.isEmpty() ? peers : ports);
  }

  /// Whether a rule is about `other` and its like, and not about everybody.
  private static boolean isFor(Rule rule, PodView other, Policy policy, Policies policies) {
    return rule.peers().stream()
        .anyMatch(peer ->
            peer instanceof Peer.Pods pods
                && !pods.pods().isEverything()
                && pods.matches(
                    new Party.OfPod(other), policy.key().namespace(), policies::labelsOf));
  }

  /// A rule and whose it is.
  record Where(Policy policy, Rule rule) {}

  // ---- ports

  /// What lets `traffic` through rules that name other ports: those most plainly meant for it, perhaps none.
  static List<Repair> ports(
      List<Where> rules,
      Traffic traffic,
      int servicePort,
      List<PodView> receivers,
      Policies policies,
      Evidence seen) {
    List<List<Repair>> byLikelihood =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Where where : rules) {
      List<PodView> concerned = concerned(where, receivers.getFirst().namespace(), policies, seen);
      for (int i = 0; i < where.rule.ports().size(); i++) {
        PolicyPort port = where.rule.ports().get(i);
        String field = where.rule.path() + ".ports[" + i + "]";
        boolean needed =
            declared(port, concerned) || served(port, receivers.getFirst().namespace(), seen);
        if (needed || !port.isNumber() && !port.isName()) {
          continue; // what is a range is left alone, too
        }
        boolean sameProtocol = port.protocol().equals(traffic.protocol());
        if (sameProtocol && port.isNumber() && port.first() == servicePort) {
          String reason =
              "lets %s %s, the port of the Service; policies see the port it leads to, %s"
                  .formatted(port, where.rule.direction().word(), traffic);
          byLikelihood.get(0).add(number(where, field, port, traffic, reason));
        } else if (!sameProtocol && port.isNumber() && port.first() == traffic.port()) {
          byLikelihood.get(1).add(protocol(where, field, port, traffic));
        } else if (sameProtocol && (port.isName() || declares(receivers, traffic))) {
          String what =
              port.isName() ? "a name none of their ports has" : "a port they do not have";
          String reason = "lets %s %s, %s".formatted(port, where.rule.direction().word(), what);
          byLikelihood.get(2).add(number(where, field, port, traffic, reason));
        }
      }
    }
    return byLikelihood.stream().filter(l -> !l.isEmpty()).findFirst().orElse(List.of());
  }

  /// The Pods whose ports a rule is about: those its policy selects, or those of `namespace` it lets out to.
  private static List<PodView> concerned(
      Where where, String namespace, Policies policies, Evidence seen) {
    return seen.pods(namespace).stream()
        .filter(pod ->
            where.rule.direction() == Direction.INGRESS
                ? where.policy.selector().matches(pod.labels())
                : policies.means(where.policy, where.rule, new Party.OfPod(pod)))
        .toList();
  }

  /// Whether a Service of the namespace leads to the port.
  private static boolean served(PolicyPort port, String namespace, Evidence seen) {
    return port.isNumber()
        && seen.sees(ResourceName.SERVICES, namespace)
        && seen.all(ResourceName.SERVICES, namespace).stream()
            .flatMap(s -> ServiceView.of(s).ports().stream())
            .anyMatch(p ->
                p.protocol().equals(port.protocol())
                    && p.targetPort().equals(new TargetPort.Numbered(port.first())));
  }

  private static Repair number(
      Where where, String field, PolicyPort old, Traffic traffic, String reason) {
    return new Repair(
        where.policy,
        field + ".port",
        List.of(Change.Patch.replace(Spot.pointer(field + ".port"), Int.of(traffic.port()))),
        reason,
        "Let " + traffic + " through in place of " + old);
  }

  private static Repair protocol(Where where, String field, PolicyPort old, Traffic traffic) {
    return new Repair(
        where.policy,
        field + ".protocol",
        List.of(Change.Patch.put(Spot.pointer(field + ".protocol"), Str.of(traffic.protocol()))),
        "lets %s %s, not %s".formatted(old, where.rule.direction().word(), traffic),
        "Let " + traffic + " through in place of " + old);
  }

  private static boolean declares(List<PodView> pods, Traffic traffic) {
    return declared(new PolicyPort(traffic.protocol(), "", traffic.port(), traffic.port()), pods);
  }

  private static boolean declared(PolicyPort port, List<PodView> pods) {
    for (PodView pod : pods) {
      if (port.isName()
          && pod.resolve(new TargetPort.Named(port.name()), port.protocol()) != null) {
        return true;
      }
      for (ContainerView container : pod.containers()) {
        for (ContainerView.Port own : container.ports()) {
          if (!port.isName()
              && own.protocol().equals(port.protocol())
              && port.first() <= own.containerPort()
              && own.containerPort() <= port.last()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  // ---- peers

  /// What would make peers of `rule`, of which there are none, mean `pod`.
  static List<Repair> peers(
      Policy policy, Rule rule, PodView pod, Policies policies, Evidence seen) {
    List<Repair> out = new ArrayList<>();
    for (int i = 0; i < rule.peers().size(); i++) {
      if (rule.peers().get(i) instanceof Peer.Pods peer) {
        String field = rule.path() + "." + rule.direction().peers() + "[" + i + "]";
        Repair repair = peer(policy, field, peer, pod, policies);
        if (repair != null && !Peers.exist(peer, policy.key().namespace(), policies, seen)) {
          out.add(repair);
        }
      }
    }
    return out;
  }

  private static @Nullable Repair peer(
      Policy policy, String field, Peer.Pods peer, PodView pod, Policies policies) {
    String home = policy.key().namespace();
    boolean there = peer.isIn(pod.namespace(), home, policies::labelsOf);
    boolean labelled = peer.pods().matches(pod.labels());
    if (there) {
      return labelled
          ? null
          : slip(policy, field + ".podSelector", peer.pods(), pod.labels(), "Pod");
    }
    if (!labelled) {
      return null;
    }
    LabelSelector namespaces = peer.namespaces();
    if (namespaces != null) {
      Map<String, String> labels = policies.labelsOf(pod.namespace());
      return slip(policy, field + ".namespaceSelector", namespaces, labels, "namespace");
    }
    if (peer.pods().isEverything()) {
      return null; // "my namespace" is what it says and means
    }
    Obj selector = Obj.of("matchLabels", Obj.of(Policies.NAMESPACE_NAME, Str.of(pod.namespace())));
    return new Repair(
        policy,
        field + ".namespaceSelector",
        List.of(Change.Patch.put(Spot.pointer(field + ".namespaceSelector"), selector)),
        "is for Pods with %s of its own namespace, %s, which has none; they run in namespace %s"
            .formatted(peer.pods(), home, pod.namespace()),
        "Add a namespaceSelector for namespace " + pod.namespace());
  }

  private static @Nullable Repair slip(
      Policy policy,
      String field,
      LabelSelector selector,
      Map<String, String> labels,
      String noun) {
    LabelSlip slip = LabelSlip.of(selector, labels);
    if (slip == null) {
      return null;
    }
    return new Repair(
        policy,
        field + ".matchLabels." + slip.key(),
        slip.operations(Spot.pointer(field)),
        "is for %ss with %s, of which there is none; there is %s"
            .formatted(noun, slip.wrong(), slip.right()),
        "Write " + slip.right() + " in place of " + slip.wrong());
  }

  /// What would make a policy that selects nobody select `pod`.
  static @Nullable Repair selection(Policy policy, PodView pod) {
    LabelSlip slip = LabelSlip.of(policy.selector(), pod.labels());
    if (slip == null) {
      return null;
    }
    return new Repair(
        policy,
        "spec.podSelector.matchLabels." + slip.key(),
        slip.operations("/spec/podSelector"),
        "would let it in but selects no Pod: none has %s, they have %s"
            .formatted(slip.wrong(), slip.right()),
        "Write " + slip.right() + " in place of " + slip.wrong());
  }
}
