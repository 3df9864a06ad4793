package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Resolver;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.names.Mentions.Used;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.Set;

/// A workload that uses names of the cluster and asks somebody who does not know them: the node's resolver, or a nameserver outside.
final class DnsPolicy implements Check.OfWorkload {
  /* Resolvers of the world, which know no cluster. */
  private static final Set<String> PUBLIC =
      Set.of(
          "8.8.8.8",
          "8.8.4.4",
          "1.1.1.1",
          "1.0.0.1",
          "9.9.9.9",
          "149.112.112.112",
          "208.67.222.222",
          "208.67.220.220",
          "2001:4860:4860::8888",
          "2001:4860:4860::8844",
          "2606:4700:4700::1111",
          "2606:4700:4700::1001",
          "2620:fe::fe");

  @Override
  public String id() {
    return "dns-policy";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    Resolver resolver = Resolver.of(workload, seen);
    if (resolver.policy() == Resolver.Policy.CLUSTER) {
      return Finding.FINE;
    }
    List<Used> used = Mentions.used(workload, seen);
    if (used.isEmpty()) {
      return Finding.FINE;
    }
    List<String> dns = Resolver.clusterDns(seen);
    if (resolver.policy() == Resolver.Policy.NODE
        && resolver.servers().stream().anyMatch(dns::contains)) {
      return Finding.FINE; // asked beside the node's own
    }
    if (resolver.policy() == Resolver.Policy.NODE) {
      boolean hostNetwork = workload.podSpec().bool("hostNetwork", false);
      String right = hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst";
      String why =
          workload.podSpec().str("dnsPolicy", "ClusterFirst").equals("Default")
              ? "dnsPolicy Default makes its Pods ask the node's resolver"
              : "its Pods are on the node's network and so ask the node's resolver";
      Spot at = Spot.podSpec(workload).in("dnsPolicy");
      return broken(
          workload,
          used,
          why,
          at,
          at.remedy("Set dnsPolicy to " + right + ".", Str.of(right)),
          seen);
    }
    if (resolver.servers().isEmpty()) {
      Spot at = Spot.podSpec(workload).in("dnsPolicy");
      return broken(
          workload,
          used,
          "with dnsPolicy None and no nameservers its Pods can ask nobody",
          at,
          at.remedy("Set dnsPolicy to ClusterFirst.", Str.of("ClusterFirst")),
          seen);
    }
    String first = resolver.servers().getFirst();
    if (Resolver.mayKnowCluster(first, seen) || !PUBLIC.contains(first) && dns.isEmpty()) {
      return Finding.FINE;
    }
    Spot at = Spot.podSpec(workload).in("dnsConfig").in("nameservers").at(0);
    return broken(
        workload,
        used,
        "its Pods ask "
            + first
            + (dns.isEmpty() ? "" : ", not the cluster's DNS at " + dns.getFirst()),
        at,
        dns.isEmpty()
            ? Remedy.byHand("Set dnsPolicy to ClusterFirst, or name the cluster's DNS.")
            : at.remedy("Name the cluster's DNS, " + dns.getFirst() + ".", Str.of(dns.getFirst())),
        seen);
  }

  private static Finding broken(
      Workload workload, List<Used> used, String why, Spot at, Remedy remedy, Evidence seen) {
    Used first = used.getFirst();
    boolean isShort = !first.mention().host().endsWith("." + seen.facts().domain());
    return new Finding.Broken(
        isShort ? Severity.ERROR : Severity.WARNING,
        at.object(),
        at.field(),
        workload.ref()
            + " uses the cluster name "
            + first.mention().host()
            + ", but "
            + why
            + ", who does not know it.",
        List.of(
            at.shows(shown(workload, at)), first.mention().spot().shows(first.mention().shown())),
        remedy);
  }

  private static String shown(Workload workload, Spot at) {
    return at.field().endsWith("dnsPolicy")
        ? workload.podSpec().str("dnsPolicy", "ClusterFirst")
        : String.join(", ", workload.podSpec().obj("dnsConfig").arr("nameservers").strings());
  }
}
