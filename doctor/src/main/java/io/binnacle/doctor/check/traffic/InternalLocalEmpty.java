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
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.ServicePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Internal traffic policy Local, and clients on nodes without an endpoint: what they send is dropped.
final class InternalLocalEmpty implements Check.OfService {
  @Override
  public String id() {
    return "internal-local-empty";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Set<String> after() {
    return Set.of("slice-stale", "controllers-stopped", "other-proxy", "slice-family");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.internalTrafficLocal() || !ServicePlanner.serves(service)) {
      return Finding.FINE;
    }
    Spread spread = Spread.of(service, seen);
    if (spread.ready().isEmpty() || spread.isOfDaemonSets(service, seen)) {
      return Finding.FINE; // with none at all, that is another finding
    }
    List<PodView> neighbours = new ArrayList<>();
    List<PodView> callers = new ArrayList<>();
    Pattern near = mention(service.name()),
        far = mention(service.name() + "." + service.namespace());
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      PodView pod = PodView.of(object);
      boolean here = pod.namespace().equals(service.namespace());
      if (!isStranded(pod, service, spread)) {
        continue;
      }
      if (mentions(pod, far) || here && mentions(pod, near)) {
        callers.add(pod);
      } else if (here && !Spread.isOfDaemonSet(pod) && !isOfJob(pod)) {
        neighbours.add(pod);
      }
    }
    if (callers.isEmpty() && neighbours.isEmpty()) {
      seen.pods(service.namespace()); // nobody to be seen is no proof unless one could look
      return Finding.FINE;
    }
    return broken(service, spread, callers, neighbours);
  }

  /// Whether the Pod runs where the Service has no endpoint.
  private static boolean isStranded(PodView pod, ServiceView service, Spread spread) {
    boolean own =
        pod.namespace().equals(service.namespace())
            && service.hasSelector()
            && pod.labels().entrySet().containsAll(service.selector().entrySet());
    return !own
        && pod.phase().equals("Running")
        && !pod.isTerminating()
        && !pod.nodeName().isEmpty()
        && !spread.nodes().contains(pod.nodeName());
  }

  private static boolean isOfJob(PodView pod) {
    Obj owner = pod.owner();
    return owner != null && owner.str("kind").equals("Job");
  }

  /// The name as a host in a text: `http://web:80`, `web`, `web.shop.svc`, and not `my-web` or `website`.
  private static Pattern mention(String host) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(host) + "(?![\\w-])");
  }

  private static boolean mentions(PodView pod, Pattern host) {
    for (ContainerView container : pod.containers()) {
      Obj object = container.object();
      Stream<String> words =
          Stream.concat(
              object.arr("env").objects().stream().map(env -> env.str("value")),
              Stream.concat(
                  object.arr("args").strings().stream(), object.arr("command").strings().stream()));
      if (words.anyMatch(word -> host.matcher(word).find())) {
        return true;
      }
    }
    return false;
  }

  private static Finding broken(
      ServiceView service, Spread spread, List<PodView> callers, List<PodView> neighbours) {
    boolean sure = !callers.isEmpty();
    List<PodView> cut = sure ? callers : neighbours;
    PodView first = cut.getFirst();
    ObjectRef ref = ObjectRef.service(service.key());
    Set<String> nodes = new TreeSet<>();
    cut.forEach(pod -> nodes.add(pod.nodeName()));
    String says =
        "Service %s keeps traffic on the node it comes from (internalTrafficPolicy: Local), but has ready endpoints on %s only. What"
                .formatted(service.key(), spread.where())
            + " %s on %s (%s) %s is dropped."
                .formatted(
                    Words.count(cut.size(), "Pod"),
                    Words.list(nodes),
                    Words.list(cut.stream().map(PodView::name).toList()),
                    sure ? cut.size() == 1 ? "sends to it" : "send to it" : "may send to it");
    return new Finding.Broken(
        sure ? Severity.ERROR : Severity.WARNING,
        ref,
        "spec.internalTrafficPolicy",
        says,
        List.of(
            new Proof(ref, "spec.internalTrafficPolicy", "Local"),
            new Proof(ref, "", "ready endpoints on " + spread.where()),
            new Proof(
                ObjectRef.pod(first.key()),
                "spec.nodeName",
                first.nodeName() + (sure ? ", and names the Service" : ""))),
        Remedy.of(
            "Let traffic go to other nodes, or run an endpoint on every node (a DaemonSet).",
            Change.Patch.merge(
                ref, Obj.of("spec", Obj.of("internalTrafficPolicy", Str.of("Cluster"))))));
  }
}
