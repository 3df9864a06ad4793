package io.binnacle.doctor.report;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The way to one subject, step by step: how it stands there, and what is to be seen.
final class Steps {
  /// How a step stands.
  enum State {
    FINE,
    BROKEN,
    WARNING,
    UNKNOWN,
    /// No check speaks of it, because one that is broken explains it.
    FOLLOWS
  }

  /// One step.
  ///
  /// @param seen what is to be seen there; empty if nothing is worth telling
  record Line(Step step, State state, String seen) {}

  private Steps() {}

  /// The steps to a subject, in order; those no check speaks of are left out unless something can be seen there.
  static List<Line> of(Diagnosis diagnosis, Evidence evidence) {
    Map<Step, State> states = new EnumMap<>(Step.class);
    diagnosis.looked().forEach(step -> states.put(step, State.FINE));
    for (Result result : diagnosis.results()) {
      states.merge(result.check().step(), state(result.finding()), Steps::worse);
    }
    ServiceView service =
        diagnosis.subject().resource().equals(ResourceName.SERVICES)
            ? evidence.service(diagnosis.subject().key())
            : null;
    List<Line> out = new ArrayList<>();
    boolean interrupted = false;
    for (Step step : Step.values()) {
      String seen = service == null ? "" : seen(step, service, evidence);
      State state = states.get(step);
      if (state == null && step == Step.SERVICE && service != null) {
        state = State.FINE; // it exists, and nobody complained
      }
      boolean nothing = seen.equals("none") || seen.startsWith("no ");
      boolean moot = nothing || step == Step.NAME && isAlias(service);
      if (interrupted && state == State.FINE && moot
          || state == null && !seen.isEmpty() && diagnosis.isBroken()) {
        state = State.FOLLOWS;
      }
      interrupted |= state == State.BROKEN;
      boolean applies =
          service == null || state != State.FINE || !seen.isEmpty() || step == Step.POLICY;
      if (state != null && applies) {
        out.add(new Line(step, state, seen));
      }
    }
    return out;
  }

  /// Whether its name is worth no more than what it stands for.
  private static boolean isAlias(@Nullable ServiceView service) {
    return service != null && service.isExternalName();
  }

  private static State worse(State a, State b) {
    for (State state : List.of(State.BROKEN, State.WARNING, State.UNKNOWN)) {
      if (a == state || b == state) {
        return state;
      }
    }
    return State.FINE;
  }

  private static State state(Finding finding) {
    return switch (finding) {
      case Finding.Fine _ -> State.FINE;
      case Finding.Unknown _ -> State.UNKNOWN;
      case Finding.Broken broken ->
          broken.severity() == Severity.ERROR
              ? State.BROKEN
              : broken.severity() == Severity.WARNING ? State.WARNING : State.FINE;
    };
  }

  private static String seen(Step step, ServiceView service, Evidence evidence) {
    try {
      return switch (step) {
        case SERVICE -> kind(service);
        case LABELS -> service.hasSelector() ? labels(service, evidence) : "";
        case PODS -> service.hasSelector() ? running(evidence.pods(service)) : "";
        case READINESS -> service.hasSelector() ? ready(evidence.pods(service)) : "";
        case ENDPOINTS -> service.isExternalName() ? "" : endpoints(service, evidence);
        case PORTS -> ports(service);
        case NAME ->
            service.name() + "." + service.namespace() + ".svc." + evidence.facts().domain();
        case ROUTING -> service.isExternalName() ? "" : routing(service);
        case POLICY -> policies(service, evidence);
        case CLUSTER -> "";
      };
    } catch (NotSeenException e) {
      return e.missing();
    }
  }

  /// What kind of door it is, such as `ClusterIP 10.96.0.7`.
  static String kind(ServiceView service) {
    if (service.isExternalName()) {
      return "ExternalName " + service.externalName();
    }
    if (service.isHeadless()) {
      return "headless";
    }
    String addresses = String.join(", ", service.clusterIps());
    return service.type().wire() + (addresses.isEmpty() ? "" : " " + addresses);
  }

  private static String labels(ServiceView service, Evidence evidence) {
    int pods = evidence.pods(service).size();
    if (pods == 0) {
      List<String> waiting =
          evidence.workloads(service.namespace()).stream()
              .filter(w -> w.podLabels().entrySet().containsAll(service.selector().entrySet()))
              .map(w -> w.ref().kind() + " " + w.ref().name())
              .toList();
      if (!waiting.isEmpty()) {
        return "Pods of "
            + Words.list(waiting)
            + " would carry "
            + Words.labels(service.selector());
      }
    }
    return (pods == 0 ? "no Pod" : Words.countOrNo(pods, "Pod"))
        + (pods <= 1 ? " carries " : " carry ")
        + Words.labels(service.selector());
  }

  private static String running(List<PodView> pods) {
    long running = pods.stream().filter(p -> p.phase().equals("Running")).count();
    return pods.isEmpty() ? "none" : running + " of " + pods.size() + " run";
  }

  private static String ready(List<PodView> pods) {
    List<PodView> active = pods.stream().filter(PodView::isActive).toList();
    long ready = active.stream().filter(PodView::isReady).count();
    return active.isEmpty()
        ? "none"
        : ready + " of " + active.size() + (active.size() == 1 ? " is ready" : " are ready");
  }

  /// How many endpoints there are, such as `3 endpoints, 2 ready`.
  static String endpoints(ServiceView service, Evidence evidence) {
    int all = 0;
    int ready = 0;
    for (SliceView slice : evidence.slices(service.key())) {
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        all++;
        ready += endpoint.isReady() ? 1 : 0;
      }
    }
    return Words.countOrNo(all, "endpoint")
        + (all == 0
            ? ""
            : ready == all ? ", ready" : ready == 0 ? ", none ready" : ", " + ready + " ready");
  }

  private static String ports(ServiceView service) {
    List<String> out = new ArrayList<>();
    for (ServiceView.Port port : service.ports()) {
      String target =
          switch (port.targetPort()) {
            case TargetPort.Numbered n -> Integer.toString(n.port());
            case TargetPort.Named n -> n.name();
          };
      out.add(
          (port.name().isEmpty() ? "" : port.name() + " ")
              + port.port()
              + (port.protocol().equals("TCP") ? "" : "/" + port.protocol())
              + (service.isExternalName() ? "" : " \u2192 " + target));
    }
    return Words.list(out);
  }

  private static String policies(ServiceView service, Evidence evidence) {
    if (!service.hasSelector() || service.isExternalName()) {
      return "";
    }
    List<PodView> pods = evidence.pods(service);
    if (pods.isEmpty()) {
      return "";
    }
    Policies policies = Policies.of(evidence);
    List<String> names =
        pods.stream()
            .flatMap(pod -> policies.isolating(pod, Direction.INGRESS).stream())
            .map(policy -> policy.key().name())
            .distinct()
            .toList();
    return names.isEmpty() ? "all may connect" : "decided by " + Words.list(names);
  }

  private static String routing(ServiceView service) {
    List<String> out = new ArrayList<>();
    if (service.internalTrafficLocal()) {
      out.add("from inside: same node only");
    }
    if (service.externalTrafficLocal() && service.isExternallyAccessible()) {
      out.add("from outside: same node only");
    }
    if (service.affinitySeconds() > 0) {
      out.add("clients stay with their endpoint for " + service.affinitySeconds() + " s");
    }
    return out.isEmpty() ? "any endpoint" : String.join("; ", out);
  }
}
