package io.binnacle.control.loadbalancer;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Says which address every LoadBalancer Service should show, given what all Services show now. An address once given
/// stays; a freed one may be given again.
public final class AddressPlanner {
  private AddressPlanner() {}

  /// What to write.
  ///
  /// @param ingress the addresses to show, by Service; Services that are fine as they are do not appear
  /// @param refused why a Service gets none, by Service
  public record Plan(Map<ObjectKey, List<String>> ingress, Map<ObjectKey, String> refused) {}

  /// Whether this pool serves the Service: type LoadBalancer, not being deleted, and no class of another provider.
  public static boolean isOurs(ServiceView service) {
    return service.type() == ServiceView.Type.LOAD_BALANCER
        && service.loadBalancerClass() == null
        && !Meta.isDeleting(service.object());
  }

  /// Gives an address to every Service that wants one and has none.
  ///
  /// @param services all Services of the cluster, sorted by namespace and name
  /// @param pool ranges to give addresses from, at most one of each family; their first and last address are not given
  public static Plan plan(List<ServiceView> services, List<Cidr> pool) {
    Set<String> taken = new HashSet<>();
    for (ServiceView service : services) {
      if (service.type() == ServiceView.Type.LOAD_BALANCER) {
        taken.addAll(service.ingress());
      }
    }
    Map<ObjectKey, List<String>> ingress = new TreeMap<>();
    Map<ObjectKey, String> refused = new TreeMap<>();
    for (ServiceView service : services) {
      if (!isOurs(service) || !service.ingress().isEmpty()) {
        continue;
      }
      String asked = service.object().obj("spec").str("loadBalancerIP");
      if (!asked.isEmpty()) {
        String trouble = trouble(asked, taken, pool);
        if (trouble.isEmpty()) {
          taken.add(asked);
          ingress.put(service.key(), List.of(asked));
        } else {
          refused.put(service.key(), trouble);
        }
        continue;
      }
      List<String> given = given(service, taken, pool);
      if (given.isEmpty()) {
        refused.put(
            service.key(), "no free address of " + service.ipFamilies() + " in the pool " + pool);
      } else {
        ingress.put(service.key(), given);
      }
    }
    return new Plan(ingress, refused);
  }

  private static String trouble(String asked, Set<String> taken, List<Cidr> pool) {
    IpAddress ip = IpAddress.parse(asked);
    if (ip == null || pool.stream().noneMatch(range -> range.contains(ip))) {
      return "spec.loadBalancerIP " + asked + " is not in the pool " + pool;
    }
    return taken.contains(asked)
        ? "spec.loadBalancerIP " + asked + " is taken by another Service"
        : "";
  }

  private static List<String> given(ServiceView service, Set<String> taken, List<Cidr> pool) {
    List<String> out = new ArrayList<>();
    for (String family : service.ipFamilies()) {
      for (Cidr range : pool) {
        if (range.family().toString().equals(family)) {
          firstFree(range, taken, out);
        }
      }
    }
    return out;
  }

  private static void firstFree(Cidr range, Set<String> taken, List<String> out) {
    for (long offset = 1; offset < range.lastOffset(); offset++) {
      String candidate = range.address(offset).toString();
      if (taken.add(candidate)) {
        out.add(candidate);
        return;
      }
    }
  }
}
