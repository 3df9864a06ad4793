package io.binnacle.model.defaults;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.function.UnaryOperator;

/// Pods, and Pod templates, which get less: what a template leaves open is decided Pod by Pod.
final class PodDefaults {
  private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers");
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private PodDefaults() {}

  /// A Pod.
  static Obj pod(Obj pod) {
    Obj out = pod.change("spec", PodDefaults::podSpec);
    return out.has("status") ? out.change("status", PodDefaults::addresses) : out;
  }

  /// A Pod template: `metadata` and `spec`.
  static Obj template(Obj template) {
    return template.change("spec", PodDefaults::spec);
  }

  private static Obj podSpec(Obj spec) {
    Obj out = spec(spec);
    for (String list : CONTAINER_LISTS) {
      out = each(out, list, PodDefaults::requestsFromLimits);
      if (out.bool("hostNetwork", false)) {
        out = each(out, list, c -> each(c, "ports", PodDefaults::hostPort));
      }
    }
    return out.has("enableServiceLinks") ? out : out.with("enableServiceLinks", true);
  }

  private static Obj spec(Obj spec) {
    Obj out = each(spec, "volumes", PodDefaults::volume);
    for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
      out = each(out, list, PodDefaults::container);
    }
    return serviceAccount(out);
  }

  /// `serviceAccount` is the old name of `serviceAccountName`; both are kept equal, the new one wins.
  private static Obj serviceAccount(Obj spec) {
    String name = spec.str("serviceAccountName", "");
    String account = name.isEmpty() ? spec.str("serviceAccount") : name;
    return account.isEmpty()
        ? spec
        : spec.with("serviceAccountName", account).with("serviceAccount", account);
  }

  private static Obj volume(Obj volume) {
    boolean sourceless = volume.keys().stream().allMatch("name"::equals);
    Obj out = sourceless ? volume.with("emptyDir", Obj.EMPTY) : volume;
    return out.get("image") instanceof Obj
        ? out.change("image", i -> pullPolicy(i, "reference", "pullPolicy"))
        : out;
  }

  private static Obj container(Obj container) {
    Obj out = pullPolicy(container, "image", "imagePullPolicy");
    for (String probe : PROBES) {
      out = out.get(probe) instanceof Obj p ? out.with(probe, probe(p)) : out;
    }
    return out;
  }

  private static Obj pullPolicy(Obj holder, String image, String policy) {
    return holder.str(policy).isEmpty()
        ? holder.with(policy, policyFor(holder.str(image)))
        : holder;
  }

  /// `Always` for the tag `latest`, which an image with neither tag nor digest has, else `IfNotPresent`.
  static String policyFor(String image) {
    int at = image.indexOf('@');
    String reference = at < 0 ? image : image.substring(0, at);
    String last = reference.substring(reference.lastIndexOf('/') + 1);
    int colon = last.indexOf(':');
    String tag = colon >= 0 ? last.substring(colon + 1) : at < 0 && !last.isEmpty() ? "latest" : "";
    return tag.equals("latest") ? "Always" : "IfNotPresent";
  }

  /// For these numbers upstream cannot tell 0 from absent.
  private static Obj probe(Obj probe) {
    Obj out = zeroIs(probe, "timeoutSeconds", 1);
    out = zeroIs(out, "periodSeconds", 10);
    out = zeroIs(out, "successThreshold", 1);
    return zeroIs(out, "failureThreshold", 3);
  }

  private static Obj zeroIs(Obj object, String field, long value) {
    return object.integer(field, 0) == 0 ? object.with(field, value) : object;
  }

  private static Obj requestsFromLimits(Obj container) {
    Obj resources = container.obj("resources");
    Obj requests = resources.obj("requests");
    Obj limits = resources.obj("limits");
    for (int i = 0; i < limits.size(); i++) {
      if (!requests.has(limits.keyAt(i))) {
        requests = requests.with(limits.keyAt(i), limits.valueAt(i));
      }
    }
    return limits.isEmpty()
        ? container
        : container.with("resources", resources.with("requests", requests));
  }

  private static Obj hostPort(Obj port) {
    return port.integer("hostPort", 0) == 0
        ? port.with("hostPort", port.integer("containerPort", 0))
        : port;
  }

  /// `podIP` is the first of `podIPs`; whoever sets one sets both.
  private static Obj addresses(Obj status) {
    String first = status.str("podIP");
    Arr all = status.arr("podIPs");
    String firstOfAll = !all.isEmpty() && all.get(0) instanceof Obj o ? o.str("ip") : "";
    if (!first.isEmpty() && !first.equals(firstOfAll)) {
      return status.with("podIPs", Arr.of(Obj.of("ip", Str.of(first))));
    }
    return first.isEmpty() && !firstOfAll.isEmpty() ? status.with("podIP", firstOfAll) : status;
  }

  private static Obj each(Obj holder, String list, UnaryOperator<Obj> change) {
    if (!(holder.get(list) instanceof Arr items)) {
      return holder;
    }
    UnaryOperator<Value> element = v -> v instanceof Obj o ? change.apply(o) : v;
    return holder.with(list, items.map(element));
  }
}
