package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What any container must be like.
final class ContainerRules {
  static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");

  private ContainerRules() {}

  /// @param spec the Pod spec around it
  /// @param volumes the volumes of the Pod by name
  /// @param claims the names of the Pod's resource claims
  static void container(
      Obj container,
      Obj spec,
      Map<String, Obj> volumes,
      Set<String> claims,
      FieldPath path,
      Errors out) {
    String name = container.str("name");
    if (name.isEmpty()) {
      out.required(path.child("name"));
    } else {
      out.invalidEach(path.child("name"), name, Names.isDns1123Label(name));
    }
    if (container.str("image").isEmpty()) {
      out.required(path.child("image"));
    }
    out.requiredOneOf(container, path, "terminationMessagePolicy", MESSAGE_POLICIES);
    ports(container.arr("ports").objects(), path.child("ports"), out);
    EnvRules.env(container.arr("env").objects(), path.child("env"), out);
    EnvRules.envFrom(container.arr("envFrom").objects(), path.child("envFrom"), out);
    MountRules.mounts(container, volumes, path.child("volumeMounts"), out);
    MountRules.devices(container, volumes, path.child("volumeDevices"), out);
    out.requiredOneOf(container, path, "imagePullPolicy", PULL_POLICIES);
    ResourceRules.container(container.obj("resources"), claims, path.child("resources"), out);
    resizePolicy(container, spec.str("restartPolicy"), path.child("resizePolicy"), out);
    if (container.get("securityContext") instanceof Obj context) {
      SecurityRules.container(
          context, spec.bool("hostUsers", true), path.child("securityContext"), out);
    }
  }

  /// In a Pod, unlike in a template, an image has no blanks around it.
  static void imageIsTrimmed(Obj container, FieldPath path, Errors out) {
    String image = container.str("image");
    if (!image.equals(image.strip())) {
      out.invalid(path.child("image"), image, "must not have leading or trailing whitespace");
    }
  }

  private static void ports(List<Obj> ports, FieldPath path, Errors out) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      Obj port = ports.get(i);
      FieldPath at = path.index(i);
      String name = port.str("name");
      if (!name.isEmpty()) {
        List<String> syntax = Names.isPortName(name);
        out.invalidEach(at.child("name"), name, syntax);
        if (syntax.isEmpty() && !names.add(name)) {
          out.duplicate(at.child("name"), name);
        }
      }
      long number = port.integer("containerPort", 0);
      if (number == 0) {
        out.required(at.child("containerPort"));
      } else {
        AddressRules.portNumber(number, at.child("containerPort"), out);
      }
      if (port.integer("hostPort", 0) != 0) {
        AddressRules.portNumber(port.integer("hostPort", 0), at.child("hostPort"), out);
      }
      out.requiredOneOf(port, at, "protocol", AddressRules.PROTOCOLS);
    }
  }

  private static void resizePolicy(
      Obj container, String podRestartPolicy, FieldPath path, Errors out) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (Obj policy : container.arr("resizePolicy").objects()) {
      String resource = policy.str("resourceName");
      if (!seen.add(resource)) {
        out.duplicate(path.index(i), resource);
      }
      i++;
      known(resource, List.of("cpu", "memory"), path, out);
      String restart = policy.str("restartPolicy");
      known(restart, List.of("NotRequired", "RestartContainer"), path, out);
      if (podRestartPolicy.equals("Never") && !restart.equals("NotRequired")) {
        out.invalid(path, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'");
      }
    }
  }

  private static void known(String value, List<String> supported, FieldPath path, Errors out) {
    if (value.isEmpty()) {
      out.required(path);
    } else if (!supported.contains(value)) {
      out.notSupported(path, value, supported);
    }
  }
}
