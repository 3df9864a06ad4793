package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;

/// Signs that names of the cluster are answered by somebody who is no Pod behind its DNS Service.
final class OtherDns {
  private static final String CACHE = "node-local-dns";

  private OtherDns() {}

  /// Whether a cache on the nodes runs, or the cloud answers: on Google's nodes it can, and kube-dns is then scaled to 0 on purpose.
  static boolean answers(Evidence seen) {
    return seen.glimpse(Kinds.DAEMON_SETS).stream()
            .anyMatch(d -> Meta.name(d).equals(CACHE) && Meta.namespace(d).equals(DnsParts.SYSTEM))
        || seen.glimpse(ResourceName.PODS).stream().map(PodView::of).anyMatch(OtherDns::isCache)
        || seen.glimpse(ResourceName.NODES).stream()
            .anyMatch(n -> n.obj("spec").str("providerID").startsWith("gce://"));
  }

  private static boolean isCache(PodView pod) {
    return pod.namespace().equals(DnsParts.SYSTEM)
        && CACHE.equals(pod.labels().get("k8s-app"))
        && pod.isReady();
  }

  /// Whether most Pods that do not ask their node's resolver name one themselves.
  static boolean isAsked(Evidence seen) {
    int own = 0;
    int usual = 0;
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      Obj spec = object.obj("spec");
      String policy = spec.str("dnsPolicy", "ClusterFirst");
      boolean onNode = spec.bool("hostNetwork", false) && policy.equals("ClusterFirst");
      if (!PodView.of(object).isActive() || policy.equals("Default") || onNode) {
        continue;
      }
      boolean names = !spec.obj("dnsConfig").arr("nameservers").strings().isEmpty();
      if (policy.equals("None") && names) {
        own++;
      } else {
        usual++;
      }
    }
    return own > usual;
  }
}
