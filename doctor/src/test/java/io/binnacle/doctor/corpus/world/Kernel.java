package io.binnacle.doctor.corpus.world;

import io.binnacle.doctor.evidence.Rules;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.RuleBook;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.trace.Packet;
import io.binnacle.proxy.trace.Trace;
import io.binnacle.proxy.trace.Tracer;
import io.binnacle.proxy.trace.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// What the packet filter of a node holds, and what becomes of packets there.
public final class Kernel {
  private Kernel() {}

  private static RuleBook book() {
    return new RuleBook(
        RulesOptions.of("binnacle", List.of(Settled.SERVICES), List.of(Cidr.of("10.244.0.0/16"))),
        IpAddress.Family.IPv4);
  }

  private static ThisNode node(Settled settled, String name) {
    NodeView node =
        NodeView.of(
            Objects.requireNonNull(settled.find(ResourceName.NODES, new ObjectKey("", name))));
    List<IpAddress> own = List.of(IpAddress.of(node.addresses("InternalIP").getFirst()));
    return new ThisNode(name, node.zone(), own, own);
  }

  /// The rules of a node, written when the cluster was as `then`.
  ///
  /// @param written which Services are in the table
  public static Rules of(
      Settled now, String name, Predicate<ObjectKey> written, Settled then, List<String> foreign) {
    ThisNode node = node(now, name);
    RuleBook book = book();
    ServicePlanner planner = new ServicePlanner(node, Set.of());
    for (Obj object : now.all(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      if (written.test(service.key())) {
        for (ServicePlan plan : planner.plan(service, then.slices(service.key()))) {
          if (plan.family() == IpAddress.Family.IPv4) {
            book.service(service.key(), plan);
          }
        }
      }
    }
    TableState table = TableState.none(book.table()).after(book.load());
    return new Rules(node, Set.copyOf(node.addresses()), List.of(table), foreign);
  }

  /// A node without our table.
  public static Rules without(Settled now, String name) {
    ThisNode node = node(now, name);
    return new Rules(node, Set.copyOf(node.addresses()), List.of(), List.of());
  }

  /// What fails of packets that Pods of that node send to a Service, as its rules stand.
  public static List<String> failures(Settled settled, Rules rules, ObjectKey key) {
    List<String> out = new ArrayList<>();
    ServiceView service = settled.service(key);
    if (service == null || rules.tables().isEmpty()) {
      return List.of("there is no table");
    }
    for (ServiceView.Port port : service.ports()) {
      Protocol protocol = Objects.requireNonNull(Protocol.parse(port.protocol()));
      Packet packet = Packet.in(protocol, "10.244.1.250", service.clusterIp(), port.port());
      Trace trace = new Tracer(rules.tables().getFirst(), rules.local()).trace(packet);
      for (Way way : trace.ways()) {
        String ip = way.destination().toString();
        boolean anybody =
            settled.world.outside.contains(ip + ":" + way.port())
                || settled.pods().stream().anyMatch(p -> p.podIps().contains(ip));
        if (way.end() != Way.End.TRANSLATED || !anybody) {
          out.add(port.port() + ": " + way.outcome());
        }
      }
    }
    return out;
  }
}
