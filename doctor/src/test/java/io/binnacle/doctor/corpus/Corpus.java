package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.fault.Fault;
import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.fault.Faults;
import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts faults into worlds. Only what the oracle sees fail becomes a case. Equal in, equal out.
final class Corpus {
  private static final int VARIANTS = 14;

  /* A prime above the number of sites: every site has its turn. */
  static final int STEP = 101;

  private Corpus() {}

  /// The cases of every class, of many worlds and ways.
  static Map<String, List<Case>> single() {
    Map<String, List<Case>> out = new LinkedHashMap<>();
    List<Site> sites = Worlds.sites();
    for (Fault fault : Faults.all()) {
      List<Case> cases = new ArrayList<>();
      Set<String> tried = new HashSet<>();
      int start = Math.floorMod(fault.id().hashCode(), sites.size());
      int tries = sites.size() * fault.ways();
      for (int i = 0; i < 4 * tries && cases.size() < VARIANTS; i++) {
        // Each step goes to another site and another way, so that few cases share either.
        int way = (i % sites.size() + i / sites.size()) % fault.ways();
        Site site = sites.get((start + STEP * i) % sites.size());
        if (!tried.add(site.service() + "#" + way)) {
          continue;
        }
        Case made = make(fault, site, way, cases.size() % 2 == 0);
        if (made != null) {
          cases.add(made);
        }
      }
      out.put(fault.id(), cases);
    }
    return out;
  }

  static @Nullable Case make(Fault fault, Site healthy, int way, boolean open) {
    Site site = Worlds.fresh(healthy);
    Injected injected = fault.injector().into(site, way);
    if (injected == null) {
      return null;
    }
    Settled settled = new Settler(site.world()).settle();
    List<String> failures = injected.fails().apply(settled);
    Site patient = injected.patient() == null ? site : injected.patient();
    String name = site.world().name + " " + patient.service() + " #" + way;
    return failures.isEmpty()
        ? null
        : new Case(fault.id(), name, patient, List.of(injected), open, failures, settled);
  }
}
