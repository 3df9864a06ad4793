package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An endpoint written by hand that a probe could not connect to.
final class EndpointDead implements Check.OfService {
  private record Dead(Listed at, int port, Probed.Connection how) {
    String text() {
      String what =
          switch (how.outcome()) {
            case OPEN -> "answers";
            case REFUSED -> "refuses connections";
            case SILENT -> "does not answer";
            case UNREACHABLE -> "cannot be reached";
          };
      return Words.place(at.address(), port) + " " + what;
    }
  }

  @Override
  public String id() {
    return "endpoint-dead";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Set<String> after() {
    return Set.of("endpoint-unusable", "slice-foreign", "slice-family");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.isExternalName() || seen.probed().connected().isEmpty()) {
      return Finding.FINE;
    }
    List<Listed> listed = Listed.of(service, seen);
    List<Dead> dead = new ArrayList<>();
    for (Listed one : listed) {
      for (SliceView.Port port : one.ports()) {
        Probed.Connection how = one.ready() ? connection(one, port, seen) : null;
        if (port.port() != null && how != null && how.outcome() != Probed.Outcome.OPEN) {
          dead.add(new Dead(one, port.port(), how));
        }
      }
    }
    return dead.isEmpty() ? Finding.FINE : broken(service, listed, dead);
  }

  private static Probed.@Nullable Connection connection(
      Listed one, SliceView.Port port, Evidence seen) {
    IpAddress address = IpAddress.parse(one.address());
    return address == null || port.port() == null || !port.protocol().equals("TCP")
        ? null
        : seen.probed().connected().get(new Probed.Place(address, port.port()));
  }

  private static Finding broken(ServiceView service, List<Listed> listed, List<Dead> dead) {
    Dead first = dead.getFirst();
    // Who refuses is there. Silence may only mean that the prober stands elsewhere than the nodes.
    boolean refused = dead.stream().anyMatch(one -> one.how.outcome() == Probed.Outcome.REFUSED);
    List<Proof> because =
        dead.stream()
            .limit(3)
            .map(one ->
                new Proof(
                    one.at.object(), one.at.path(), (one.text() + " " + one.how.detail()).strip()))
            .toList();
    return new Finding.Broken(
        refused ? Severity.ERROR : Severity.WARNING,
        first.at.object(),
        first.at.path(),
        "%s, but Service %s sends %s there."
            .formatted(
                Words.list(dead.stream().map(Dead::text).toList()),
                service.key(),
                listed.size() == 1
                    ? "all its connections"
                    : "a share of its connections (it has " + listed.size() + " endpoints)"),
        because,
        Remedy.byHand(
            "Start what should listen there, or take the address out of %s."
                .formatted(first.at.object())));
  }
}
