package io.binnacle.proxy.plan;

import io.binnacle.proxy.plan.EndpointPool.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Which endpoints of one Service port this node uses.
///
/// @param cluster for traffic policy Cluster: the ready ones, narrowed by hints where they can be followed; with no ready
///     one anywhere, those that are terminating but still serve
/// @param local for traffic policy Local: the same, on this node only, and without regard to hints
/// @param any whether there is any usable endpoint in the whole cluster
record EndpointChoice(List<Backend> cluster, List<Backend> local, boolean any) {

  static EndpointChoice of(List<Candidate> candidates, ThisNode node) {
    Predicate<Candidate> here = c -> c.backend().where() == Backend.Where.HERE;
    List<Candidate> ready = candidates.stream().filter(Candidate::ready).toList();
    List<Candidate> lastResort = candidates.stream().filter(Candidate::lastResort).toList();
    List<Candidate> readyHere = ready.stream().filter(here).toList();
    // Cluster and Local fall back by themselves: one may have ready endpoints where the other has
    // none.
    List<Candidate> cluster = ready.isEmpty() ? lastResort : narrow(ready, node);
    List<Candidate> local =
        readyHere.isEmpty() ? lastResort.stream().filter(here).toList() : readyHere;
    return new EndpointChoice(
        backends(cluster), backends(local), !ready.isEmpty() || !lastResort.isEmpty());
  }

  /// Follows hints all or nothing: every ready endpoint has one and at least one names this node (then its zone), or they
  /// are ignored for the whole port, so that a half-written set of hints never starves a zone.
  private static List<Candidate> narrow(List<Candidate> ready, ThisNode node) {
    List<Candidate> forNode = hinted(ready, Candidate::hintNodes, node.name());
    return !forNode.isEmpty()
        ? forNode
        : orAll(ready, hinted(ready, Candidate::hintZones, node.zone()));
  }

  private static List<Candidate> hinted(
      List<Candidate> ready, Function<Candidate, List<String>> hints, String me) {
    List<Candidate> out = new ArrayList<>();
    for (Candidate candidate : ready) {
      List<String> names = hints.apply(candidate);
      if (names.isEmpty()) {
        return List.of();
      }
      if (!me.isEmpty() && names.contains(me)) {
        out.add(candidate);
      }
    }
    return out;
  }

  private static List<Candidate> orAll(List<Candidate> all, List<Candidate> some) {
    return some.isEmpty() ? all : some;
  }

  private static List<Backend> backends(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::backend).toList();
  }
}
