package io.binnacle.it.simulation;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The simple, slow truth about a cluster at rest, worked out from what users wrote. Answers with everything that is not
/// as it should be.
final class Model {
  private static final List<ResourceName> OWNED =
      List.of(
          ResourceName.PODS,
          ResourceName.REPLICA_SETS,
          ResourceName.ENDPOINT_SLICES,
          ResourceName.CONTROLLER_REVISIONS);

  private final KubeApi api;
  private final ClusterZone zone;
  private final List<String> wrong = new ArrayList<>();

  private Model(KubeApi api, ClusterZone zone) {
    this.api = api;
    this.zone = zone;
  }

  /// What is wrong; empty if all is well.
  static List<String> faults(KubeApi api, ClusterZone zone) {
    Model model = new Model(api, zone);
    model.nothingIsLeftBehind();
    model.all(ResourceName.DEPLOYMENTS).forEach(model::deployment);
    model.all(ResourceName.STATEFUL_SETS).forEach(model::statefulSet);
    model.all(ResourceName.SERVICES).forEach(model::service);
    return model.wrong;
  }

  private List<Obj> all(ResourceName resource) {
    return api.list(resource, "", ListOptions.ALL).items();
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
  }

  /// No owner is missing, nothing is stuck on its way out, nothing lives in a namespace that is gone.
  private void nothingIsLeftBehind() {
    Map<String, Obj> byUid = new HashMap<>();
    List<ResourceName> owners =
        List.of(
            ResourceName.DEPLOYMENTS,
            ResourceName.REPLICA_SETS,
            ResourceName.STATEFUL_SETS,
            ResourceName.SERVICES,
            ResourceName.ENDPOINTS);
    owners.forEach(r -> all(r).forEach(o -> byUid.put(Meta.uid(o), o)));
    TreeSet<String> namespaces = new TreeSet<>();
    all(ResourceName.NAMESPACES).forEach(n -> namespaces.add(Meta.name(n)));
    for (ResourceName resource : OWNED) {
      for (Obj object : all(resource)) {
        String what = resource.plural() + " " + Meta.namespace(object) + "/" + Meta.name(object);
        expect(!Meta.isDeleting(object), what + " is still being deleted");
        expect(namespaces.contains(Meta.namespace(object)), what + " lives in no namespace");
        for (Obj owner : Meta.ownerReferences(object)) {
          expect(
              byUid.containsKey(owner.str("uid")),
              what + " has lost its owner " + owner.str("name"));
        }
      }
    }
  }

  private List<PodView> podsOf(Obj workload) {
    List<PodView> out = new ArrayList<>();
    String label = workload.obj("spec").obj("selector").obj("matchLabels").str("app");
    for (Obj pod :
        api.list(ResourceName.PODS, Meta.namespace(workload), ListOptions.labels("app=" + label))
            .items()) {
      out.add(PodView.of(pod));
    }
    return out;
  }

  /// Pods that a script keeps from being ready may hold up a rollout; then only their number is known.
  private static boolean anyUnready(List<PodView> pods) {
    return pods.stream().anyMatch(p -> !p.isReady());
  }

  private void deployment(Obj deployment) {
    String name = "deployment " + Meta.namespace(deployment) + "/" + Meta.name(deployment);
    List<PodView> pods = podsOf(deployment);
    long wanted = deployment.obj("spec").integer("replicas", 1);
    if (anyUnready(pods)) {
      expect(
          pods.size() >= wanted * 3 / 4, name + " has " + pods.size() + " Pods, wants " + wanted);
      return;
    }
    expect(pods.size() == wanted, name + " has " + pods.size() + " Pods, wants " + wanted);
    String image =
        deployment
            .obj("spec")
            .obj("template")
            .obj("spec")
            .arr("containers")
            .objects()
            .getFirst()
            .str("image");
    for (PodView pod : pods) {
      expect(
          pod.containers().getFirst().image().equals(image),
          name + ": " + pod.name() + " runs another image");
    }
    Obj status = deployment.obj("status");
    expect(status.integer("readyReplicas", 0) == wanted, name + " says ready " + status);
    expect(
        status.integer("observedGeneration", 0) == Meta.generation(deployment),
        name + " has not been observed");
  }

  private void statefulSet(Obj set) {
    String name = "statefulset " + Meta.namespace(set) + "/" + Meta.name(set);
    List<PodView> pods = podsOf(set);
    if (anyUnready(pods)) {
      return; // an unready Pod may stop everything, as it should
    }
    long wanted = set.obj("spec").integer("replicas", 1);
    long start = set.obj("spec").obj("ordinals").integer("start", 0);
    TreeSet<String> names = new TreeSet<>();
    pods.forEach(p -> names.add(p.name()));
    TreeSet<String> expected = new TreeSet<>();
    for (long i = start; i < start + wanted; i++) {
      expected.add(Meta.name(set) + "-" + i);
    }
    expect(names.equals(expected), name + " has " + names + ", wants " + expected);
  }

  private void service(Obj object) {
    ServiceView service = ServiceView.of(object);
    String name = "service " + service.key();
    if (service.type() == ServiceView.Type.LOAD_BALANCER) {
      expect(service.ingress().size() == 1, name + " shows addresses " + service.ingress());
    }
    if (!service.hasSelector()) {
      return;
    }
    TreeSet<String> wanted = new TreeSet<>();
    TreeSet<String> ready = new TreeSet<>();
    for (Obj pod : api.list(ResourceName.PODS, service.namespace(), ListOptions.ALL).items()) {
      PodView view = PodView.of(pod);
      if (view.labels().entrySet().containsAll(service.selector().entrySet())
          && !view.podIp().isEmpty()) {
        boolean isReady = view.isReady() || service.publishNotReadyAddresses();
        wanted.add(view.podIp() + (isReady ? " ready" : ""));
        if (isReady) {
          ready.add(view.podIp());
        }
      }
    }
    expect(
        wanted.equals(slices(service, name)),
        name + " slices " + slices(service, name) + ", want " + wanted);
    expect(
        ready.equals(endpoints(service)),
        name + " Endpoints " + endpoints(service) + ", want " + ready);
    dns(service, ready, name);
  }

  private Set<String> slices(ServiceView service, String name) {
    TreeSet<String> out = new TreeSet<>();
    ListOptions mine = ListOptions.labels(SliceView.SERVICE_NAME_LABEL + "=" + service.name());
    for (Obj slice : api.list(ResourceName.ENDPOINT_SLICES, service.namespace(), mine).items()) {
      SliceView view = SliceView.of(slice);
      expect(view.endpoints().size() <= 100, name + " has a slice of " + view.endpoints().size());
      view.endpoints().forEach(e -> out.add(e.address() + (e.isReady() ? " ready" : "")));
    }
    return out;
  }

  private Set<String> endpoints(ServiceView service) {
    TreeSet<String> out = new TreeSet<>();
    for (Obj endpoints :
        api.list(ResourceName.ENDPOINTS, service.namespace(), ListOptions.ALL).items()) {
      if (Meta.name(endpoints).equals(service.name())) {
        endpoints
            .arr("subsets")
            .objects()
            .forEach(s -> s.arr("addresses").objects().forEach(a -> out.add(a.str("ip"))));
      }
    }
    return out;
  }

  private void dns(ServiceView service, Set<String> ready, String name) {
    DnsName asked = DnsName.of(service.name() + "." + service.namespace() + ".svc.cluster.local");
    Answer answer = zone.answer(asked, RrType.A);
    Set<String> wanted = service.isHeadless() ? ready : new TreeSet<>(service.clusterIps());
    TreeSet<String> said = new TreeSet<>();
    if (answer instanceof Answer.Found found) {
      found.records().forEach(rr -> said.add(rr.data().toString()));
    }
    expect(said.equals(wanted), name + ": DNS says " + said + ", want " + wanted);
    if (service.isHeadless() && ready.isEmpty()) {
      expect(answer instanceof Answer.NxDomain, name + ": want NXDOMAIN, DNS says " + answer);
    }
  }
}
