package io.binnacle.doctor.check.external;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Near;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An ExternalName Service that stands for a name that does not exist: below the cluster domain by the objects, outside by a probe, or
/// a cluster name that was not written in full.
final class ExternalNameDangling implements Check.OfService {
  @Override
  public String id() {
    return "external-name-dangling";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Set<String> after() {
    return Set.of(
        "external-name-address", "external-name-loop", "dns-pods-missing", "dns-service-missing");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.isExternalName() || service.externalName().isEmpty()) {
      return Finding.FINE;
    }
    Alias alias = Alias.of(service);
    Probed.Resolution found = seen.probed().resolved().get(alias.name());
    if (IpAddress.parse(alias.name()) != null || found != null && isAnswered(found)) {
      return Finding.FINE;
    }
    return alias.isInCluster(seen)
        ? inCluster(service, alias, seen)
        : outside(service, alias, found, seen);
  }

  private static boolean isAnswered(Probed.Resolution found) {
    return found.rcode().equals("NOERROR") && !found.addresses().isEmpty();
  }

  private static Finding inCluster(ServiceView service, Alias alias, Evidence seen) {
    List<String> labels = alias.belowSvc(seen);
    if (labels == null) {
      return Finding.FINE; // names of Pods and of the DNS itself
    }
    int n = labels.size();
    if (n < 2) {
      return broken(service, "There is no Service with that name.", null);
    }
    ObjectKey key = new ObjectKey(labels.get(n - 1), labels.get(n - 2));
    ServiceView target = seen.service(key);
    if (target == null) {
      Finding namespace = namespaceMissing(service, labels, key, seen);
      return namespace != null ? namespace : missing(service, labels, key, seen);
    }
    return n > 2 && target.isExternalName()
        ? broken(service, "Nothing has a name below the ExternalName Service " + key + ".", null)
        : Finding.FINE;
  }

  private static @Nullable Finding namespaceMissing(
      ServiceView service, List<String> labels, ObjectKey key, Evidence seen) {
    if (!seen.sees(ResourceName.NAMESPACES)
        || seen.find(ResourceName.NAMESPACES, new ObjectKey("", key.namespace())) != null
        || !seen.all(ResourceName.SERVICES, key.namespace()).isEmpty()) {
      return null;
    }
    List<String> all = seen.all(ResourceName.NAMESPACES).stream().map(Meta::name).toList();
    String near = Near.of(key.namespace(), all);
    boolean there =
        near != null
            && seen.sees(ResourceName.SERVICES, near)
            && seen.service(new ObjectKey(near, key.name())) != null;
    return near == null || !there
        ? broken(service, "There is no namespace " + key.namespace() + ".", null)
        : broken(
            service,
            "There is no namespace " + key.namespace() + "; there is " + near + ".",
            renamed(labels, labels.size() - 1, near, seen));
  }

  private static Finding missing(
      ServiceView service, List<String> labels, ObjectKey key, Evidence seen) {
    List<String> names =
        seen.all(ResourceName.SERVICES, key.namespace()).stream().map(Meta::name).toList();
    List<String> others =
        seen.glimpse(ResourceName.SERVICES).stream()
            .filter(o -> Meta.name(o).equals(key.name()))
            .map(Meta::namespace)
            .filter(ns -> !ns.equals(service.namespace()) || !key.name().equals(service.name()))
            .toList();
    String near = Near.of(key.name(), names);
    if (near != null && !new ObjectKey(key.namespace(), near).equals(service.key())) {
      return broken(
          service,
          "There is no Service " + key + "; there is " + near + ".",
          renamed(labels, labels.size() - 2, near, seen));
    }
    return broken(
        service,
        "There is no Service "
            + key
            + (others.isEmpty()
                ? "."
                : "; namespace " + Words.list(others) + " has one of that name."),
        others.size() == 1 ? renamed(labels, labels.size() - 1, others.getFirst(), seen) : null);
  }

  private static String renamed(List<String> labels, int at, String label, Evidence seen) {
    List<String> out = new ArrayList<>(labels);
    out.set(at, label);
    return String.join(".", out) + ".svc." + seen.facts().domain();
  }

  private static Finding outside(
      ServiceView service, Alias alias, Probed.@Nullable Resolution found, Evidence seen) {
    ObjectKey meant = meant(service, alias, seen);
    if (meant != null) {
      return broken(
          service,
          "DNS takes it as fully qualified and does not search the cluster, where Service "
              + meant
              + " is.",
          Alias.full(meant, seen));
    }
    if (found != null && found.rcode().equals("NXDOMAIN")) {
      return broken(service, "It does not exist (NXDOMAIN).", null);
    }
    return found != null && found.rcode().equals("NOERROR")
        ? broken(service, "It has no address.", null)
        : Finding.FINE;
  }

  /// The Service that a name means which would do in a Pod's search list; null if there is none.
  private static @Nullable ObjectKey meant(ServiceView service, Alias alias, Evidence seen) {
    String name =
        alias.name().endsWith(".svc")
            ? alias.name().substring(0, alias.name().length() - 4)
            : alias.name();
    List<String> labels = List.of(name.split("\\.", -1));
    ObjectKey key =
        switch (labels.size()) {
          case 1 -> new ObjectKey(service.namespace(), labels.get(0));
          case 2 -> new ObjectKey(labels.get(1), labels.get(0));
          default -> null;
        };
    if (key == null
        || key.equals(service.key())
        || !seen.sees(ResourceName.SERVICES, key.namespace())) {
      return null;
    }
    return seen.service(key) == null ? null : key;
  }

  private static Finding broken(ServiceView service, String why, @Nullable String better) {
    Spot at = Alias.spot(service);
    return new Finding.Broken(
        Severity.ERROR,
        at.object(),
        at.field(),
        "externalName " + service.externalName() + " does not resolve. " + why,
        List.of(new Proof(at.object(), at.field(), service.externalName())),
        better == null
            ? Remedy.byHand("Set externalName to a name that exists.")
            : at.remedy("Set externalName to " + better + ".", Str.of(better)));
  }
}
