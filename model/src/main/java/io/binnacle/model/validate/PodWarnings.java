package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a Pod or template says in vain or will be sorry for.
final class PodWarnings {
  private static final Map<String, String> OLD_NODE_LABELS =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead");

  private static final Map<String, String> OLD_ANNOTATIONS =
      ordered(
          "scheduler.alpha.kubernetes.io/critical-pod",
          "non-functional in v1.16+; use the \"priorityClassName\" field instead",
          "security.alpha.kubernetes.io/sysctls",
          "non-functional in v1.11+; use the \"sysctls\" field instead",
          "security.alpha.kubernetes.io/unsafe-sysctls",
          "non-functional in v1.11+; use the \"sysctls\" field instead");

  private static final Map<String, String> OLD_VOLUMES =
      ordered(
          "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+",
          "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+",
          "scaleIO", "deprecated in v1.16, non-functional in v1.22+",
          "flocker", "deprecated in v1.22, non-functional in v1.25+",
          "storageos", "deprecated in v1.22, non-functional in v1.25+",
          "quobyte", "deprecated in v1.22, non-functional in v1.25+",
          "glusterfs", "deprecated in v1.25, non-functional in v1.26+",
          "cephfs", "deprecated in v1.28, non-functional in v1.31+",
          "rbd", "deprecated in v1.28, non-functional in v1.31+");

  private final Obj spec;
  private final FieldPath path;
  private final List<String> out = new ArrayList<>();

  private PodWarnings(Obj spec, FieldPath path) {
    this.spec = spec;
    this.path = path;
  }

  /// @param holder what has `metadata` and `spec`: a Pod or a template
  /// @param path where it stands, null for a Pod itself
  static List<String> of(Obj holder, @Nullable FieldPath path) {
    FieldPath root = path == null ? FieldPath.ROOT : path;
    PodWarnings warnings = new PodWarnings(holder.obj("spec"), root.child("spec"));
    warnings.scheduling();
    warnings.annotations(holder.obj("metadata").obj("annotations"), root.child("metadata"));
    warnings.volumes();
    warnings.duplicates("hostAliases", "ip", "ip");
    warnings.duplicates("imagePullSecrets", "name", "name");
    warnings.namelessPullSecrets();
    warnings.fractions(warnings.spec.obj("overhead"), warnings.path.child("overhead"));
    warnings.eachContainer(warnings::container);
    warnings.ports();
    warnings.gracePeriod();
    warnings.affinity();
    return warnings.out;
  }

  /// A claim's spec, wherever it stands.
  static List<String> claim(Obj spec, FieldPath path) {
    Obj requests = spec.obj("resources").obj("requests");
    return isFraction(requests, "storage")
        ? List.of(fraction(requests, "storage", path.child("resources").child("requests")))
        : List.of();
  }

  private interface ContainerVisitor {
    void visit(Obj container, FieldPath path);
  }

  /// In upstream's order: init containers first.
  private void eachContainer(ContainerVisitor visitor) {
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      int i = 0;
      for (Obj container : spec.arr(list).objects()) {
        visitor.visit(container, path.child(list).index(i++));
      }
    }
  }

  private void scheduling() {
    for (String key : spec.obj("nodeSelector").keys()) {
      String message = OLD_NODE_LABELS.get(key);
      if (message != null) {
        out.add(path.child("nodeSelector").key(key) + ": " + message);
      }
    }
    int i = 0;
    for (Obj constraint : spec.arr("topologySpreadConstraints").objects()) {
      FieldPath at = path.child("topologySpreadConstraints").index(i++);
      String message = OLD_NODE_LABELS.get(constraint.str("topologyKey"));
      if (message != null) {
        out.add(at.child("topologyKey") + ": " + constraint.str("topologyKey") + " is " + message);
      }
      matchesNothing(constraint, at);
    }
  }

  private void matchesNothing(Obj holder, FieldPath at) {
    if (!(holder.get("labelSelector") instanceof Obj)) {
      out.add(at.child("labelSelector") + ": a null labelSelector results in matching no pod");
    }
  }

  private void annotations(Obj annotations, FieldPath metadata) {
    OLD_ANNOTATIONS.forEach((key, message) -> {
      if (annotations.has(key)) {
        out.add(metadata.child("annotations").key(key) + ": " + message);
      }
    });
  }

  private void volumes() {
    int i = 0;
    for (Obj volume : spec.arr("volumes").objects()) {
      FieldPath at = path.child("volumes").index(i++);
      OLD_VOLUMES.forEach((source, message) -> {
        if (volume.has(source)) {
          out.add(at.child(source) + ": " + message);
        }
      });
      Obj template = volume.obj("ephemeral").obj("volumeClaimTemplate");
      FieldPath claim = at.child("ephemeral").child("volumeClaimTemplate").child("spec");
      out.addAll(claim(template.obj("spec"), claim));
    }
  }

  private void duplicates(String list, String field, String what) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (Obj entry : spec.arr(list).objects()) {
      FieldPath at = path.child(list).index(i++).child(field);
      if (!seen.add(entry.str(field))) {
        out.add(at + ": duplicate " + what + " " + GoSyntax.quote(entry.str(field)));
      }
    }
  }

  private void namelessPullSecrets() {
    int i = 0;
    for (Obj secret : spec.arr("imagePullSecrets").objects()) {
      FieldPath at = path.child("imagePullSecrets").index(i++).child("name");
      if (secret.str("name").isEmpty()) {
        out.add(at + ": invalid empty name \"\"");
      }
    }
  }

  private void container(Obj container, FieldPath at) {
    Obj resources = container.obj("resources");
    for (String resource : List.of("memory", "ephemeral-storage")) {
      for (String list : List.of("limits", "requests")) {
        if (isFraction(resources.obj(list), resource)) {
          out.add(fraction(resources.obj(list), resource, at.child("resources").child(list)));
        }
      }
    }
    Set<String> names = new HashSet<>();
    int i = 0;
    for (Obj variable : container.arr("env").objects()) {
      FieldPath here = at.child("env").index(i++);
      String name = variable.str("name");
      String reference = "$(" + name + ")";
      String value = variable.str("value");
      boolean extendsFormer = value.contains(reference) && !value.equals(reference);
      if (!names.add(name) && (variable.get("valueFrom") instanceof Obj || !extendsFormer)) {
        out.add(
            here
                + ": hides previous definition of "
                + GoSyntax.quote(name)
                + ", which may be dropped when using apply");
      }
    }
  }

  private void fractions(Obj amounts, FieldPath at) {
    for (String resource : List.of("memory", "ephemeral-storage")) {
      if (isFraction(amounts, resource)) {
        out.add(fraction(amounts, resource, at));
      }
    }
  }

  private static boolean isFraction(Obj amounts, String resource) {
    Quantity amount = ResourceRules.quantity(amounts.get(resource));
    return amount != null && amount.amount().remainder(BigDecimal.ONE).signum() != 0;
  }

  private static String fraction(Obj amounts, String resource, FieldPath at) {
    return at.key(resource)
        + ": fractional byte value "
        + GoSyntax.quote(String.valueOf(ResourceRules.quantity(amounts.get(resource))))
        + " is invalid, must be an integer";
  }

  private record Seen(FieldPath path, Obj port) {}

  private void ports() {
    Map<String, List<Seen>> all = new HashMap<>();
    eachContainer((container, at) -> {
      int i = 0;
      for (Obj port : container.arr("ports").objects()) {
        FieldPath here = at.child("ports").index(i++);
        hostIpAlone(port, here);
        String key = port.integer("containerPort", 0) + "/" + port.str("protocol");
        List<Seen> others = all.computeIfAbsent(key, _ -> new ArrayList<>());
        others.forEach(other -> overlap(port, here, other));
        others.add(new Seen(here, port));
      }
    });
  }

  private void hostIpAlone(Obj port, FieldPath at) {
    if (!port.str("hostIP").isEmpty() && port.integer("hostPort", 0) == 0) {
      out.add(
          at
              + ": hostIP set without hostPort: {Name:"
              + port.str("name")
              + " HostPort:0 ContainerPort:"
              + port.integer("containerPort", 0)
              + " Protocol:"
              + port.str("protocol")
              + " HostIP:"
              + port.str("hostIP")
              + "}");
    }
  }

  private void overlap(Obj port, FieldPath at, Seen other) {
    String hostIp = port.str("hostIP");
    String otherIp = other.port.str("hostIP");
    long hostPort = port.integer("hostPort", 0);
    long otherPort = other.port.integer("hostPort", 0);
    if (hostIp.equals(otherIp) && hostPort == otherPort) {
      out.add(at + ": duplicate port definition with " + other.path);
    } else if (hostPort == 0 || otherPort == 0) {
      out.add(at + ": overlapping port definition with " + other.path);
    } else if (hostPort == otherPort && hostIp.isEmpty() != otherIp.isEmpty()) {
      out.add(at + ": dangerously ambiguous port definition with " + other.path);
    }
  }

  private void gracePeriod() {
    if (spec.get("terminationGracePeriodSeconds") instanceof Int n && n.value() < 0) {
      out.add(
          path.child("terminationGracePeriodSeconds")
              + ": must be >= 0; negative values are invalid and will be treated as 1");
    }
  }

  private void affinity() {
    for (String side : List.of("podAffinity", "podAntiAffinity")) {
      Obj affinity = spec.obj("affinity").obj(side);
      FieldPath at = path.child("affinity").child(side);
      String required = "requiredDuringSchedulingIgnoredDuringExecution";
      String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
      int i = 0;
      for (Obj term : affinity.arr(required).objects()) {
        matchesNothing(term, at.child(required).index(i++));
      }
      i = 0;
      for (Obj term : affinity.arr(preferred).objects()) {
        FieldPath here = at.child(preferred).index(i++).child("podAffinityTerm");
        matchesNothing(term.obj("podAffinityTerm"), here);
      }
    }
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> out = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      out.put(pairs[i], pairs[i + 1]);
    }
    return out;
  }
}
