package io.binnacle.doctor.corpus;

import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.fault.Truth;
import io.binnacle.doctor.corpus.world.Kernel;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Shows cases to the doctor and marks what it says.
final class Ward {
  private static final Doctor DOCTOR = new Doctor(Checks.ALL);

  private Ward() {}

  /// One thing the doctor said.
  ///
  /// @param id the check
  /// @param subject whom it was asked about, `cluster` for none
  record Said(String id, String subject, Finding.Broken broken) {
    boolean isAlarm() {
      return broken.severity() != Severity.NOTE;
    }

    @Override
    public String toString() {
      return broken.severity()
          + " "
          + id
          + " at "
          + broken.object()
          + " "
          + broken.field()
          + ": "
          + broken.says();
    }
  }

  /// How a case went.
  ///
  /// @param first whether the first thing said is one of the true causes
  /// @param all whether every true cause was named
  /// @param extra alarms that are no true cause
  record Mark(
      Case of, boolean first, boolean all, int extra, List<Said> said, Treatment treatment) {
    boolean mended() {
      return treatment == Treatment.MENDED;
    }

    double precision() {
      return said.isEmpty() ? 0 : 1.0 - (double) extra / said.size();
    }
  }

  /// What came of the remedies of the right findings.
  enum Treatment {
    NONE,
    MENDED,
    FAILED
  }

  static Evidence evidence(Settled settled, List<Injected> injected) {
    List<Rules> rules = new ArrayList<>();
    injected.forEach(i -> rules.addAll(i.rules().apply(settled)));
    return settled.evidence(rules);
  }

  /// What is said of the subjects of a case: its Service, the workload behind, those who ask; then of the cluster. For a fault of
  /// the cluster the cluster comes first.
  static List<Said> ask(Case broken) {
    Settled settled = broken.settled();
    Evidence seen = evidence(settled, broken.injected());
    List<Result> cluster = DOCTOR.cluster(seen);
    List<Said> ofCluster = said("cluster", cluster);
    List<Said> out = new ArrayList<>();
    boolean clusterFirst = broken.injected().stream().anyMatch(Injected::cluster);
    if (clusterFirst) {
      out.addAll(ofCluster);
    } else {
      for (ObjectKey service : services(broken)) {
        if (settled.service(service) != null) {
          out.addAll(said(DOCTOR.examine(service, seen, cluster)));
        }
      }
      for (Workload workload : workloads(broken, seen)) {
        out.addAll(said(DOCTOR.examine(workload, seen, cluster)));
      }
      out.sort(Comparator.comparing(s -> s.broken().severity()));
      out.addAll(ofCluster);
    }
    Map<String, Said> once = new LinkedHashMap<>();
    out.forEach(s -> once.putIfAbsent(s.id() + s.broken().object() + s.broken().field(), s));
    return List.copyOf(once.values());
  }

  /// The Service of a case, and others its truth names.
  static Set<ObjectKey> services(Case broken) {
    Set<ObjectKey> out = new LinkedHashSet<>();
    for (Truth.Place place : places(broken)) {
      if (place.kind().equals("Service")) {
        out.add(new ObjectKey(place.namespace(), place.name()));
      }
    }
    out.add(broken.site().service());
    return out;
  }

  /// Every object that is a true cause.
  static List<Truth.Place> places(Case broken) {
    return broken.injected().stream().flatMap(i -> i.truth().places().stream()).toList();
  }

  private static List<Workload> workloads(Case broken, Evidence seen) {
    Set<ObjectRef> wanted = new LinkedHashSet<>();
    Set<String> clients = new LinkedHashSet<>();
    if (broken.site().maker() != null) {
      wanted.add(broken.site().maker());
    }
    broken.site().uses().forEach(use -> clients.add(use.from()));
    List<Truth.Place> places = places(broken);
    List<Workload> out = new ArrayList<>();
    for (Obj namespace : seen.all(ResourceName.NAMESPACES)) {
      for (Workload each : seen.workloads(ObjectKey.of(namespace).name())) {
        boolean named =
            places.stream()
                .anyMatch(p ->
                    p.kind().equals(each.ref().kind())
                        && p.namespace().equals(each.namespace())
                        && p.name().equals(each.ref().name()));
        if (named || wanted.contains(each.ref()) || clients.contains(World.id(each.ref()))) {
          out.add(each);
        }
      }
    }
    return out;
  }

  static List<Said> said(Diagnosis diagnosis) {
    return said(diagnosis.subject().toString(), diagnosis.results());
  }

  private static List<Said> said(String subject, List<Result> results) {
    List<Said> out = new ArrayList<>();
    for (Result result : results) {
      if (result.finding() instanceof Finding.Unknown(String missing)
          && missing.contains(" failed: ")) {
        throw new IllegalStateException(subject + ": " + missing);
      }
      if (result.finding() instanceof Finding.Broken broken) {
        out.add(new Said(result.check().id(), subject, broken));
      }
    }
    return out;
  }

  static Mark mark(Case broken) {
    boolean notes = broken.injected().stream().anyMatch(Injected::note);
    List<Said> said = ask(broken).stream().filter(s -> s.isAlarm() || notes).toList();
    List<Truth> truths = broken.injected().stream().map(Injected::truth).toList();
    boolean first = !said.isEmpty() && isTrue(said.getFirst(), truths);
    boolean all =
        truths.stream().allMatch(t -> said.stream().anyMatch(s -> t.isToldBy(s.id(), s.broken())));
    int extra = (int) said.stream().filter(s -> !isTrue(s, truths)).count();
    List<Said> right = said.stream().filter(s -> isTrue(s, truths)).toList();
    return new Mark(broken, first, all, extra, said, Clinic.treat(broken, right));
  }

  private static boolean isTrue(Said said, List<Truth> truths) {
    return truths.stream().anyMatch(t -> t.isToldBy(said.id(), said.broken()));
  }

  /// Every alarm in a world where nothing is wrong.
  ///
  /// @param filtered whether the packet filters of its nodes are shown
  static List<Said> alarms(Settled settled, boolean filtered) {
    List<Rules> rules = new ArrayList<>();
    if (filtered) {
      for (Obj node : settled.all(ResourceName.NODES)) {
        rules.add(Kernel.of(settled, ObjectKey.of(node).name(), _ -> true, settled, List.of()));
      }
    }
    return everything(settled.evidence(rules)).stream().filter(Said::isAlarm).toList();
  }

  /// How many subjects there are to be wrong about: Services, workloads and the cluster.
  static int subjects(Settled settled) {
    Evidence seen = settled.evidence(List.of());
    int count = 1 + seen.all(ResourceName.SERVICES).size();
    for (Obj namespace : seen.all(ResourceName.NAMESPACES)) {
      count += seen.workloads(ObjectKey.of(namespace).name()).size();
    }
    return count;
  }

  /// All that is said of a cluster.
  static List<Said> everything(Evidence seen) {
    List<Result> cluster = DOCTOR.cluster(seen);
    List<Said> out = new ArrayList<>(said("cluster", cluster));
    if (seen.sees(ResourceName.SERVICES)) {
      for (Obj service : seen.all(ResourceName.SERVICES)) {
        out.addAll(said(DOCTOR.examine(ObjectKey.of(service), seen, cluster)));
      }
    }
    if (seen.sees(ResourceName.PODS)) {
      for (Obj namespace : seen.glimpse(ResourceName.NAMESPACES)) {
        for (Workload workload : seen.workloads(ObjectKey.of(namespace).name())) {
          out.addAll(said(DOCTOR.examine(workload, seen, cluster)));
        }
      }
    }
    return out;
  }
}
