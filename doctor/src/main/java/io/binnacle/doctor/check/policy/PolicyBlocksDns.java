package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Miss;
import io.binnacle.doctor.policy.Party;
import io.binnacle.doctor.policy.Peer;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.doctor.policy.PolicyPort;
import io.binnacle.doctor.policy.Rule;
import io.binnacle.doctor.policy.Traffic;
import io.binnacle.doctor.policy.Verdict;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A workload is isolated for egress, and no rule lets it ask the cluster's DNS: no name resolves for it.
///
/// Pods that only answer, such as a database shut off from everything, need no names; so somebody must say that names are used: the
/// environment, the arguments, or a rule that lets it talk to other Pods.
final class PolicyBlocksDns implements Check.OfWorkload {
  private static final ObjectKey DNS = new ObjectKey("kube-system", "kube-dns");
  private static final Map<String, String> DNS_PODS = Map.of("k8s-app", "kube-dns");
  private static final Set<String> NODE_LOCAL = Set.of("node-local-dns", "nodelocaldns");
  private static final PodView USUAL =
      PodView.of(
          Obj.of(
              "metadata",
              Obj.of("namespace", Str.of("kube-system"), "labels", Obj.strings(DNS_PODS))));
  private static final int PROOFS = 4;

  @Override
  public String id() {
    return "policy-blocks-dns";
  }

  @Override
  public Step step() {
    return Step.POLICY;
  }

  @Override
  public Set<String> after() {
    return Set.of("dns-policy", "dns-pods-missing", "dns-service-missing");
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    Policies policies = Policies.of(seen);
    if (policies.in(workload.namespace()).isEmpty()) {
      return Finding.FINE;
    }
    PodView pod = ClientSide.pod(workload, seen);
    List<Policy> isolating = pod == null ? List.of() : policies.isolating(pod, Direction.EGRESS);
    if (pod == null || isolating.isEmpty() || !asksTheCluster(pod) || asksItsNode(seen)) {
      return Finding.FINE;
    }
    if (!usesNames(workload, isolating, seen)) {
      return Finding.FINE;
    }
    if (seen.facts().origin() == Origin.MANIFESTS
        && !seen.sees(ResourceName.SERVICES, DNS.namespace())) {
      return planned(workload, isolating, pod, policies, seen);
    }
    ServiceView service = seen.service(DNS);
    List<PodView> servers =
        (service == null ? seen.pods(DNS.namespace(), DNS_PODS) : seen.pods(service))
            .stream().filter(PodView::isActive).toList();
    boolean byAddress = service != null && namesAddressOf(service, isolating);
    if (servers.isEmpty() || byAddress && Enforcement.maySeeServiceAddresses(seen)) {
      return Finding.FINE;
    }
    PodView server = servers.getFirst();
    Traffic question = traffic("UDP", server, service);
    Optional<Verdict.Blocked> udp = blocked("UDP", pod, servers, service, policies);
    if (udp.isPresent()) {
      return broken(
          workload,
          isolating,
          udp.get(),
          server,
          service,
          ruleFor(traffic("TCP", server, service), isolating, server, policies),
          Repairs.of(Direction.EGRESS, policies, isolating, server, question, servers, 53, seen),
          seen);
    }
    return blocked("TCP", pod, servers, service, policies)
        .map(tcp -> noTcp(workload, isolating, tcp, server, service, policies))
        .orElse(Finding.FINE);
  }

  /// What manifests say, which do not show the DNS: it is taken to be where it usually is, and whatever opens UDP 53 to open it.
  private static Finding planned(
      Workload workload, List<Policy> isolating, PodView pod, Policies policies, Evidence seen) {
    List<Repairs.Where> overTcp = new ArrayList<>();
    for (Policy policy : isolating) {
      for (Rule rule : policy.egress()) {
        if (staysIn(policy, rule)) {
          continue;
        }
        if (rule.admits(new Traffic("UDP", 53), USUAL)
            || rule.ports().stream().anyMatch(PolicyPort::isName)) {
          return Finding.FINE;
        }
        if (rule.admits(new Traffic("TCP", 53), USUAL)) {
          overTcp.add(new Repairs.Where(policy, rule));
        }
      }
    }
    Repairs.Where first = overTcp.isEmpty() ? null : overTcp.getFirst();
    return blocked("UDP", pod, List.of(USUAL), null, policies)
        .map(udp -> broken(workload, isolating, udp, USUAL, null, first, List.of(), seen))
        .orElse(Finding.FINE);
  }

  /// Whether a rule means Pods of the policy's own namespace alone, which is not the DNS's.
  private static boolean staysIn(Policy policy, Rule rule) {
    return !policy.key().namespace().equals(DNS.namespace())
        && !rule.peers().isEmpty()
        && rule.peers().stream()
            .allMatch(peer -> peer instanceof Peer.Pods pods && pods.namespaces() == null);
  }

  private static boolean asksTheCluster(PodView pod) {
    String policy = pod.object().obj("spec").str("dnsPolicy", "ClusterFirst");
    return policy.startsWith("ClusterFirst");
  }

  /* A cache on every node answers in the DNS's place, and the way to one's own node is always free. */
  private static boolean asksItsNode(Evidence seen) {
    return seen.glimpse(Kinds.DAEMON_SETS).stream()
        .anyMatch(d -> NODE_LOCAL.contains(Meta.name(d)));
  }

  private static boolean namesAddressOf(ServiceView service, List<Policy> isolating) {
    IpAddress address = IpAddress.parse(service.clusterIp());
    return address != null
        && isolating.stream()
            .flatMap(p -> p.egress().stream())
            .flatMap(r -> r.peers().stream())
            .anyMatch(peer -> peer instanceof Peer.Block block && block.contains(address));
  }

  private static boolean usesNames(Workload workload, List<Policy> isolating, Evidence seen) {
    boolean talks =
        isolating.stream().flatMap(p -> p.egress().stream()).anyMatch(PolicyBlocksDns::isForOthers);
    return talks && !Uses.hostVariables(workload) || Uses.names(workload, seen);
  }

  /* To Pods or to the whole world, which nobody addresses by number; a block is for places with fixed addresses. */
  private static boolean isForOthers(Rule rule) {
    return rule.peers().isEmpty()
        || rule.peers().stream()
            .anyMatch(peer ->
                switch (peer) {
                  case Peer.Pods _ -> true;
                  case Peer.Block block -> block.cidr().prefix() == 0;
                });
  }

  private static Optional<Verdict.Blocked> blocked(
      String protocol,
      PodView pod,
      List<PodView> servers,
      @Nullable ServiceView service,
      Policies policies) {
    Verdict.Blocked first = null;
    for (PodView server : servers) {
      Verdict verdict =
          policies.judge(
              Direction.EGRESS,
              new Party.OfPod(pod),
              new Party.OfPod(server),
              traffic(protocol, server, service));
      if (!(verdict instanceof Verdict.Blocked blocked)) {
        return Optional.empty();
      }
      first = first == null ? blocked : first;
    }
    return Optional.ofNullable(first);
  }

  /// What a question is by the time it reaches the Pod.
  private static Traffic traffic(String protocol, PodView server, @Nullable ServiceView service) {
    if (service != null) {
      for (ServiceView.Port port : service.ports()) {
        Integer target = server.resolve(port.targetPort(), protocol);
        if (port.port() == 53 && port.protocol().equals(protocol) && target != null) {
          return new Traffic(protocol, target);
        }
      }
    }
    return new Traffic(protocol, 53);
  }

  private static Finding broken(
      Workload workload,
      List<Policy> isolating,
      Verdict.Blocked verdict,
      PodView server,
      @Nullable ServiceView service,
      Repairs.@Nullable Where overTcp,
      List<Repair> near,
      Evidence seen) {
    Traffic udp = traffic("UDP", server, service);
    Traffic tcp = traffic("TCP", server, service);
    String who = "Pods of " + workload.ref().name() + " cannot resolve any name: ";
    if (overTcp != null) {
      String field = overTcp.rule().path() + ".ports";
      String says =
          who
              + "NetworkPolicy "
              + overTcp.policy().key().name()
              + " lets "
              + tcp
              + " out to the DNS, but questions are sent over UDP.";
      return finding(
          Enforcement.severity(seen),
          overTcp.policy(),
          field,
          says + Enforcement.unread(seen),
          verdict,
          withPort(overTcp, udp));
    }
    if (near.size() == 1) {
      Repair repair = near.getFirst();
      String says =
          who + "NetworkPolicy " + repair.policy().key().name() + " " + repair.reason() + ".";
      return finding(
          Enforcement.severity(seen),
          repair.policy(),
          repair.field(),
          says + Enforcement.unread(seen),
          verdict,
          repair.remedy());
    }
    Policy policy =
        isolating.stream()
            .filter(p -> p.selector().isEverything())
            .findFirst()
            .orElse(isolating.getFirst());
    Obj rule =
        Obj.of(
            "to",
            Arr.of(
                ClientSide.peer(
                    service == null ? DNS_PODS : service.selector(),
                    server.namespace(),
                    policy.key().namespace())),
            "ports",
            Arr.of(
                PolicyBlocksEgress.port("UDP", udp.port()),
                PolicyBlocksEgress.port("TCP", tcp.port())));
    String says =
        who
            + Enforcement.isolate(isolating)
            + " for egress, and no rule lets "
            + udp
            + " out to the DNS Pods in "
            + server.namespace()
            + ".";
    return finding(
        Enforcement.severity(seen),
        policy,
        "spec.egress",
        says + Enforcement.unread(seen),
        verdict,
        Remedy.of(
            "Let UDP and TCP " + udp.port() + " out to the DNS Pods.",
            PolicyBlocksEgress.append(policy, Direction.EGRESS, List.of(rule))));
  }

  private static Finding noTcp(
      Workload workload,
      List<Policy> isolating,
      Verdict.Blocked verdict,
      PodView server,
      @Nullable ServiceView service,
      Policies policies) {
    Traffic tcp = traffic("TCP", server, service);
    Repairs.Where overUdp = ruleFor(traffic("UDP", server, service), isolating, server, policies);
    if (overUdp == null) {
      return Finding.FINE;
    }
    String says =
        "Pods of %s ask the DNS over UDP only: NetworkPolicy %s does not let %s out to it, which answers too long for UDP need."
            .formatted(workload.ref().name(), overUdp.policy().key().name(), tcp);
    return finding(
        Severity.NOTE,
        overUdp.policy(),
        overUdp.rule().path() + ".ports",
        says,
        verdict,
        withPort(overUdp, tcp));
  }

  /// The rule that lets `traffic` out to the DNS.
  private static Repairs.@Nullable Where ruleFor(
      Traffic traffic, List<Policy> isolating, PodView server, Policies policies) {
    for (Policy policy : isolating) {
      for (Rule rule : policy.egress()) {
        if (rule.admits(traffic, server) && policies.means(policy, rule, new Party.OfPod(server))) {
          return new Repairs.Where(policy, rule);
        }
      }
    }
    return null;
  }

  private static Remedy withPort(Repairs.Where where, Traffic traffic) {
    Obj port = PolicyBlocksEgress.port(traffic.protocol(), traffic.port());
    String pointer = Spot.pointer(where.rule().path() + ".ports") + "/-";
    Repair repair =
        new Repair(
            where.policy(),
            where.rule().path() + ".ports",
            List.of(Change.Patch.put(pointer, port)),
            "",
            "Let " + traffic + " out, too");
    return repair.remedy();
  }

  private static Finding finding(
      Severity severity,
      Policy policy,
      String field,
      String says,
      Verdict.Blocked verdict,
      Remedy remedy) {
    List<Proof> proofs = new ArrayList<>();
    for (Miss miss : verdict.misses()) {
      String at = miss.rule() == null ? "spec.egress" : miss.rule().path();
      proofs.add(new Proof(miss.policy().ref(), at, miss.says()));
    }
    return new Finding.Broken(
        severity,
        policy.ref(),
        field,
        says,
        proofs.subList(0, Math.min(PROOFS, proofs.size())),
        remedy);
  }
}
