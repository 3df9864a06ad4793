package io.binnacle.doctor.explain;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.policy.Miss;
import io.binnacle.doctor.policy.Party;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Reach;
import io.binnacle.doctor.policy.Traffic;
import io.binnacle.doctor.policy.Verdict;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.PodView;
import io.binnacle.proxy.plan.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whether NetworkPolicies let packets pass.
final class Passages {
  private static final String TOPIC = "Policies";
  private static final int MOST = 4;

  private final Policies policies;
  private final Ends ends;

  Passages(Evidence seen, Ends ends) {
    this.policies = Policies.of(seen);
    this.ends = ends;
  }

  /// What they say, a line each; nothing if no policy has a say.
  List<Line> judge(Source source, IpAddress from, List<Arrival> arrivals, Protocol protocol) {
    PodView sender = source.pod();
    Party party = sender == null ? new Party.OfAddress(from) : new Party.OfPod(sender);
    Set<String> blocked = new LinkedHashSet<>();
    Set<String> allowed = new LinkedHashSet<>();
    int closed = 0;
    int asked = 0;
    try {
      for (Arrival arrival : arrivals) {
        PodView receiver = arrival.pod() == null ? null : ends.pod(arrival.pod());
        Party to =
            receiver == null ? new Party.OfAddress(arrival.address()) : new Party.OfPod(receiver);
        Reach reach = policies.reach(party, to, new Traffic(protocol.name(), arrival.port()));
        asked++;
        closed += reach.isOpen() ? 0 : 1;
        for (Verdict verdict : List.of(reach.egress(), reach.ingress())) {
          switch (verdict) {
            case Verdict.Free _ -> {}
            case Verdict.Allowed(var policy, var rule) ->
                allowed.add(policy.key() + ", " + rule.path());
            case Verdict.Blocked(List<Miss> misses) ->
                misses.forEach(miss -> blocked.add(miss.policy().key() + ": " + miss.says()));
          }
        }
      }
    } catch (NotSeenException e) {
      return List.of(Line.unknown(TOPIC, e.missing()));
    }
    if (closed == 0) {
      return allowed.isEmpty()
          ? List.of()
          : List.of(
              Line.good(TOPIC, "NetworkPolicies let it pass: " + Words.list(List.copyOf(allowed))));
    }
    List<String> more = new ArrayList<>(blocked);
    if (more.size() > MOST) {
      more = new ArrayList<>(more.subList(0, MOST));
      more.add("and " + (blocked.size() - MOST) + " more rules");
    }
    String where = closed == asked ? "" : " to " + closed + " of " + asked + " Pods";
    return List.of(new Line(Mark.BAD, TOPIC, "NetworkPolicies do not let it pass" + where, more));
  }
}
