package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Amounts of resources: requests, limits, capacities.
final class ResourceRules {
  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "storage",
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final String HUGE_PAGES = "hugepages-";

  private ResourceRules() {}

  /// `resources` of a container.
  ///
  /// @param claimNames the names under `spec.resourceClaims` of the Pod
  static void container(Obj resources, Set<String> claimNames, FieldPath path, Errors out) {
    Obj limits = resources.obj("limits");
    Obj requests = resources.obj("requests");
    for (String name : limits.keys()) {
      FieldPath at = path.child("limits").key(name);
      containerName(name, at, out);
      amount(name, limits.get(name), at, out);
      hugePages(name, limits.get(name), at, out);
    }
    for (String name : requests.keys()) {
      FieldPath at = path.child("requests").key(name);
      containerName(name, at, out);
      amount(name, requests.get(name), at, out);
      againstLimit(name, requests.get(name), limits.get(name), path, out);
      hugePages(name, requests.get(name), at, out);
    }
    Set<String> all = new HashSet<>(limits.keys());
    all.addAll(requests.keys());
    boolean huge = all.stream().anyMatch(ResourceRules::isHugePages);
    if (huge && !all.contains("cpu") && !all.contains("memory")) {
      out.forbidden(path, "HugePages require cpu or memory");
    }
    claims(resources.arr("claims").objects(), claimNames, path.child("claims"), out);
  }

  /// A quantity that is not negative, and whole where the resource is counted.
  static void amount(String resource, @Nullable Value value, FieldPath path, Errors out) {
    Quantity amount = quantity(value);
    if (amount == null) {
      return; // refused by the schema check
    }
    if (amount.signum() < 0) {
      out.invalid(path, amount.toString(), Errors.NEGATIVE);
    }
    boolean counted = COUNTED.contains(resource) || isExtended(resource);
    if (counted && amount.amount().remainder(BigDecimal.ONE).signum() != 0) {
      out.invalid(path, amount.toString(), "must be an integer");
    }
  }

  /// The quantity a field holds, null if it holds none.
  static @Nullable Quantity quantity(@Nullable Value value) {
    if (value == null) {
      return null;
    }
    try {
      return Quantity.parse(value instanceof Str s ? s.value() : value.toString());
    } catch (SyntaxException malformed) {
      return null;
    }
  }

  private static void containerName(String name, FieldPath path, Errors out) {
    List<String> syntax = Names.isQualifiedName(name);
    out.invalidEach(path, name, syntax);
    if (name.indexOf('/') < 0) {
      if (syntax.isEmpty() && !STANDARD.contains(name) && !isHugePages(name)) {
        out.invalid(path, name, "must be a standard resource type or fully qualified");
      }
      if (!CONTAINER.contains(name) && !isHugePages(name)) {
        out.invalid(path, name, "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      out.invalid(path, name, "doesn't follow extended resource name standard");
    }
  }

  private static void againstLimit(
      String name, @Nullable Value request, @Nullable Value limit, FieldPath path, Errors out) {
    Quantity wanted = quantity(request);
    Quantity most = quantity(limit);
    boolean overcommit = isNative(name) && !isHugePages(name);
    if (wanted == null) {
      return;
    }
    if (most == null) {
      if (!overcommit) {
        out.required(path.child("limits"), "Limit must be set for non overcommitable resources");
      }
    } else if (!overcommit && wanted.compareTo(most) != 0) {
      out.invalid(
          path.child("requests"),
          wanted.toString(),
          "must be equal to " + name + " limit of " + most);
    } else if (wanted.compareTo(most) > 0) {
      out.invalid(
          path.child("requests"),
          wanted.toString(),
          "must be less than or equal to " + name + " limit of " + most);
    }
  }

  private static void hugePages(String name, @Nullable Value value, FieldPath path, Errors out) {
    Quantity amount = quantity(value);
    Quantity page =
        isHugePages(name) ? quantity(Str.of(name.substring(HUGE_PAGES.length()))) : null;
    if (amount == null || page == null) {
      return;
    }
    boolean multiple = page.signum() > 0 && amount.amount().remainder(page.amount()).signum() == 0;
    if (!multiple) {
      out.invalid(path, amount.toString(), amount + " is not positive integer multiple of " + name);
    }
  }

  private static void claims(List<Obj> claims, Set<String> known, FieldPath path, Errors out) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      String name = claims.get(i).str("name");
      FieldPath at = path.index(i);
      if (name.isEmpty()) {
        out.required(at);
        continue;
      }
      String request = claims.get(i).str("request");
      if (!request.isEmpty()) {
        out.invalidEach(at.child("request"), request, Names.isDns1123Label(request));
      }
      String key = request.isEmpty() ? name : name + "/" + request;
      if (seen.contains(name) || !seen.add(key)) {
        out.duplicate(at, seen.contains(name) ? name : key);
      }
      if (!known.contains(name)) {
        List<String> sorted = new ArrayList<>(known);
        sorted.sort(null);
        String which = sorted.isEmpty() ? " which is empty" : ": " + String.join(", ", sorted);
        out.notFound(at, name, "must be one of the names in pod.spec.resourceClaims" + which);
      }
    }
  }

  private static boolean isHugePages(String name) {
    return name.startsWith(HUGE_PAGES);
  }

  private static boolean isNative(String name) {
    return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
  }

  private static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Names.isQualifiedName("requests." + name).isEmpty();
  }
}
