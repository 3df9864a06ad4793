package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.select.Selection;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.Condition;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A workload behind the Service wants Pods and they are not made: a quota, admission, a missing ServiceAccount, no fitting node.
final class PodsNotCreated implements Check.OfService {
  /// Controllers need a moment, too.
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private static final Duration LATELY = Duration.ofMinutes(20);
  private static final Pattern ACCOUNT =
      Pattern.compile("(?i)serviceaccount \"([^\"]+)\" not found");

  @Override
  public String id() {
    return "pods-not-created";
  }

  @Override
  public Step step() {
    return Step.PODS;
  }

  @Override
  public Set<String> after() {
    return Set.of("controllers-stopped", "service-deleting", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service)) {
      return Finding.FINE;
    }
    Selection selection = Selection.of(service, seen);
    for (Workload maker : selection.makers()) {
      if (Selection.wantsPods(maker, service.selector())) {
        Finding finding = examine(service, selection, maker, seen);
        if (!(finding instanceof Finding.Fine)) {
          return finding;
        }
      }
    }
    return Finding.FINE;
  }

  private static Finding examine(
      ServiceView service, Selection selection, Workload maker, Evidence seen) {
    List<PodView> made = seen.podsOf(maker);
    int have = (int) made.stream().filter(PodView::isActive).count();
    int want = maker.replicas();
    if (maker.is("DaemonSet")) {
      want = (int) maker.object().obj("status").integer("desiredNumberScheduled", 0);
      if (want == 0) {
        return have == 0 ? ofDaemonSet(service, selection, maker, seen) : Finding.FINE;
      }
    }
    if (have >= want) {
      return Finding.FINE;
    }
    Refusal refusal = refusal(maker, seen);
    boolean serves = selection.active().stream().anyMatch(PodView::isReady);
    if (refusal != null) {
      Matcher account = ACCOUNT.matcher(refusal.message);
      boolean noAccount = account.find();
      String hint =
          noAccount
              ? "Create the ServiceAccount " + account.group(1) + ", or correct its name here."
              : hint(refusal.message);
      return broken(
          service,
          maker,
          serves,
          noAccount ? maker.templatePath() + "spec.serviceAccountName" : "",
          count(have, want) + ": " + Words.quote(refusal.message) + ".",
          new Proof(refusal.about, "", Words.quote(refusal.message)),
          Remedy.byHand(hint));
    }
    boolean young = Moments.isWithin(Moments.created(maker.object()), YOUNG, seen);
    if (have > 0 || !made.isEmpty() || maker.is("Job") || maker.is("DaemonSet")) {
      return Finding.FINE; // on their way, or on their way out
    }
    if (maker.is("Deployment") && maker.object().obj("spec").bool("paused", false)) {
      return broken(
          service,
          maker,
          serves,
          "spec.paused",
          "is paused and has made none of its " + Words.count(want, "Pod") + ".",
          new Proof(maker.ref(), "spec.paused", "true"),
          Remedy.of(
              "Let the Deployment go on.",
              Change.Patch.merge(maker.ref(), Obj.of("spec", Obj.of("paused", Bool.FALSE)))));
    }
    return young
        ? Finding.FINE
        : broken(
            service,
            maker,
            serves,
            "",
            count(have, want) + ", and nobody says why.",
            new Proof(maker.ref(), "spec.replicas", Integer.toString(want)),
            Remedy.byHand(
                "Look whether the controller manager runs, and at the Events of the workload."));
  }

  private static String count(int have, int want) {
    return "wants " + Words.count(want, "Pod") + " and has " + (have == 0 ? "none" : have);
  }

  private static Finding ofDaemonSet(
      ServiceView service, Selection selection, Workload maker, Evidence seen) {
    Long desired = maker.object().obj("status").integerOrNull("desiredNumberScheduled");
    if (desired == null || desired != 0 || !seen.sees(ResourceName.NODES)) {
      return Finding.FINE;
    }
    List<NodeView> nodes = seen.nodes();
    Obj spec = maker.podSpec();
    boolean none = nodes.stream().noneMatch(n -> n.isSelectedBy(spec));
    if (nodes.isEmpty() || !none) {
      return Finding.FINE;
    }
    boolean bySelector = !spec.obj("nodeSelector").isEmpty();
    String field = bySelector ? "spec.nodeSelector" : "spec.affinity.nodeAffinity";
    return broken(
        service,
        maker,
        !selection.active().isEmpty(),
        maker.templatePath() + field,
        "has no Pods, because none of "
            + Words.count(nodes.size(), "node")
            + " is one it may run on"
            + (bySelector ? " (" + Words.labels(spec.obj("nodeSelector").stringMap()) + ")." : "."),
        new Proof(maker.ref(), "status.desiredNumberScheduled", "0"),
        Remedy.byHand("Label the nodes it is to run on, or correct where it may run."));
  }

  private static Finding broken(
      ServiceView service,
      Workload maker,
      boolean serves,
      String field,
      String says,
      Proof proof,
      Remedy remedy) {
    return new Finding.Broken(
        serves ? Severity.WARNING : Severity.ERROR,
        maker.ref(),
        field,
        maker.ref().kind()
            + " "
            + maker.key().name()
            + " "
            + says
            + (serves ? "" : " So nothing answers at " + service.name() + "."),
        List.of(proof),
        remedy);
  }

  private static String hint(String message) {
    if (message.contains("exceeded quota")) {
      return "Raise the ResourceQuota, or ask for less.";
    }
    if (message.contains("PodSecurity")) {
      return "Let the Pods meet the namespace's Pod Security level, or change that level.";
    }
    if (message.contains("admission webhook")) {
      return "Look at the admission webhook that refuses the Pods.";
    }
    if (message.contains("failed quota")) {
      return "State requests and limits: the ResourceQuota of the namespace demands them.";
    }
    return "Mend what the message says; the Pods are then made by themselves.";
  }

  /// What keeps a workload from making Pods.
  ///
  /// @param about what says so
  private record Refusal(ObjectRef about, String message) {}

  private static @Nullable Refusal refusal(Workload maker, Evidence seen) {
    List<ObjectRef> makers = new ArrayList<>();
    List<Obj> objects = new ArrayList<>();
    makers.add(maker.ref());
    objects.add(maker.object());
    if (maker.is("Deployment") && seen.sees(ResourceName.REPLICA_SETS, maker.namespace())) {
      for (Obj set : seen.all(ResourceName.REPLICA_SETS, maker.namespace())) {
        Obj owner = Meta.controllerOf(set);
        if (owner != null
            && owner.str("kind").equals("Deployment")
            && owner.str("name").equals(maker.key().name())) {
          makers.add(new ObjectRef(ResourceName.REPLICA_SETS, "ReplicaSet", ObjectKey.of(set)));
          objects.add(set);
        }
      }
    }
    for (int i = 0; i < makers.size(); i++) {
      Condition failure = Condition.find(objects.get(i), "ReplicaFailure");
      if (failure != null && failure.isTrue() && !failure.message().isEmpty()) {
        return new Refusal(makers.get(i), failure.message());
      }
    }
    for (ObjectRef each : makers) {
      Obj event =
          Said.last(
              each,
              Set.of("FailedCreate"),
              e ->
                  Moments.happened(e) == null
                      || Moments.isWithin(Moments.happened(e), LATELY, seen),
              seen);
      if (event != null) {
        return new Refusal(each, event.str("message"));
      }
    }
    return null;
  }
}
