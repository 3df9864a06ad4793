package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.common.Near;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where Ingresses lead that is not there. Silent about ports that name an action of a load balancer's controller.
final class IngressBackends {
  /// A backend that leads nowhere.
  ///
  /// @param change what mends it, null if that is not plain
  /// @param named the Service it names
  /// @param meant the Service that exists and is meant, null if none is plainly
  record Fault(
      Spot at,
      String says,
      String shows,
      @Nullable Change change,
      ObjectKey named,
      @Nullable ObjectKey meant) {}

  private record InNamespace(String name) {}

  private static final List<ResourceName> CARRIERS =
      List.of(ResourceName.DEPLOYMENTS, ResourceName.STATEFUL_SETS, Kinds.DAEMON_SETS);

  private IngressBackends() {}

  /// Those of the Ingresses of a namespace that are seen.
  static List<Fault> faults(String namespace, Evidence seen) {
    return seen.derive(new InNamespace(namespace), _ -> look(namespace, seen));
  }

  private static List<Fault> look(String namespace, Evidence seen) {
    List<Fault> faults = new ArrayList<>();
    if (seen.sees(Kinds.INGRESSES, namespace) && seen.sees(ResourceName.SERVICES, namespace)) {
      for (Obj ingress : seen.all(Kinds.INGRESSES, namespace)) {
        backends(ingress, seen, faults);
      }
    }
    return List.copyOf(faults);
  }

  /// Whether a workload has the name of the Service that is missing, so that the fault is its own.
  static boolean isCarried(Fault fault, Evidence seen) {
    return fault.meant == null
        && CARRIERS.stream()
            .anyMatch(resource ->
                seen.sees(resource, fault.named.namespace())
                    && seen.find(resource, fault.named) != null);
  }

  private static void backends(Obj ingress, Evidence seen, List<Fault> faults) {
    Spot spec = Spot.spec(new ObjectRef(Kinds.INGRESSES, "Ingress", ObjectKey.of(ingress)));
    backend(spec.in("defaultBackend"), ingress.obj("spec").obj("defaultBackend"), seen, faults);
    int r = 0;
    for (Obj rule : ingress.obj("spec").arr("rules").objects()) {
      Spot paths = spec.in("rules").at(r++).in("http").in("paths");
      int p = 0;
      for (Obj path : rule.obj("http").arr("paths").objects()) {
        backend(paths.at(p++).in("backend"), path.obj("backend"), seen, faults);
      }
    }
  }

  private static void backend(Spot at, Obj backend, Evidence seen, List<Fault> faults) {
    Obj named = backend.obj("service");
    String name = named.str("name");
    Obj port = named.obj("port");
    if (name.isEmpty() || port.str("name").equals("use-annotation")) {
      return;
    }
    Spot spot = at.in("service");
    ObjectKey key = new ObjectKey(at.object().namespace(), name);
    ServiceView service = seen.service(key);
    Fault fault =
        service == null
            ? noService(spot, key, seen)
            : service.ports().isEmpty() ? null : noPort(spot, service, port);
    if (fault != null) {
      faults.add(fault);
    }
  }

  private static Fault noService(Spot spot, ObjectKey key, Evidence seen) {
    List<String> all =
        seen.all(ResourceName.SERVICES, key.namespace()).stream().map(Meta::name).toList();
    // People put -svc behind names, and forget whether they did.
    List<String> alike =
        all.stream().filter(n -> Likeness.base(n).equals(Likeness.base(key.name()))).toList();
    String same = alike.size() == 1 ? alike.getFirst() : null;
    String near = Near.of(key.name(), all);
    near = near == null ? same : near;
    Spot at = spot.in("name");
    return new Fault(
        at,
        spot.object()
            + " leads to Service "
            + key.name()
            + ", which does not exist"
            + (near == null ? "" : "; there is " + near),
        key.name(),
        near == null ? null : at.set(Str.of(near)),
        key,
        near == null ? null : new ObjectKey(key.namespace(), near));
  }

  private static @Nullable Fault noPort(Spot spot, ServiceView service, Obj port) {
    String name = port.str("name");
    long number = port.integer("number", 0);
    boolean exists =
        service.ports().stream()
            .anyMatch(p -> name.isEmpty() ? p.port() == number : p.name().equals(name));
    if (exists || name.isEmpty() && number == 0) {
      return null;
    }
    String asked = name.isEmpty() ? Long.toString(number) : name;
    List<String> has =
        service.ports().stream()
            .map(p -> p.name().isEmpty() ? "" + p.port() : p.name() + " (" + p.port() + ")")
            .toList();
    ServiceView.Port meant = meant(service, name, number);
    Spot at = spot.in("port");
    Value whole = meant == null ? null : Obj.of("number", Int.of(meant.port()));
    return new Fault(
        at.in(name.isEmpty() ? "number" : "name"),
        spot.object()
            + " leads to port "
            + asked
            + " of Service "
            + service.name()
            + ", which has only "
            + Words.list(has),
        asked,
        whole == null ? null : at.set(whole),
        service.key(),
        service.key());
  }

  /// The port that is meant: the only one, the one whose `targetPort` was written, or whose name was misspelt.
  private static ServiceView.@Nullable Port meant(ServiceView service, String name, long number) {
    List<ServiceView.Port> ports = service.ports();
    if (ports.size() == 1) {
      return ports.getFirst();
    }
    String near = Near.of(name, ports.stream().map(ServiceView.Port::name).toList());
    List<ServiceView.Port> fits =
        ports.stream()
            .filter(p ->
                name.isEmpty()
                    ? p.targetPort().equals(new TargetPort.Numbered((int) number))
                    : p.name().equals(near) || p.targetPort().equals(new TargetPort.Named(name)))
            .toList();
    return fits.size() == 1 ? fits.getFirst() : null;
  }

  /// The finding about some of them; fine if there are none.
  static Finding finding(List<Fault> faults, Severity severity) {
    if (faults.isEmpty()) {
      return Finding.FINE;
    }
    Fault first = faults.getFirst();
    List<Proof> because =
        faults.stream().limit(4).map(fault -> fault.at.shows(fault.shows)).toList();
    List<Change> changes = new ArrayList<>();
    faults.forEach(fault -> {
      if (fault.change != null) {
        changes.add(fault.change);
      }
    });
    return new Finding.Broken(
        severity,
        first.at.object(),
        first.at.field(),
        Words.list(faults.stream().map(Fault::says).toList()) + ".",
        because,
        new Remedy(
            changes.size() == faults.size()
                ? "Name the Service and port that are there."
                : "Create the Service, or name one that exists.",
            changes));
  }
}
