package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.fault.Fault;
import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.fault.Faults;
import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Two independent faults in one Service: both are there to be seen, one beside or behind the other.
final class Doubles {
  /// Pairs that neither explain nor undo each other.
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("selector-near-miss", "target-port-number"),
          List.of("selector-near-miss", "target-port-name"),
          List.of("selector-near-miss", "readiness-wrong-port"),
          List.of("selector-near-miss", "pods-image"),
          List.of("selector-near-miss", "policy-blocks-port"),
          List.of("target-port-number", "readiness-failing"),
          List.of("target-port-number", "pods-crash-looping"),
          List.of("target-port-number", "policy-blocks-clients"),
          List.of("target-port-name", "scaled-to-zero"),
          List.of("target-port-name", "pods-unschedulable"),
          List.of("protocol-mismatch", "readiness-failing"),
          List.of("policy-blocks-clients", "pods-config-missing"),
          List.of("load-balancer-pending", "target-port-number"),
          List.of("load-balancer-pending", "selector-near-miss"),
          List.of("source-ranges", "target-port-number"),
          List.of("dns-policy", "target-port-number"),
          List.of("dns-policy", "selector-near-miss"),
          List.of("ingress-service-missing", "target-port-number"),
          List.of("internal-local-empty", "policy-blocks-port"),
          List.of("other-proxy", "target-port-number"),
          List.of("slice-foreign", "policy-blocks-dns"),
          List.of("listens-on-loopback", "policy-blocks-dns"),
          List.of("readiness-gate", "target-port-name"),
          List.of("pods-not-created", "target-port-swapped"));

  private static final int EACH = 3;

  private Doubles() {}

  static List<Case> all() {
    Map<String, Fault> faults = new TreeMap<>();
    Faults.all().forEach(f -> faults.put(f.id(), f));
    List<Site> sites = Worlds.sites();
    List<Case> out = new ArrayList<>();
    for (List<String> pair : PAIRS) {
      Fault first = Objects.requireNonNull(faults.get(pair.getFirst()), pair::getFirst);
      Fault second = Objects.requireNonNull(faults.get(pair.getLast()), pair::getLast);
      int made = 0;
      int start = Math.floorMod(pair.hashCode(), sites.size());
      for (int i = 0; i < sites.size() * 4 && made < EACH; i++) {
        Case found = make(first, second, sites.get((start + Corpus.STEP * i) % sites.size()), i);
        if (found != null) {
          out.add(found);
          made++;
        }
      }
    }
    return out;
  }

  /// Both, where each by itself breaks something.
  private static @org.jspecify.annotations.Nullable Case make(
      Fault first, Fault second, Site healthy, int i) {
    int way1 = i % first.ways();
    int way2 = (i / 2) % second.ways();
    if (Corpus.make(first, healthy, way1, true) == null
        || Corpus.make(second, healthy, way2, true) == null) {
      return null;
    }
    Site site = Worlds.fresh(healthy);
    // What has to do with Pods goes in first: the other kind changes only the Service or adds
    // objects.
    Injected b = second.injector().into(site, way2);
    Injected a = b == null ? null : first.injector().into(site, way1);
    if (a == null || b == null) {
      return null;
    }
    Settled settled = new Settler(site.world()).settle();
    List<String> failures = a.fails().apply(settled);
    String id = first.id() + "+" + second.id();
    return failures.isEmpty()
        ? null
        : new Case(
            id,
            site.world().name + " " + site.service() + " #" + way1 + "," + way2,
            site,
            List.of(a, b),
            i % 2 == 0,
            failures,
            settled);
  }
}
