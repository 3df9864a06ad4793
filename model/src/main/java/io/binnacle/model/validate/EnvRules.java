package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Environment variables and where their values come from.
final class EnvRules {
  private static final List<String> ENV_FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final Set<String> KNOWN_FIELDS =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.host",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.schedulerName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.phase",
          "status.podIP",
          "status.podIPs");
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final List<String> BYTE_DIVISORS =
      List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private EnvRules() {}

  static void env(List<Obj> variables, FieldPath path, Errors out) {
    for (int i = 0; i < variables.size(); i++) {
      Obj variable = variables.get(i);
      FieldPath at = path.index(i);
      String name = variable.str("name");
      if (name.isEmpty()) {
        out.required(at.child("name"));
      } else {
        out.invalidEach(at.child("name"), name, Names.isRelaxedEnvVarName(name));
      }
      if (variable.get("valueFrom") instanceof Obj from) {
        valueFrom(from, variable.str("value"), at.child("valueFrom"), out);
      }
    }
  }

  static void envFrom(List<Obj> sources, FieldPath path, Errors out) {
    for (int i = 0; i < sources.size(); i++) {
      Obj source = sources.get(i);
      FieldPath at = path.index(i);
      String prefix = source.str("prefix");
      if (!prefix.isEmpty()) {
        out.invalidEach(at.child("prefix"), prefix, Names.isRelaxedEnvVarName(prefix));
      }
      int count = 0;
      for (String field : List.of("configMapRef", "secretRef")) {
        if (source.get(field) instanceof Obj reference) {
          count++;
          referenceName(reference, at.child(field), out);
        }
      }
      if (count == 0) {
        out.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (count > 1) {
        out.invalid(path, "", "may not have more than one field specified at a time");
      }
    }
  }

  private static void referenceName(Obj reference, FieldPath path, Errors out) {
    String name = reference.str("name");
    if (name.isEmpty()) {
      out.required(path.child("name"));
    } else {
      NameRule.DNS_SUBDOMAIN.prefix(name, path.child("name"), out);
    }
  }

  private static void valueFrom(Obj from, String value, FieldPath path, Errors out) {
    int count = 0;
    if (from.get("fieldRef") instanceof Obj field) {
      count++;
      fieldRef(field, ENV_FIELDS, path.child("fieldRef"), out);
    }
    if (from.get("resourceFieldRef") instanceof Obj resource) {
      count++;
      resourceFieldRef(resource, false, path.child("resourceFieldRef"), out);
    }
    for (String selector : List.of("configMapKeyRef", "secretKeyRef")) {
      if (from.get(selector) instanceof Obj key) {
        count++;
        keyRef(key, path.child(selector), out);
      }
    }
    if (count == 0) {
      out.invalid(
          path,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    } else if (!value.isEmpty()) {
      out.invalid(path, "", "may not be specified when `value` is not empty");
    } else if (count > 1) {
      out.invalid(path, "", "may not have more than one field specified at a time");
    }
  }

  private static void keyRef(Obj selector, FieldPath path, Errors out) {
    NameRule.DNS_SUBDOMAIN.name(selector.str("name"), path.child("name"), out);
    String key = selector.str("key");
    if (key.isEmpty()) {
      out.required(path.child("key"));
    } else {
      ConfigRules.key(key, path.child("key"), out);
    }
  }

  /// A field of the Pod that a variable or file shows.
  ///
  /// @param supported the paths allowed here, besides single labels and annotations
  static void fieldRef(Obj reference, List<String> supported, FieldPath path, Errors out) {
    String version = reference.str("apiVersion");
    String field = reference.str("fieldPath");
    FieldPath at = path.child("fieldPath");
    if (version.isEmpty()) {
      out.required(path.child("apiVersion"));
      return;
    }
    if (field.isEmpty()) {
      out.required(at);
      return;
    }
    if (!version.equals("v1")) {
      out.invalid(at, field, "error converting fieldPath: unsupported pod version: " + version);
      return;
    }
    int subscript = field.endsWith("']") ? field.indexOf("['") : -1;
    if (subscript > 0) {
      subscripted(field, subscript, path, out);
    } else if (!KNOWN_FIELDS.contains(field)) {
      out.invalid(at, field, "error converting fieldPath: field label not supported: " + field);
    } else {
      String current = field.equals("spec.host") ? "spec.nodeName" : field;
      if (!supported.contains(current)) {
        out.notSupported(at, current, supported);
      }
    }
  }

  private static void subscripted(String field, int subscript, FieldPath path, Errors out) {
    String key = field.substring(subscript + 2, field.length() - 2);
    switch (field.substring(0, subscript)) {
      case "metadata.annotations" -> LabelRules.key(key.toLowerCase(Locale.ROOT), path, out);
      case "metadata.labels" -> LabelRules.key(key, path, out);
      default ->
          out.invalid(
              path.child("fieldPath"),
              field,
              "error converting fieldPath: field label does not support subscript: " + field);
    }
  }

  /// A request or limit of a container that a variable or file shows.
  static void resourceFieldRef(Obj reference, boolean inVolume, FieldPath path, Errors out) {
    String resource = reference.str("resource");
    boolean hugePages =
        resource.startsWith("requests.hugepages-") || resource.startsWith("limits.hugepages-");
    if (inVolume && reference.str("containerName").isEmpty()) {
      out.required(path.child("containerName"));
    } else if (resource.isEmpty()) {
      out.required(path.child("resource"));
    } else if (!RESOURCES.contains(resource) && !hugePages) {
      out.notSupported(path.child("resource"), resource, RESOURCES);
    }
    Quantity divisor = ResourceRules.quantity(reference.get("divisor"));
    if (divisor != null && divisor.signum() != 0) {
      divisor(resource, divisor.toString(), path.child("divisor"), out);
    }
  }

  private static void divisor(String resource, String divisor, FieldPath path, Errors out) {
    String what = resource.substring(resource.indexOf('.') + 1);
    if (what.equals("cpu")) {
      if (!divisor.equals("1m") && !divisor.equals("1")) {
        out.invalid(
            path, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
      }
      return;
    }
    String named =
        switch (what) {
          case "memory" -> "memory";
          case "ephemeral-storage" -> "local ephemeral storage";
          default -> what.startsWith("hugepages-") ? "hugepages" : "";
        };
    if (!named.isEmpty() && !BYTE_DIVISORS.contains(divisor)) {
      out.invalid(
          path,
          resource,
          "only divisor's values "
              + String.join(", ", BYTE_DIVISORS)
              + " are supported with the "
              + named
              + " resource");
    }
  }
}
