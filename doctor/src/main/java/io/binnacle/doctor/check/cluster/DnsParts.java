package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The cluster's DNS, where it is usually found.
///
/// @param services by the names and labels everybody uses, or because they lead to DNS Pods
/// @param pods that are DNS servers by their labels
/// @param deployments whose Pods would be
record DnsParts(List<ServiceView> services, List<PodView> pods, List<Workload> deployments) {
  static final String SYSTEM = "kube-system";
  static final ObjectKey SERVICE = new ObjectKey(SYSTEM, "kube-dns");
  private static final String APP = "k8s-app";
  private static final String DNS = "kube-dns";
  private static final int PORT = 53;

  /* OpenShift keeps its DNS elsewhere. */
  private static final ObjectKey OPENSHIFT = new ObjectKey("openshift-dns", "dns-default");

  static DnsParts of(Evidence seen) {
    List<PodView> pods =
        seen.pods(SYSTEM).stream().filter(pod -> isDns(pod.labels()) && pod.isActive()).toList();
    List<ServiceView> services = new ArrayList<>();
    for (Obj object : seen.all(ResourceName.SERVICES, SYSTEM)) {
      ServiceView service = ServiceView.of(object);
      boolean asksPort = service.ports().stream().anyMatch(port -> port.port() == PORT);
      boolean known = service.key().equals(SERVICE) || DNS.equals(service.labels().get(APP));
      if (asksPort && (known || leadsTo(service, pods))) {
        services.add(service);
      }
    }
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      if (ObjectKey.of(object).equals(OPENSHIFT)) {
        services.add(ServiceView.of(object));
      }
    }
    List<Workload> deployments =
        seen.workloads(SYSTEM).stream()
            .filter(w -> w.is("Deployment") || w.is("DaemonSet"))
            .filter(w -> isDns(w.podLabels()))
            .toList();
    return new DnsParts(services, pods, deployments);
  }

  private static boolean leadsTo(ServiceView service, List<PodView> pods) {
    return service.hasSelector()
        && pods.stream()
            .anyMatch(p -> p.labels().entrySet().containsAll(service.selector().entrySet()));
  }

  private static boolean isDns(Map<String, String> labels) {
    return DNS.equals(labels.get(APP))
        || "coredns".equals(labels.get(APP))
        || "coredns".equals(labels.get("app.kubernetes.io/name"));
  }
}
