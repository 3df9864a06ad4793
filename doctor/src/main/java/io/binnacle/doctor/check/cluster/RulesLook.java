package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Claims;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.linux.nft.Family;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.Fate;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.trace.Packet;
import io.binnacle.proxy.trace.Tracer;
import io.binnacle.proxy.trace.Way;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// How what a node's packet filter does with connections to a Service differs from what our proxy would have it do: packets are led
/// through the rules that were read, and must arrive where the plan says.
final class RulesLook {
  /// One door that is not as planned.
  ///
  /// @param missing whether the door is not there at all
  record Wrong(Rules rules, Door door, Protocol protocol, boolean missing, String what) {
    ObjectRef node() {
      return RulesLook.node(rules);
    }

    String place() {
      return Words.place(door.address().toString(), door.port()) + "/" + protocol;
    }
  }

  private static final IpAddress STRANGER = IpAddress.of("192.0.2.77");
  private static final IpAddress STRANGER_6 = IpAddress.of("2001:db8::4d");

  private final Evidence seen;
  private final Rules rules;
  private final List<Wrong> wrong = new ArrayList<>();

  private RulesLook(Evidence seen, Rules rules) {
    this.seen = seen;
    this.rules = rules;
  }

  /// Everything that is wrong with one Service on the nodes whose rules were read; nothing while it changes.
  static List<Wrong> at(ServiceView service, Evidence seen) {
    if (seen.rules().isEmpty() || !ServicePlanner.serves(service) || isChanging(service, seen)) {
      return List.of();
    }
    List<SliceView> slices = seen.slices(service.key());
    List<Wrong> out = new ArrayList<>();
    for (Rules rules : seen.rules()) {
      RulesLook look = new RulesLook(seen, rules);
      if (hasTable(rules)) {
        new ServicePlanner(rules.node(), Set.of()).plan(service, slices).forEach(look::look);
        out.addAll(look.wrong);
      }
    }
    return out;
  }

  static boolean hasTable(Rules rules) {
    return rules.tables().stream().anyMatch(table -> table.table() != null);
  }

  static ObjectRef node(Rules rules) {
    return new ObjectRef(ResourceName.NODES, "Node", new ObjectKey("", rules.node().name()));
  }

  private static boolean isChanging(ServiceView service, Evidence seen) {
    return Moments.isFresh(service.object(), seen)
        || seen.slices(service.key()).stream().anyMatch(s -> Moments.isFresh(s.object(), seen))
        || seen.pods(service).stream().anyMatch(pod -> Moments.isFresh(pod.object(), seen));
  }

  private void look(ServicePlan plan) {
    Family family = plan.clusterIp().isIpv4() ? Family.IP : Family.IP6;
    Tracer tracer = null;
    for (TableState table : rules.tables()) {
      if (table.id().family() == family && table.table() != null) {
        tracer = new Tracer(table, rules.local());
      }
    }
    for (PortPlan port : plan.ports()) {
      for (Door door : port.doors()) {
        if (door.address().isLoopback() || isContested(door, port)) {
          continue; // the one needs another packet, the other is another finding
        }
        if (tracer == null) {
          add(door, port, true, "there is no table for " + plan.family());
          return;
        }
        try {
          look(tracer, door, port);
        } catch (TableState.Refused | IllegalStateException | ClassCastException notOurs) {
          add(door, port, false, "the table is not as any proxy of ours writes it");
        }
      }
    }
  }

  private boolean isContested(Door door, PortPlan port) {
    String protocol = port.protocol().toString();
    String address = door.address().toString();
    return switch (door.kind()) {
      case CLUSTER_IP -> seen.claimants(Claims.clusterIp(address)).size() > 1;
      case EXTERNAL_IP, LOAD_BALANCER ->
          seen.claimants(Claims.outside(address, protocol, door.port())).size() > 1
              || !seen.claimants(Claims.clusterIp(address)).isEmpty();
      case NODE_PORT ->
          seen.claimants(Claims.nodePort(protocol, door.port())).size() > 1
              || !seen.hostPorts(Claims.nodePort(protocol, door.port())).isEmpty();
      case HOST_PORT -> true;
    };
  }

  private void look(Tracer tracer, Door door, PortPlan port) {
    IpAddress stranger = door.address().isIpv4() ? STRANGER : STRANGER_6;
    IpAddress source = door.admitted().isEmpty() ? stranger : door.admitted().getFirst().base();
    Packet outside =
        new Packet(port.protocol(), source, 40_000, door.address(), door.port(), "eth0");
    switch (door.fate()) {
      case Fate.ByOrigin split -> {
        compare(tracer.trace(outside).ways(), split.outside(), door, port);
        IpAddress here =
            rules.local().stream()
                .filter(a -> a.family() == door.address().family() && !a.isLoopback())
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (here != null) {
          Packet inside =
              new Packet(port.protocol(), here, 40_000, door.address(), door.port(), "");
          compare(tracer.trace(inside).ways(), split.inside(), door, port);
        }
      }
      case Fate.Forward _, Fate.Reject _, Fate.Drop _ ->
          compare(tracer.trace(outside).ways(), door.fate(), door, port);
    }
  }

  private void compare(List<Way> ways, Fate fate, Door door, PortPlan port) {
    // Served by a socket of this machine, as the DNS is: kept out of translation on purpose.
    if (ways.stream().anyMatch(way -> way.end() == Way.End.PASSED && !way.tracked())) {
      return;
    }
    Set<String> goes = new TreeSet<>();
    for (Way way : ways) {
      if (way.end() == Way.End.TRANSLATED) {
        goes.add(Words.place(way.destination().toString(), way.port()));
      }
    }
    Set<String> should = new TreeSet<>();
    if (fate instanceof Fate.Forward forward) {
      forward.backends().forEach(backend -> should.add(backend.toString()));
    }
    if (goes.isEmpty() && !should.isEmpty()) {
      add(
          door,
          port,
          true,
          "connections are " + ends(ways) + " and should go to " + Words.list(should));
      return;
    }
    Set<String> extra = new TreeSet<>(goes);
    extra.removeAll(should);
    Set<String> lacks = new TreeSet<>(should);
    lacks.removeAll(goes);
    if (!extra.isEmpty()) {
      add(
          door,
          port,
          false,
          "connections go to "
              + Words.list(extra)
              + (should.isEmpty()
                  ? ", no endpoint any more"
                  : " and should go to " + Words.list(should)));
    } else if (!lacks.isEmpty() && port.affinitySeconds() == 0) {
      add(door, port, false, "no connection goes to " + Words.list(lacks));
    }
  }

  private static String ends(List<Way> ways) {
    return switch (ways.getFirst().end()) {
      case PASSED -> "left alone";
      case REJECTED -> "refused";
      case DROPPED, TRANSLATED -> "dropped";
    };
  }

  private void add(Door door, PortPlan port, boolean missing, String what) {
    wrong.add(new Wrong(rules, door, port.protocol(), missing, what));
  }
}
