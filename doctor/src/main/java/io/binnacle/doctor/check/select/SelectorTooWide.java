package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
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
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The selector matches Pods of another application as well: one that does not listen where the Service leads, or one that has a Service
/// of its own while the Service is called like the first.
final class SelectorTooWide implements Check.OfService {
  /// Labels people tell applications apart by, the best first.
  private static final List<String> TELLING =
      List.of(
          "app.kubernetes.io/component",
          "component",
          "tier",
          "role",
          "app.kubernetes.io/name",
          "app",
          "name");

  @Override
  public String id() {
    return "selector-too-wide";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Set<String> after() {
    return Set.of("service-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service) || service.ports().isEmpty()) {
      return Finding.FINE;
    }
    List<PodView> active = Selection.of(service, seen).active();
    if (active.size() < 2) {
      return Finding.FINE;
    }
    List<PodGroup> groups = SelectorOtherApp.groups(active, seen);
    if (groups.size() < 2) {
      return Finding.FINE;
    }
    List<PodGroup> meant = groups.stream().filter(g -> Lookalike.serves(g, service)).toList();
    // Pods without a port of that name get no requests.
    boolean refuse = service.ports().stream().noneMatch(SelectorTooWide::isNamed);
    List<PodGroup> strangers =
        groups.stream()
            .filter(g -> refuse && !meant.isEmpty() && !meant.contains(g))
            .filter(g -> isStranger(g, meant, service, seen))
            .toList();
    return strangers.isEmpty()
        ? besideItsOwn(service, groups, seen)
        : broken(service, meant, strangers, true, seen);
  }

  /// Whether a Service that is called like one of its workloads leads to others that have Services of their own.
  private static Finding besideItsOwn(ServiceView service, List<PodGroup> groups, Evidence seen) {
    List<PodGroup> meant = groups.stream().filter(g -> isCalled(service, g)).toList();
    List<PodGroup> strangers =
        groups.stream()
            .filter(g -> !meant.isEmpty() && !Likeness.named(service.name(), g.name()))
            .filter(g -> meant.stream().noneMatch(m -> images(m).equals(images(g))))
            .filter(g -> isServedElsewhere(g, meant, service, seen))
            .toList();
    boolean reached =
        strangers.stream()
            .flatMap(g -> g.pods().stream())
            .anyMatch(pod -> pod.isReady() && isReached(pod, service));
    return reached ? broken(service, meant, strangers, false, seen) : Finding.FINE;
  }

  private static boolean isCalled(ServiceView service, PodGroup group) {
    return Likeness.base(service.name()).equals(Likeness.base(group.name()));
  }

  /// Whether another Service is called like these Pods' workload and selects them, and none of those that are meant here.
  private static boolean isServedElsewhere(
      PodGroup group, List<PodGroup> meant, ServiceView but, Evidence seen) {
    for (Obj each : seen.all(ResourceName.SERVICES, but.namespace())) {
      ServiceView other = ServiceView.of(each);
      if (Selection.isFor(other)
          && !other.key().equals(but.key())
          && isCalled(other, group)
          && selects(other, group)
          && meant.stream().noneMatch(m -> selects(other, m))) {
        return true;
      }
    }
    return false;
  }

  private static boolean selects(ServiceView service, PodGroup group) {
    return group.labels().entrySet().containsAll(service.selector().entrySet());
  }

  private static boolean isReached(PodView pod, ServiceView service) {
    return service.ports().stream()
        .anyMatch(p -> pod.resolve(p.targetPort(), p.protocol()) != null);
  }

  private static boolean isNamed(ServiceView.Port port) {
    return port.targetPort() instanceof TargetPort.Named;
  }

  /// Whether Pods that do not declare the port are another application, not another edition of the same.
  private static boolean isStranger(
      PodGroup group, List<PodGroup> meant, ServiceView service, Evidence seen) {
    boolean reached = group.pods().stream().anyMatch(PodView::isReady);
    boolean sameProgram = meant.stream().anyMatch(m -> programs(m).equals(programs(group)));
    return reached && !sameProgram && !isProbed(group, service) && !listens(group, service, seen);
  }

  private static Finding broken(
      ServiceView service,
      List<PodGroup> meant,
      List<PodGroup> strangers,
      boolean refuse,
      Evidence seen) {
    PodGroup stranger = strangers.getFirst();
    ObjectRef ref = ObjectRef.service(service.key());
    String port = port(service);
    List<String> pods = strangers.stream().flatMap(g -> g.podNames().stream()).toList();
    String says =
        "The selector "
            + Words.labels(service.selector())
            + " picks "
            + Words.count(pods.size(), "Pod")
            + " of "
            + Words.list(strangers.stream().map(PodGroup::name).toList())
            + " ("
            + Words.list(pods)
            + ") beside those of "
            + Words.list(meant.stream().map(PodGroup::name).toList())
            + "; "
            + (!refuse
                ? "they have their own Service, so requests for "
                    + service.name()
                    + " end at another application."
                : (Lookalike.declaresAny(stranger.podSpec())
                        ? "they listen on other ports than " + port
                        : "they declare no port " + port)
                    + ", so requests that go there are refused.");
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "spec.selector", Words.labels(service.selector())));
    because.add(new Proof(stranger.ref(), "", "Pods carry " + Words.labels(stranger.labels())));
    because.add(
        new Proof(
            meant.getFirst().ref(),
            "",
            "Pods carry "
                + Words.labels(meant.getFirst().labels())
                + (refuse ? " and declare port " + port : "")));
    Map<String, String> telling = telling(service, meant, strangers);
    Remedy remedy =
        telling.isEmpty()
            ? Remedy.byHand(
                "Give the Pods of "
                    + meant.getFirst().name()
                    + " a label the others do not carry, and ask for it in the selector.")
            : Remedy.of(
                "Ask for " + Words.labels(telling) + " as well.",
                Change.Patch.merge(ref, patch(telling)));
    boolean proven =
        strangers.stream()
            .flatMap(g -> g.pods().stream())
            .anyMatch(p -> seen.probed().listening().containsKey(p.key()));
    return new Finding.Broken(
        proven ? Severity.ERROR : Severity.WARNING, ref, "spec.selector", says, because, remedy);
  }

  private static Obj patch(Map<String, String> telling) {
    Obj selector = Obj.EMPTY;
    for (Map.Entry<String, String> label : telling.entrySet()) {
      selector = selector.with(label.getKey(), Str.of(label.getValue()));
    }
    return Obj.of("spec", Obj.of("selector", selector));
  }

  /// One label all that are meant carry and no stranger does; empty if there is none.
  private static Map<String, String> telling(
      ServiceView service, List<PodGroup> meant, List<PodGroup> strangers) {
    Map<String, String> own = new TreeMap<>(meant.getFirst().labels());
    own.entrySet()
        .removeIf(label ->
            service.selector().containsKey(label.getKey())
                || label.getKey().endsWith("-hash")
                || !meant.stream().allMatch(g -> g.labels().entrySet().contains(label))
                || strangers.stream().anyMatch(g -> g.labels().entrySet().contains(label)));
    for (String key : TELLING) {
      String value = own.get(key);
      if (value != null) {
        return Map.of(key, value);
      }
    }
    return own.size() == 1 ? own : Map.of();
  }

  private static String port(ServiceView service) {
    return switch (service.ports().getFirst().targetPort()) {
      case TargetPort.Numbered n -> Integer.toString(n.port());
      case TargetPort.Named n -> n.name();
    };
  }

  /// What the Pods run: images without tag, commands and arguments.
  private static List<String> programs(PodGroup group) {
    return group.podSpec().arr("containers").objects().stream()
        .map(c -> image(c) + c.arr("command") + c.arr("args"))
        .sorted()
        .toList();
  }

  /// The images of the Pods without their tags.
  private static List<String> images(PodGroup group) {
    return group.podSpec().arr("containers").objects().stream()
        .map(SelectorTooWide::image)
        .sorted()
        .toList();
  }

  private static String image(Obj container) {
    String image = container.str("image");
    int tag = image.indexOf(':', image.lastIndexOf('/') + 1);
    int digest = image.indexOf('@');
    int end = digest >= 0 && (tag < 0 || digest < tag) ? digest : tag;
    return end < 0 ? image : image.substring(0, end);
  }

  /// Whether a probe of the Pods themselves goes where the Service leads: then they listen there.
  private static boolean isProbed(PodGroup group, ServiceView service) {
    for (Obj container : group.podSpec().arr("containers").objects()) {
      for (String probe : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
        for (String how : List.of("httpGet", "tcpSocket", "grpc")) {
          TargetPort at = TargetPort.of(container.obj(probe).obj(how).get("port"), 0);
          if (service.ports().stream().anyMatch(p -> p.targetPort().equals(at))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// Whether a live probe found that they listen where the Service leads.
  private static boolean listens(PodGroup group, ServiceView service, Evidence seen) {
    for (PodView pod : group.pods()) {
      for (Probed.Socket socket : seen.probed().listening().getOrDefault(pod.key(), List.of())) {
        if (service.ports().stream()
            .anyMatch(p ->
                p.targetPort() instanceof TargetPort.Numbered n && n.port() == socket.port())) {
          return true;
        }
      }
    }
    return false;
  }
}
