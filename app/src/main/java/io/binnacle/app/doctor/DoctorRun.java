package io.binnacle.app.doctor;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.gather.NearKeys;
import io.binnacle.doctor.gather.Scope;
import io.binnacle.doctor.gather.Wanted;
import io.binnacle.doctor.report.Report;
import io.binnacle.doctor.report.Round;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One examination: of what was asked for, or of everything in scope.
public final class DoctorRun {
  private final Evidence seen;
  private final Scope scope;
  private final Report report;
  private final Doctor doctor;

  public DoctorRun(Evidence seen, Scope scope, Report report) {
    this.seen = seen;
    this.scope = scope;
    this.report = report;
    this.doctor = new Doctor(Checks.ALL);
  }

  /// Examines and reports.
  ///
  /// @param wanted one subject, null for all in scope
  /// @return the exit status
  /// @throws Missing if the subject does not exist
  public int run(@Nullable Wanted wanted) {
    if (!scope.isEverywhere() && isAbsent(scope.namespace())) {
      String near =
          NearKeys.to(new ObjectKey("", scope.namespace()), ResourceName.NAMESPACES, seen).stream()
              .map(ObjectKey::name)
              .collect(Collectors.joining(", or "));
      throw new Missing(
          "no namespace "
              + scope.namespace()
              + (near.isEmpty() ? "" : "; did you mean " + near + "?"));
    }
    if (wanted == null) {
      return everything();
    }
    ObjectKey key = new ObjectKey(scope.namespace(), wanted.name());
    Obj object = find(wanted.resource(), key);
    if (object == null) {
      throw new Missing(missing(wanted, key));
    }
    Round round = new Round(doctor, seen, report);
    if (wanted.resource().equals(ResourceName.SERVICES)) {
      round.service(key);
    } else {
      workload(round, wanted.resource(), object);
    }
    return round.end().exitStatus();
  }

  /// Examines the same subjects again, those that still exist.
  ///
  /// @return the exit status
  public int again(List<Diagnosis> subjects) {
    Round round = new Round(doctor, seen, report);
    for (Diagnosis subject : subjects) {
      ObjectRef ref = subject.subject();
      Obj object = find(ref.resource(), ref.key());
      if (object == null) {
        continue;
      }
      if (ref.resource().equals(ResourceName.SERVICES)) {
        round.service(ref.key());
      } else {
        round.workload(new Workload(ref, object));
      }
    }
    return round.end().exitStatus();
  }

  private @Nullable Obj find(ResourceName resource, ObjectKey key) {
    try {
      return seen.find(resource, key);
    } catch (NotSeenException e) {
      throw new CommandFailure(e.missing(), e);
    }
  }

  private int everything() {
    Round round = new Round(doctor, seen, report);
    for (String namespace : namespaces()) {
      if (!seen.sees(ResourceName.SERVICES, namespace)) {
        continue;
      }
      for (Obj service : seen.all(ResourceName.SERVICES, namespace)) {
        round.service(ObjectKey.of(service));
      }
      if (seen.sees(ResourceName.PODS, namespace)) {
        seen.workloads(namespace).forEach(round::workload);
      }
    }
    return round.end().exitStatus();
  }

  private Set<String> namespaces() {
    if (!scope.isEverywhere()) {
      return Set.of(scope.namespace());
    }
    Set<String> out = new TreeSet<>();
    for (ResourceName resource : Kinds.resources()) {
      if (Kinds.isNamespaced(resource)) {
        seen.glimpse(resource).forEach(object -> out.add(ObjectKey.of(object).namespace()));
      }
    }
    return out;
  }

  /// A workload and the Services that lead to its Pods.
  private void workload(Round round, ResourceName resource, Obj object) {
    Workload asked =
        new Workload(new ObjectRef(resource, Kinds.kind(resource), ObjectKey.of(object)), object);
    Workload workload = asked.is("Pod") ? seen.workloadOf(PodView.of(object)) : asked;
    if (workload == null) {
      workload = asked;
    }
    round.workload(workload);
    List<ObjectKey> services = new ArrayList<>();
    for (Obj each : seen.all(ResourceName.SERVICES, workload.namespace())) {
      ServiceView service = ServiceView.of(each);
      if (service.hasSelector()
          && workload.podLabels().entrySet().containsAll(service.selector().entrySet())) {
        services.add(service.key());
      }
    }
    services.forEach(round::service);
  }

  private boolean isAbsent(String namespace) {
    return seen.sees(ResourceName.NAMESPACES)
        && seen.find(ResourceName.NAMESPACES, new ObjectKey("", namespace)) == null;
  }

  private String missing(Wanted wanted, ObjectKey key) {
    String kind = Kinds.kind(wanted.resource());
    String out = "no " + kind + " " + key.name() + " in namespace " + key.namespace();
    List<ObjectKey> near = NearKeys.to(key, wanted.resource(), seen);
    if (near.isEmpty()) {
      return out;
    }
    return out
        + "; did you mean "
        + near.stream()
            .map(k ->
                k.namespace().equals(key.namespace())
                    ? k.name()
                    : k.name() + " in namespace " + k.namespace())
            .collect(Collectors.joining(", or "))
        + "?";
  }

  /// What was asked for does not exist, which is an answer: exit status 1.
  public static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;

    Missing(String message) {
      super(message, null, false, false);
    }
  }
}
