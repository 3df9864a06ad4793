package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A port of a Service for which endpoints written by hand have no port of the same name and protocol, so that it leads nowhere.
final class EndpointsPortName implements Check.OfService {
  /// One port of the endpoints, and where it is written.
  private record Written(Listed by, int index, SliceView.Port port) {
    String path() {
      return by.portsPath() + "[" + index + "]";
    }

    String text() {
      String name = port.name().isEmpty() ? "unnamed" : port.name();
      return "%s %s/%s".formatted(name, port.port(), port.protocol());
    }
  }

  @Override
  public String id() {
    return "endpoints-port-name";
  }

  @Override
  public Step step() {
    return Step.PORTS;
  }

  @Override
  public Set<String> after() {
    return Set.of("slice-family");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.hasSelector() || !service.hasClusterIp()) {
      return Finding.FINE;
    }
    List<Written> written = written(Listed.of(service, seen));
    if (written.isEmpty()) {
      return Finding.FINE;
    }
    List<ServiceView.Port> lost = new ArrayList<>();
    for (ServiceView.Port port : service.ports()) {
      if (written.stream().noneMatch(w -> leads(port, w.port))) {
        lost.add(port);
      }
    }
    if (lost.isEmpty()) {
      return Finding.FINE;
    }
    List<Written> idle =
        written.stream()
            .filter(w -> service.ports().stream().noneMatch(p -> leads(p, w.port)))
            .toList();
    return broken(service, lost.getFirst(), lost, written, idle);
  }

  private static boolean leads(ServiceView.Port port, SliceView.Port to) {
    return port.name().equals(to.name()) && port.protocol().equals(to.protocol());
  }

  /// Every port written, once for each list of ports.
  private static List<Written> written(List<Listed> listed) {
    Map<String, List<Written>> out = new LinkedHashMap<>();
    for (Listed one : listed) {
      List<Written> ports = new ArrayList<>();
      for (int i = 0; i < one.ports().size(); i++) {
        ports.add(new Written(one, i, one.ports().get(i)));
      }
      out.putIfAbsent(one.object() + " " + one.portsPath(), ports);
    }
    return out.values().stream().flatMap(List::stream).toList();
  }

  private static Finding broken(
      ServiceView service,
      ServiceView.Port port,
      List<ServiceView.Port> lost,
      List<Written> written,
      List<Written> idle) {
    List<Written> meant = idle.stream().filter(w -> isNumber(port, w.port)).toList();
    if (meant.isEmpty() && lost.size() == 1) {
      meant = idle;
    }
    Written at = meant.isEmpty() ? written.getFirst() : meant.getFirst();
    boolean sameName = port.name().equals(at.port.name());
    String called = port.name().isEmpty() ? "unnamed" : "called " + port.name();
    String says =
        "Port %d of Service %s is %s (%s), but its endpoints in %s have the port %s: nothing leads from one to the other."
            .formatted(
                port.port(), service.key(), called, port.protocol(), at.by.object(), at.text());
    if (meant.isEmpty()) {
      says =
          "Port %d of Service %s is %s (%s), and its endpoints have no such port, only %s."
              .formatted(
                  port.port(),
                  service.key(),
                  called,
                  port.protocol(),
                  Words.list(written.stream().map(Written::text).distinct().toList()));
    }
    int index = service.ports().indexOf(port);
    List<Proof> because =
        List.of(
            new Proof(
                ObjectRef.service(service.key()),
                "spec.ports[" + index + "]",
                "name=%s protocol=%s".formatted(port.name(), port.protocol())),
            new Proof(at.by.object(), at.path(), at.text()));
    String field =
        meant.isEmpty() ? at.by.portsPath() : at.path() + (sameName ? ".protocol" : ".name");
    return new Finding.Broken(
        at.by.isManaged() ? Severity.WARNING : Severity.ERROR,
        at.by.object(),
        field,
        says,
        because,
        remedy(port, meant));
  }

  private static Remedy remedy(ServiceView.Port port, List<Written> meant) {
    if (meant.isEmpty()) {
      return Remedy.byHand("Add a port of this name and protocol to the endpoints.");
    }
    Map<ObjectRef, List<Value>> operations = new LinkedHashMap<>();
    for (Written one : meant) {
      List<Value> of = operations.computeIfAbsent(one.by.object(), _ -> new ArrayList<>());
      if (!one.port.name().equals(port.name())) {
        of.add(Change.Patch.put(Spot.pointer(one.path() + ".name"), Str.of(port.name())));
      }
      if (!one.port.protocol().equals(port.protocol())) {
        of.add(Change.Patch.put(Spot.pointer(one.path() + ".protocol"), Str.of(port.protocol())));
      }
    }
    List<Change> changes = new ArrayList<>();
    operations.forEach((ref, all) -> changes.add(Change.Patch.json(ref, Arr.copyOf(all))));
    return new Remedy(
        "Give the port of the endpoints the name and protocol of the Service's port: %s %s."
            .formatted(port.name().isEmpty() ? "no name," : port.name(), port.protocol()),
        meant.stream().anyMatch(w -> w.by.isManaged()) ? List.of() : changes);
  }

  private static boolean isNumber(ServiceView.Port port, SliceView.Port to) {
    if (to.port() == null) {
      return false;
    }
    return to.port() == port.port()
        || port.targetPort() instanceof TargetPort.Numbered(int number) && to.port() == number;
  }
}
