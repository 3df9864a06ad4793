package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.ServicePlanner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Topology hints that keep the traffic of a zone with many nodes on few of the endpoints.
final class ZoneStarved implements Check.OfService {
  private static final String MODE = "service.kubernetes.io/topology-mode";

  /* Upstream's own hints stop at a load of 1.2; from three times the fair share on, nobody meant it. */
  private static final double TOO_MUCH = 3;

  @Override
  public String id() {
    return "zone-starved";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!ServicePlanner.serves(service)) {
      return Finding.FINE;
    }
    boolean hinted =
        seen.slices(service.key()).stream()
            .flatMap(slice -> slice.object().arr("endpoints").objects().stream().limit(1))
            .anyMatch(endpoint -> endpoint.has("hints"));
    if (!hinted) {
      return Finding.FINE;
    }
    List<SliceView.Endpoint> ready = Spread.of(service, seen).ready();
    // Proxies follow hints all or nothing.
    if (ready.size() < 3 || ready.stream().anyMatch(e -> e.hintZones().isEmpty())) {
      return Finding.FINE;
    }
    Map<String, Integer> endpoints = new TreeMap<>();
    ready.forEach(e -> e.hintZones().forEach(zone -> endpoints.merge(zone, 1, Integer::sum)));
    Map<String, Integer> nodes = new TreeMap<>();
    int all = 0;
    for (NodeView node : seen.nodes()) {
      if (node.isReady() && !node.zone().isEmpty()) {
        nodes.merge(node.zone(), 1, Integer::sum);
        all++;
      }
    }
    String worst = "";
    double most = 0;
    for (Map.Entry<String, Integer> zone : endpoints.entrySet()) {
      int there = nodes.getOrDefault(zone.getKey(), 0);
      double load = (double) there / Math.max(1, all) * ready.size() / zone.getValue();
      if (load > most) {
        most = load;
        worst = zone.getKey();
      }
    }
    return most < TOO_MUCH
        ? Finding.FINE
        : broken(
            service,
            worst,
            endpoints.getOrDefault(worst, 0),
            ready.size(),
            nodes.getOrDefault(worst, 0),
            all);
  }

  private static Finding broken(
      ServiceView service, String zone, int endpoints, int ofEndpoints, int nodes, int ofNodes) {
    ObjectRef ref = ObjectRef.service(service.key());
    boolean mode = service.object().obj("metadata").obj("annotations").has(MODE);
    boolean distribution = !service.trafficDistribution().isEmpty();
    String field =
        mode ? "metadata.annotations." + MODE : distribution ? "spec.trafficDistribution" : "";
    Remedy remedy =
        mode || distribution
            ? Remedy.of(
                "Run endpoints in proportion to the zones, or let traffic cross zones.",
                Change.Patch.merge(
                    ref,
                    mode
                        ? Obj.of("metadata", Obj.of("annotations", Obj.of(MODE, Null.NULL)))
                        : Obj.of("spec", Obj.of("trafficDistribution", Null.NULL))))
            : Remedy.byHand("Take the hints out of the slices, or spread them better.");
    return new Finding.Broken(
        Severity.WARNING,
        ref,
        field,
        "Zone %s has %d of %d nodes, but hints leave it %d of the %d endpoints of Service %s: each of them gets %.1f times its share."
            .formatted(
                zone,
                nodes,
                ofNodes,
                endpoints,
                ofEndpoints,
                service.key(),
                (double) nodes / ofNodes * ofEndpoints / endpoints),
        List.of(
            new Proof(ref, field, distribution ? service.trafficDistribution() : "hints in slices"),
            new Proof(ref, "", Words.count(endpoints, "endpoint") + " for zone " + zone)),
        remedy);
  }
}
