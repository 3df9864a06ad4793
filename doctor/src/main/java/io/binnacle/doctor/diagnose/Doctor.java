package io.binnacle.doctor.diagnose;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.patch.PatchException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with Services, workloads and the cluster, from evidence alone.
///
/// One cause gives one finding: a check is silent while one that explains it ([Check#after]) is broken. What hides behind a
/// finding is looked for, too: its remedy is applied in thought and the checks are asked again.
///
/// A check that throws is a bug and has found nothing: it says so, and the others are heard all the same.
///
/// Immutable; safe for many threads.
public final class Doctor {
  /* Each round mends one layer: a wrong selector, then a wrong port behind it. */
  private static final int ROUNDS = 4;

  private final List<Check> checks;

  /// @param checks in the order they are asked; of two findings equally bad, the one of the earlier step comes first
  public Doctor(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /// What is wrong with the cluster itself.
  public List<Result> cluster(Evidence seen) {
    Map<Check, Finding> said =
        ask(check -> check instanceof Check.OfCluster of ? of.examine(seen) : null);
    return sorted(results(said, 0));
  }

  /// What is wrong with a Service.
  ///
  /// @param cluster what [#cluster] said of the same evidence
  /// @throws IllegalArgumentException if there is no such Service
  public Diagnosis examine(ObjectKey service, Evidence seen, List<Result> cluster) {
    if (seen.sees(ResourceName.SERVICES, service.namespace()) && seen.service(service) == null) {
      throw new IllegalArgumentException("no Service " + service);
    }
    return examine(
        ObjectRef.service(service),
        seen,
        cluster,
        (check, evidence) -> {
          ServiceView view = evidence.service(service);
          return check instanceof Check.OfService of && view != null
              ? of.examine(view, evidence)
              : null;
        });
  }

  /// What is wrong with a workload.
  ///
  /// @param cluster what [#cluster] said of the same evidence
  public Diagnosis examine(Workload workload, Evidence seen, List<Result> cluster) {
    return examine(
        workload.ref(),
        seen,
        cluster,
        (check, evidence) -> {
          Obj object = evidence.find(workload.ref().resource(), workload.key());
          return check instanceof Check.OfWorkload of && object != null
              ? of.examine(new Workload(workload.ref(), object), evidence)
              : null;
        });
  }

  private Diagnosis examine(
      ObjectRef subject,
      Evidence seen,
      List<Result> cluster,
      BiFunction<Check, Evidence, @Nullable Finding> asked) {
    Set<String> ofCluster = new HashSet<>();
    for (Result result : cluster) {
      if (result.finding() instanceof Finding.Broken) {
        ofCluster.add(result.check().id());
      }
    }
    Set<String> mended = new HashSet<>();
    Evidence now = seen;
    List<Result> out = new ArrayList<>();
    Set<Step> looked = EnumSet.noneOf(Step.class);
    int behind = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Evidence at = now;
      Map<Check, Finding> said = ask(check -> asked.apply(check, at));
      if (round == 0) {
        looked.addAll(looked(said));
      }
      List<Result> fresh =
          explained(results(said, behind), ofCluster).stream()
              .filter(r -> !mended.contains(r.check().id()))
              .filter(r -> r.behind() == 0 || r.finding() instanceof Finding.Broken)
              .toList();
      out.addAll(sorted(fresh));
      List<Change> changes = new ArrayList<>();
      for (Result result : fresh) {
        if (result.finding() instanceof Finding.Broken broken
            && broken.severity() != Severity.NOTE) {
          mended.add(result.check().id());
          changes.addAll(broken.remedy().changes());
          behind++;
        }
      }
      Evidence next = changes.isEmpty() ? null : mended(at, changes, subject);
      if (next == null) {
        break;
      }
      now = next;
    }
    return new Diagnosis(subject, out, looked);
  }

  /// The evidence once `changes` are made; null if they cannot be, or take the subject away.
  private static @Nullable Evidence mended(Evidence seen, List<Change> changes, ObjectRef subject) {
    try {
      Evidence next = seen.with(changes);
      return next.find(subject.resource(), subject.key()) == null ? null : next;
    } catch (PatchException | NotSeenException e) {
      return null; // nothing is known of what would be; what was found stands
    }
  }

  private Map<Check, Finding> ask(Function<Check, @Nullable Finding> asked) {
    Map<Check, Finding> out = new LinkedHashMap<>();
    for (Check check : checks) {
      Finding finding;
      try {
        finding = asked.apply(check);
      } catch (NotSeenException e) {
        finding = new Finding.Unknown(e.missing());
      } catch (RuntimeException | StackOverflowError bug) {
        finding = new Finding.Unknown("check " + check.id() + " failed: " + bug);
      }
      if (finding != null) {
        out.put(check, finding);
      }
    }
    return out;
  }

  private static Set<Step> looked(Map<Check, Finding> said) {
    Set<Step> fine = EnumSet.noneOf(Step.class);
    said.forEach((check, finding) -> {
      if (finding instanceof Finding.Fine) {
        fine.add(check.step());
      }
    });
    said.forEach((check, finding) -> {
      boolean note = finding instanceof Finding.Broken broken && broken.severity() == Severity.NOTE;
      if (!(finding instanceof Finding.Fine) && !note) {
        fine.remove(check.step());
      }
    });
    return fine;
  }

  private static List<Result> results(Map<Check, Finding> said, int behind) {
    Set<String> broken = new HashSet<>();
    said.forEach((check, finding) -> {
      if (finding instanceof Finding.Broken) {
        broken.add(check.id());
      }
    });
    List<Result> out = new ArrayList<>();
    said.forEach((check, finding) -> {
      if (!(finding instanceof Finding.Fine)) {
        out.add(new Result(check, finding, behind));
      }
    });
    boolean ending = out.stream().anyMatch(Doctor::explainsAll);
    return explained(ending ? out.stream().filter(Doctor::explainsAll).toList() : out, broken);
  }

  private static boolean explainsAll(Result result) {
    return result.check().explainsAll() && result.finding() instanceof Finding.Broken;
  }

  /// Without what one of `broken` explains.
  private static List<Result> explained(List<Result> results, Set<String> broken) {
    return results.stream()
        .filter(r -> r.check().after().stream().noneMatch(broken::contains))
        .toList();
  }

  /// The cause first: what is broken, the worst, the earliest step; then what could not be looked at, each thing once however many
  /// checks would have looked at it.
  private static List<Result> sorted(List<Result> results) {
    Set<String> missing = new HashSet<>();
    return results.stream()
        .filter(r ->
            !(r.finding() instanceof Finding.Unknown unknown) || missing.add(unknown.missing()))
        .sorted(
            Comparator.comparing(Doctor::severity, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(r -> r.check().step()))
        .toList();
  }

  private static @Nullable Severity severity(Result result) {
    return result.finding() instanceof Finding.Broken broken ? broken.severity() : null;
  }
}
