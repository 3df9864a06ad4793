package io.binnacle.doctor.corpus.baseline;

import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What popeye's Service linter reports at level warning or error, by its codes: 1100 no Pod, 1105 no Endpoints, 1106 no such target
/// port, 1109 a single endpoint, 1110 Endpoints without subsets. Its hints (1101 to 1104, 1107, 1108) are about style and cost.
///
/// @see <a href="https://github.com/derailed/popeye">popeye, internal/lint/svc.go and codes.yaml</a>
public final class ServiceLinter {
  private ServiceLinter() {}

  /// The codes for one Service.
  public static List<Integer> codes(Settled settled, ObjectKey key) {
    ServiceView service = settled.service(key);
    List<Integer> out = new ArrayList<>();
    if (service == null || !service.hasSelector()) {
      return out;
    }
    List<PodView> pods = settled.podsBehind(service);
    if (pods.isEmpty()) {
      out.add(1100);
    } else {
      Set<String> declared = declared(pods.getFirst()); // one Pod stands for all
      for (ServiceView.Port port : service.ports()) {
        String target =
            switch (port.targetPort()) {
              case TargetPort.Numbered n -> String.valueOf(n.port());
              case TargetPort.Named n -> n.name();
            };
        if (!declared.isEmpty() && !declared.contains(port.protocol() + ":" + target)) {
          out.add(1106);
        }
      }
    }
    if (!service.isExternalName()) {
      Obj endpoints = settled.find(ResourceName.ENDPOINTS, key);
      if (endpoints == null) {
        out.add(1105);
      } else if (endpoints.arr("subsets").isEmpty()) {
        out.add(1110);
      } else if (endpoints.arr("subsets").objects().stream()
              .mapToInt(s -> s.arr("addresses").size())
              .sum()
          == 1) {
        out.add(1109);
      }
    }
    return out;
  }

  private static Set<String> declared(PodView pod) {
    List<ContainerView> containers = new ArrayList<>(pod.containers());
    containers.addAll(pod.initContainers().stream().filter(ContainerView::isRestartable).toList());
    Set<String> out = new HashSet<>();
    for (ContainerView container : containers) {
      for (ContainerView.Port port : container.ports()) {
        out.add(port.protocol() + ":" + port.containerPort());
        out.add(port.protocol() + ":" + port.name());
      }
    }
    return out;
  }
}
