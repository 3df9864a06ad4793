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
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Source ranges of a load balancer that nobody who comes is in, or that are no ranges.
final class SourceRanges implements Check.OfService {
  private static final List<Cidr> PRIVATE =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "169.254.0.0/16",
              "fc00::/7",
              "fe80::/10")
          .map(Cidr::of)
          .toList();

  @Override
  public String id() {
    return "source-ranges";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    List<String> written = service.loadBalancerSourceRanges();
    if (service.type() != ServiceView.Type.LOAD_BALANCER || written.isEmpty()) {
      return Finding.FINE;
    }
    List<Cidr> ranges = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Cidr range = Cidr.parseAround(written.get(i).strip());
      if (range == null) {
        return broken(
            Severity.ERROR,
            service,
            i,
            "%s is no range of addresses".formatted(written.get(i)),
            Remedy.byHand("Write it as address/length, such as 203.0.113.0/24."));
      }
      ranges.add(range);
    }
    if (ranges.stream().allMatch(SourceRanges::isNobody)) {
      return nobody(service, ranges);
    }
    List<IpAddress> open = new ArrayList<>();
    for (String text : service.virtualIngress()) {
      IpAddress address = IpAddress.parse(text);
      if (address != null && !isPrivate(Cidr.around(address, address.family().bits()))) {
        open.add(address);
      }
    }
    boolean inside = ranges.stream().allMatch(range -> isNobody(range) || isPrivate(range));
    return open.isEmpty() || !inside
        ? Finding.FINE
        : broken(
            Severity.WARNING,
            service,
            0,
            "the balancer has the public address %s, but only private ranges are let in (%s), and no packet from the internet has such a source"
                .formatted(Words.list(open), Words.list(ranges)),
            Remedy.byHand(
                "Add the public ranges clients come from, or ask for an internal balancer."));
  }

  private static Finding nobody(ServiceView service, List<Cidr> ranges) {
    Cidr first = ranges.getFirst();
    ObjectRef ref = ObjectRef.service(service.key());
    boolean all = first.base().isUnspecified();
    String meant = first.base().isIpv4() ? "0.0.0.0/0" : "::/0";
    return broken(
        Severity.ERROR,
        service,
        0,
        "only %s let in, and no packet comes from there"
            .formatted(Words.list(ranges) + (ranges.size() == 1 ? " is" : " are")),
        all
            ? Remedy.of(
                "Write %s for everybody; %s is one address that nobody has."
                    .formatted(meant, first),
                Change.Patch.set(
                    ref, "/spec/loadBalancerSourceRanges", Arr.strings(List.of(meant))))
            : Remedy.byHand("Write the ranges clients come from."));
  }

  private static boolean isNobody(Cidr range) {
    boolean alone = range.prefix() == range.base().family().bits();
    return range.base().isUnspecified() && alone
        || range.base().isLoopback()
        || range.base().isMulticast();
  }

  private static boolean isPrivate(Cidr range) {
    return PRIVATE.stream()
        .anyMatch(block -> block.contains(range.base()) && block.prefix() <= range.prefix());
  }

  private static Finding broken(
      Severity severity, ServiceView service, int index, String what, Remedy remedy) {
    ObjectRef ref = ObjectRef.service(service.key());
    String field = "spec.loadBalancerSourceRanges[" + index + "]";
    return new Finding.Broken(
        severity,
        ref,
        field,
        "Service %s is for some clients only, and %s.".formatted(service.key(), what),
        List.of(new Proof(ref, field, service.loadBalancerSourceRanges().get(index))),
        remedy);
  }
}
