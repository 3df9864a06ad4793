package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The ways to a headless Service: its name has the addresses of Pods, and clients connect to these themselves.
final class HeadlessLegs {
  private final Evidence seen;
  private final Ends ends;
  private final Passages passages;

  HeadlessLegs(Evidence seen, Ends ends, Passages passages) {
    this.seen = seen;
    this.ends = ends;
    this.passages = passages;
  }

  List<Leg> legs(Source source, ServiceView service, ServiceView.Port port, Protocol protocol) {
    List<Leg> out = new ArrayList<>();
    for (IpAddress.Family family : IpAddress.Family.values()) {
      IpAddress from = source.address(family);
      boolean wants =
          service.ipFamilies().isEmpty() || service.ipFamilies().contains(family.name());
      if (from != null && wants) {
        out.add(leg(source, from, service, port, protocol));
      }
    }
    return out;
  }

  private Leg leg(
      Source source,
      IpAddress from,
      ServiceView service,
      ServiceView.Port port,
      Protocol protocol) {
    TreeSet<IpAddress> addresses = new TreeSet<>();
    for (SliceView slice : seen.slices(service.key())) {
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        IpAddress address = IpAddress.parse(endpoint.address());
        if (endpoint.isReady() && address != null && address.family() == from.family()) {
          addresses.add(address);
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.note(
            "Door",
            "none: the name has the addresses of Pods, clients choose one and connect to its port "
                + port.port()));
    if (addresses.isEmpty()) {
      lines.add(
          Line.bad(
              "Endpoints",
              new Endpoints(seen, service).whyNone(port.name(), protocol, from.family())));
    }
    List<Arrival> arrivals = new ArrayList<>();
    for (IpAddress address : addresses) {
      Arrival arrival =
          ends.at(address, port.port(), protocol, 1.0 / addresses.size(), false, service);
      arrivals.add(untranslated(arrival, port, protocol));
    }
    lines.addAll(passages.judge(source, from, arrivals, protocol));
    return new Leg(
        PathExplainer.title(port) + ", " + from.family(),
        lines,
        arrivals,
        Legs.outcome(lines, arrivals));
  }

  /// A target port other than the port leads nowhere here: nothing translates.
  private Arrival untranslated(Arrival arrival, ServiceView.Port port, Protocol protocol) {
    PodView pod = arrival.pod() == null ? null : ends.pod(arrival.pod());
    Integer target = pod == null ? null : pod.resolve(port.targetPort(), port.protocol());
    if (isElsewhere(pod, target, port, protocol) && arrival.mark() != Mark.BAD) {
      return new Arrival(
          arrival.probability(),
          arrival.address(),
          arrival.port(),
          arrival.pod(),
          arrival.node(),
          false,
          Mark.BAD,
          "its container listens on "
              + target
              + ", and a headless Service does not translate "
              + port.port());
    }
    return arrival;
  }

  private static boolean isElsewhere(
      @Nullable PodView pod, @Nullable Integer target, ServiceView.Port port, Protocol protocol) {
    return pod != null
        && target != null
        && target != port.port()
        && Ends.declares(pod, target, protocol)
        && !Ends.declares(pod, port.port(), protocol);
  }
}
