package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The spec of a Pod, whether in a Pod or in a template.
final class PodSpecRules {
  static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");

  private PodSpecRules() {}

  static void spec(Obj spec, PodScope scope, FieldPath path, Errors out) {
    if (!(spec.get("terminationGracePeriodSeconds") instanceof Int)) {
      out.required(path.child("terminationGracePeriodSeconds"));
    }
    Map<String, Obj> volumes =
        VolumeRules.volumes(spec.arr("volumes").objects(), scope, path.child("volumes"), out);
    Set<String> claims =
        resourceClaims(spec.arr("resourceClaims").objects(), path.child("resourceClaims"), out);
    ContainerListRules.of(spec, volumes, claims, path, out).all();
    PodNetworkRules.hostPorts(spec, scope, path, out);
    out.requiredOneOf(spec, path, "restartPolicy", RESTART_POLICIES);
    out.requiredOneOf(spec, path, "dnsPolicy", PodNetworkRules.DNS_POLICIES);
    LabelRules.labels(spec.obj("nodeSelector"), path.child("nodeSelector"), out);
    SecurityRules.pod(spec, path.child("securityContext"), out);
    AffinityRules.affinity(spec.obj("affinity"), path.child("affinity"), out);
    PodNetworkRules.dnsConfig(spec, path.child("dnsConfig"), out);
    SchedulingRules.gates(spec, path, out);
    TopologySpreadRules.constraints(
        spec.arr("topologySpreadConstraints").objects(),
        path.child("topologySpreadConstraints"),
        out);
    hostUsers(spec, path, out);
    names(spec, path, out);
    if (spec.get("activeDeadlineSeconds") instanceof Int seconds) {
      out.invalidEach(
          path.child("activeDeadlineSeconds"),
          seconds,
          Names.isInRange(seconds.value(), 1, Integer.MAX_VALUE));
    }
    for (String field : List.of("hostname", "subdomain")) {
      String value = spec.str(field);
      if (!value.isEmpty()) {
        out.invalidEach(path.child(field), value, Names.isDns1123Label(value));
      }
    }
    SchedulingRules.tolerations(spec.arr("tolerations").objects(), path.child("tolerations"), out);
    PodNetworkRules.hostAliases(spec, path.child("hostAliases"), out);
    subdomain(spec, "priorityClassName", path, out);
    subdomain(spec, "runtimeClassName", path, out);
    out.oneOf(spec, path, "preemptionPolicy", List.of("PreemptLowerPriority", "Never"));
    if (spec.has("overhead")) {
      Obj overhead = Obj.of("limits", spec.obj("overhead"));
      ResourceRules.container(overhead, Set.of(), path.child("overhead"), out);
    }
    os(spec, path.child("os"), out);
  }

  private static Set<String> resourceClaims(List<Obj> claims, FieldPath path, Errors out) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      Obj claim = claims.get(i);
      FieldPath at = path.index(i);
      String name = claim.str("name");
      if (name.isEmpty()) {
        out.required(at.child("name"));
      } else if (!names.add(name)) {
        out.duplicate(at.child("name"), name);
      } else {
        out.invalidEach(at.child("name"), name, Names.isDns1123Label(name));
      }
      boolean byName = claim.has("resourceClaimName");
      boolean byTemplate = claim.has("resourceClaimTemplateName");
      if (byName && byTemplate) {
        out.invalid(
            at,
            claim,
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
      }
      if (!byName && !byTemplate) {
        out.invalid(
            at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
      subdomain(claim, "resourceClaimName", at, out);
      subdomain(claim, "resourceClaimTemplateName", at, out);
    }
    return names;
  }

  /// User namespaces cannot be combined with the host's other ones.
  private static void hostUsers(Obj spec, FieldPath path, Errors out) {
    if (spec.bool("hostUsers", true)) {
      return;
    }
    String why = "when `pod.Spec.HostUsers` is false";
    if (spec.bool("hostNetwork", false)) {
      out.forbidden(path.child("hostNetwork"), why);
    }
    if (spec.bool("hostPID", false)) {
      out.forbidden(path.child("HostPID"), why); // upstream's capital letters
    }
    if (spec.bool("hostIPC", false)) {
      out.forbidden(path.child("HostIPC"), why);
    }
  }

  private static void names(Obj spec, FieldPath path, Errors out) {
    subdomain(spec, "serviceAccountName", path, out);
    subdomain(spec, "nodeName", path, out);
  }

  private static void subdomain(Obj holder, String field, FieldPath path, Errors out) {
    String value = holder.str(field);
    if (!value.isEmpty()) {
      out.invalidEach(path.child(field), value, Names.isDns1123Subdomain(value));
    }
  }

  private static void os(Obj spec, FieldPath path, Errors out) {
    if (!(spec.get("os") instanceof Obj os)) {
      return;
    }
    String name = os.str("name");
    if (name.isEmpty()) {
      out.required(path.child("name"), "cannot be empty");
    } else if (!name.equals("linux") && !name.equals("windows")) {
      out.notSupported(path, name, List.of("linux", "windows"));
    }
  }
}
