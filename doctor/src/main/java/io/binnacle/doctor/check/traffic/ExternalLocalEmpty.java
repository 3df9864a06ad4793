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
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.ServicePlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// External traffic policy Local, and no endpoint where traffic from outside comes in: it is dropped.
final class ExternalLocalEmpty implements Check.OfService {
  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

  @Override
  public String id() {
    return "external-local-empty";
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
    if (!service.externalTrafficLocal()
        || !service.isExternallyAccessible()
        || !ServicePlanner.serves(service)) {
      return Finding.FINE;
    }
    Spread spread = Spread.of(service, seen);
    if (spread.ready().isEmpty()) {
      return Finding.FINE; // with none at all, that is another finding
    }
    if (spread.nodes().isEmpty()) {
      return broken(
          Severity.ERROR,
          service,
          "its slices say of no endpoint on which node it is, so none is local anywhere and all is dropped",
          new Proof(ObjectRef.service(service.key()), "", "endpoints without nodeName"));
    }
    List<NodeView> nodes = seen.nodes();
    Finding atNode = arriving(service, spread, nodes);
    if (atNode != null) {
      return atNode;
    }
    return service.type() == ServiceView.Type.LOAD_BALANCER
        ? balanced(service, spread, nodes)
        : nodePort(service, spread, nodes, seen);
  }

  /// Addresses that are those of nodes: traffic to them comes in at that very node.
  private static @Nullable Finding arriving(
      ServiceView service, Spread spread, List<NodeView> nodes) {
    List<String> addresses = new ArrayList<>(service.externalIps());
    addresses.addAll(service.virtualIngress());
    List<NodeView> empty = new ArrayList<>();
    boolean elsewhere = addresses.isEmpty();
    for (String address : addresses) {
      NodeView at = null;
      for (NodeView node : nodes) {
        boolean has =
            node.addresses("InternalIP").contains(address)
                || node.addresses("ExternalIP").contains(address);
        at = has ? node : at;
      }
      if (at == null || spread.nodes().contains(at.name())) {
        elsewhere = true; // it may come in where an endpoint is
      } else {
        empty.add(at);
      }
    }
    if (empty.isEmpty()) {
      return null;
    }
    NodeView first = empty.getFirst();
    ObjectRef node = new ObjectRef(ResourceName.NODES, "Node", new ObjectKey("", first.name()));
    return broken(
        elsewhere ? Severity.WARNING : Severity.ERROR,
        service,
        "traffic to its addresses comes in at node %s, which has no ready endpoint, and is dropped there; endpoints are on %s"
            .formatted(Words.list(empty.stream().map(NodeView::name).toList()), spread.where()),
        new Proof(node, "status.addresses", "has the Service's address"));
  }

  /// A balancer asks the nodes which of them have an endpoint, unless they are kept from it.
  private static Finding balanced(ServiceView service, Spread spread, List<NodeView> nodes) {
    List<String> kept =
        nodes.stream()
            .filter(node -> node.labels().containsKey(EXCLUDED))
            .map(NodeView::name)
            .toList();
    if (!kept.containsAll(spread.nodes())) {
      return Finding.FINE;
    }
    ObjectRef node = new ObjectRef(ResourceName.NODES, "Node", new ObjectKey("", kept.getFirst()));
    return broken(
        Severity.ERROR,
        service,
        "all its ready endpoints are on %s, which the load balancer leaves out, and the other nodes have none"
            .formatted(spread.where()),
        new Proof(node, "metadata.labels." + EXCLUDED, "left out of load balancers"));
  }

  private static Finding nodePort(
      ServiceView service, Spread spread, List<NodeView> nodes, Evidence seen) {
    List<String> empty =
        nodes.stream()
            .filter(node -> node.isReady() && !spread.nodes().contains(node.name()))
            .map(NodeView::name)
            .toList();
    boolean ports = service.ports().stream().anyMatch(port -> port.nodePort() != 0);
    if (empty.isEmpty() || !ports || spread.isOfDaemonSets(service, seen)) {
      return Finding.FINE;
    }
    return broken(
        Severity.NOTE,
        service,
        "its node port answers on %s only; on %s it drops what comes from outside"
            .formatted(spread.where(), Words.list(empty)),
        new Proof(ObjectRef.service(service.key()), "", "ready endpoints on " + spread.where()));
  }

  private static Finding broken(Severity severity, ServiceView service, String what, Proof proof) {
    ObjectRef ref = ObjectRef.service(service.key());
    return new Finding.Broken(
        severity,
        ref,
        "spec.externalTrafficPolicy",
        "Service %s serves traffic from outside by endpoints of the receiving node only (externalTrafficPolicy: Local): %s."
            .formatted(service.key(), what),
        List.of(new Proof(ref, "spec.externalTrafficPolicy", "Local"), proof),
        Remedy.of(
            "Let traffic go on to other nodes, which hides clients' addresses from the Pods, or run an endpoint where it comes in.",
            Change.Patch.merge(
                ref, Obj.of("spec", Obj.of("externalTrafficPolicy", Str.of("Cluster"))))));
  }
}
