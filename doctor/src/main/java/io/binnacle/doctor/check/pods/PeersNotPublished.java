package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The Pods of a StatefulSet need each other's names to become ready, and their governing Service has no names for Pods that are
/// not ready.
final class PeersNotPublished implements Check.OfService {
  private static final Pattern UNRESOLVED =
      Pattern.compile(
          "(?i)no such host|nxdomain|could not resolve|cannot resolve|name or service not known"
              + "|bad address|unknownhost|name resolution|nodename nor servname");

  @Override
  public String id() {
    return "peers-not-published";
  }

  @Override
  public Step step() {
    return Step.READINESS;
  }

  @Override
  public Set<String> after() {
    return Set.of("service-deleting", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    Backends backends = Backends.of(service, seen);
    if (backends.ready() > 0) {
      return Finding.FINE;
    }
    for (Ailment ailment : backends.ailments()) {
      Workload set = seen.workloadOf(ailment.pod());
      if (set == null || !set.is("StatefulSet") || set.replicas() < 2) {
        continue;
      }
      ServiceView governing = governing(set, seen);
      if (governing != null && needsPeers(ailment, set, governing)) {
        return broken(service, set, governing, ailment);
      }
    }
    return Finding.FINE;
  }

  /// The headless Service that names the Pods of a StatefulSet, if it leaves out those that are not ready.
  private static @Nullable ServiceView governing(Workload set, Evidence seen) {
    String name = set.object().obj("spec").str("serviceName");
    ServiceView found = name.isEmpty() ? null : seen.service(new ObjectKey(set.namespace(), name));
    boolean leavesOut =
        found != null
            && found.isHeadless()
            && found.hasSelector()
            && !found.publishNotReadyAddresses()
            && set.podLabels().entrySet().containsAll(found.selector().entrySet());
    return leavesOut ? found : null;
  }

  /// Whether these Pods look for each other by name, and fail like Pods that do not find each other.
  private static boolean needsPeers(Ailment ailment, Workload set, ServiceView governing) {
    boolean unresolved = UNRESOLVED.matcher(ailment.detail()).find();
    return switch (ailment.trouble()) {
      case READINESS ->
          unresolved
              || (namesPeers(set, governing)
                  && !ailment.detail().contains("statuscode: 4")
                  && !ailment.detail().contains("executable file not found"));
      case CRASHING, INIT -> unresolved && namesPeers(set, governing);
      case NODE_LOST, UNSCHEDULABLE, IMAGE, CONFIG, STARTING, WRONG_PORT, GATE -> false;
    };
  }

  /// Whether commands, arguments or variables of the Pods contain a peer's name: `db-1.db`, `$(POD_NAME).db`.
  private static boolean namesPeers(Workload set, ServiceView governing) {
    Pattern peer =
        Pattern.compile(
            "("
                + Pattern.quote(set.key().name())
                + "-(\\d+|[$]\\S+)|[)}]|HOSTNAME|POD_NAME)[.]"
                + Pattern.quote(governing.name())
                + "\\b");
    for (String list : List.of("containers", "initContainers")) {
      for (Obj container : set.podSpec().arr(list).objects()) {
        String text =
            container.arr("command").toString() + container.arr("args") + container.arr("env");
        if (peer.matcher(text).find()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Finding broken(
      ServiceView service, Workload set, ServiceView governing, Ailment ailment) {
    ObjectRef ref = ObjectRef.service(governing.key());
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "spec.publishNotReadyAddresses",
        "No Pod of StatefulSet "
            + set.key().name()
            + " is ready, and they look for each other by names of Service "
            + governing.name()
            + ", which has names for ready Pods only: they wait for each other ("
            + ailment.pod().name()
            + ": "
            + ailment.detail()
            + ")."
            + (service.key().equals(governing.key())
                ? ""
                : " So nothing answers at " + service.name() + "."),
        List.of(
            new Proof(ref, "spec.publishNotReadyAddresses", "false"),
            new Proof(set.ref(), "spec.serviceName", governing.name()),
            new Proof(ObjectRef.pod(ailment.pod().key()), "status", Words.quote(ailment.detail()))),
        Remedy.of(
            "Let " + governing.name() + " publish Pods that are not ready yet.",
            Change.Patch.merge(
                ref, Obj.of("spec", Obj.of("publishNotReadyAddresses", Bool.TRUE)))));
  }
}
