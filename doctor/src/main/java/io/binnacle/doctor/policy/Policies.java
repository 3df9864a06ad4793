package io.binnacle.doctor.policy;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.policy.Miss.Cause;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.LabelSelector.Requirement;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The NetworkPolicies of a cluster, and who may reach whom under them. Reads a namespace when first asked about it; for one
/// thread.
///
/// Whatever needs an object that was not seen throws [io.binnacle.doctor.evidence.NotSeenException].
public final class Policies {
  /// The label every namespace has, with its name.
  public static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

  private final Evidence seen;
  private final Map<String, List<Policy>> byNamespace = new HashMap<>();
  private final Map<String, Map<String, String>> labels = new HashMap<>();

  private Policies(Evidence seen) {
    this.seen = seen;
  }

  /// The policies of what was seen.
  public static Policies of(Evidence seen) {
    return new Policies(seen);
  }

  /// The policies of a namespace, by name.
  public List<Policy> in(String namespace) {
    return byNamespace.computeIfAbsent(
        namespace,
        n ->
            seen.all(ResourceName.NETWORK_POLICIES, n).stream()
                .map(Policy::of)
                .filter(Objects::nonNull)
                .toList());
  }

  /// The policies that isolate a Pod, by name; none if its traffic is free.
  public List<Policy> isolating(PodView pod, Direction direction) {
    return in(pod.namespace()).stream().filter(p -> p.isolates(pod, direction)).toList();
  }

  /// Whether a policy selects a Pod that has not ended.
  public boolean selectsAny(Policy policy) {
    return seen.pods(policy.key().namespace()).stream()
        .anyMatch(pod -> !pod.isTerminal() && policy.selector().matches(pod.labels()));
  }

  /// The labels of a namespace, its name among them; nothing else if there is no such object.
  public Map<String, String> labelsOf(String namespace) {
    return labels.computeIfAbsent(
        namespace,
        n -> {
          Obj object = seen.find(ResourceName.NAMESPACES, new ObjectKey("", n));
          Map<String, String> out = new TreeMap<>(object == null ? Map.of() : Meta.labels(object));
          out.put(NAMESPACE_NAME, n);
          return out;
        });
  }

  /// Whether `rule` of `policy` means `party`, whatever the port.
  public boolean means(Policy policy, Rule rule, Party party) {
    return rule.peers().isEmpty()
        || rule.peers().stream()
            .anyMatch(p -> p.matches(party, policy.key().namespace(), this::labelsOf));
  }

  /// Whether a Pod or address may send something to another.
  public Reach reach(Party from, Party to, Traffic traffic) {
    return new Reach(
        judge(Direction.EGRESS, from, to, traffic), judge(Direction.INGRESS, to, from, traffic));
  }

  /// What the policies of `subject` say of traffic to it (INGRESS) or from it (EGRESS).
  ///
  /// @param other the other end
  public Verdict judge(Direction direction, Party subject, Party other, Traffic traffic) {
    if (!(subject instanceof Party.OfPod(PodView pod))) {
      return new Verdict.Free(subject + " is no Pod");
    }
    if (pod.hostNetwork()) {
      return new Verdict.Free(subject + " is on its node's network");
    }
    if (other instanceof Party.OfPod(PodView same) && same.key().equals(pod.key())) {
      return new Verdict.Free("a Pod always reaches itself");
    }
    if (isNodeOf(pod, other)) {
      return new Verdict.Free("a Pod and its own node always reach each other");
    }
    List<Policy> isolating = isolating(pod, direction);
    if (isolating.isEmpty()) {
      return new Verdict.Free("no policy isolates " + subject + " for " + direction.field());
    }
    Party receiver = direction == Direction.INGRESS ? subject : other;
    PodView receiving = receiver instanceof Party.OfPod(PodView p) ? p : null;
    List<Miss> misses = new ArrayList<>();
    for (Policy policy : isolating) {
      for (Rule rule : policy.rules(direction)) {
        Miss miss = miss(policy, rule, other, traffic, receiving);
        if (miss == null) {
          return new Verdict.Allowed(policy, rule);
        }
        misses.add(miss);
      }
      if (policy.rules(direction).isEmpty()) {
        misses.add(new Miss(policy, null, Cause.NO_RULES, "lets nothing " + direction.word()));
      }
    }
    return new Verdict.Blocked(misses);
  }

  private @Nullable Miss miss(
      Policy policy, Rule rule, Party other, Traffic traffic, @Nullable PodView receiver) {
    String which = "rule " + (rule.index() + 1);
    String way = rule.direction().word();
    if (!rule.admits(traffic, receiver)) {
      String says = which + " lets " + rule.portsInWords() + " " + way + ", not " + traffic;
      return new Miss(policy, rule, Cause.PORT, says);
    }
    if (means(policy, rule, other)) {
      return null;
    }
    String toOrFrom = rule.direction().peers();
    String says =
        "%s is for traffic %s %s; %s"
            .formatted(which, toOrFrom, rule.peersInWords(), about(other, rule));
    return new Miss(policy, rule, Cause.PEER, says);
  }

  /// What distinguishes `party` from what a rule wants, in words: *Pod shop/web-1 has app=wbe*.
  private static String about(Party party, Rule rule) {
    if (!(party instanceof Party.OfPod(PodView pod))) {
      return party + " is none of these";
    }
    Map<String, String> shown = new TreeMap<>();
    for (Peer peer : rule.peers()) {
      if (peer instanceof Peer.Pods(_, LabelSelector pods)) {
        for (Requirement requirement : pods.requirements()) {
          shown.put(
              requirement.key(),
              Objects.requireNonNullElse(pod.labels().get(requirement.key()), ""));
        }
      }
    }
    return shown.isEmpty()
        ? party + " is none of these"
        : party
            + " has "
            + shown.entrySet().stream()
                .map(e ->
                    e.getValue().isEmpty() ? "no " + e.getKey() : e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(", "));
  }

  /// Whether `other` is the node `pod` runs on, or a Pod with that node's network.
  private static boolean isNodeOf(PodView pod, Party other) {
    return switch (other) {
      case Party.OfPod(PodView p) ->
          p.hostNetwork() && !p.nodeName().isEmpty() && p.nodeName().equals(pod.nodeName());
      case Party.OfAddress(var address) -> {
        Obj status = pod.object().obj("status");
        yield status.str("hostIP").equals(address.toString())
            || status.arr("hostIPs").objects().stream()
                .anyMatch(ip -> ip.str("ip").equals(address.toString()));
      }
    };
  }
}
