package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The three lists of containers of a Pod spec: regular, init and ephemeral ones.
///
/// @param spec the Pod spec
/// @param volumes its volumes by name, those without findings
/// @param claims the names of its resource claims
/// @param path where the spec stands
/// @param out takes the findings
record ContainerListRules(
    Obj spec, Map<String, Obj> volumes, Set<String> claims, FieldPath path, Errors out) {
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final String NOT_EPHEMERAL = "cannot be set for an Ephemeral Container";

  static ContainerListRules of(
      Obj spec, Map<String, Obj> volumes, Set<String> claims, FieldPath path, Errors out) {
    return new ContainerListRules(spec, volumes, claims, path, out);
  }

  void all() {
    containers(path.child("containers"));
    initContainers(path.child("initContainers"));
    ephemeralContainers(path.child("ephemeralContainers"));
  }

  private void containers(FieldPath list) {
    List<Obj> containers = spec.arr("containers").objects();
    if (containers.isEmpty()) {
      out.required(list);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      Obj container = containers.get(i);
      FieldPath at = list.index(i);
      common(container, at);
      if (!names.add(container.str("name"))) {
        out.duplicate(at.child("name"), container.str("name"));
      }
      lifecycleAndProbes(container, at);
      if (container.has("restartPolicy")) {
        out.forbidden(at.child("restartPolicy"), "may not be set for non-init containers");
      }
    }
    hostPortConflicts(containers, list);
  }

  private void initContainers(FieldPath list) {
    Set<String> names = names("containers");
    List<Obj> containers = spec.arr("initContainers").objects();
    for (int i = 0; i < containers.size(); i++) {
      Obj container = containers.get(i);
      FieldPath at = list.index(i);
      common(container, at);
      out.oneOf(container, at, "restartPolicy", List.of("Always"));
      String name = container.str("name");
      if (names.contains(name)) {
        out.duplicate(at.child("name"), name);
      } else if (!name.isEmpty()) {
        names.add(name);
      }
      hostPortConflicts(List.of(container), list);
      if (container.str("restartPolicy").equals("Always")) {
        lifecycleAndProbes(container, at);
      } else {
        forbidden(container, at, "may not be set for init containers without restartPolicy=Always");
      }
    }
  }

  private void forbidden(Obj container, FieldPath at, String why) {
    for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.get(field) instanceof Obj) {
        out.forbidden(at.child(field), why);
      }
    }
  }

  private void ephemeralContainers(FieldPath list) {
    Set<String> others = names("containers");
    others.addAll(names("initContainers"));
    Set<String> names = new HashSet<>(others);
    List<Obj> containers = spec.arr("ephemeralContainers").objects();
    for (int i = 0; i < containers.size(); i++) {
      Obj container = containers.get(i);
      FieldPath at = list.index(i);
      common(container, at);
      ContainerRules.imageIsTrimmed(container, at, out);
      if (!names.add(container.str("name"))) {
        out.duplicate(at.child("name"), container.str("name"));
      }
      String target = container.str("targetContainerName");
      if (!target.isEmpty() && !others.contains(target)) {
        out.notFound(at.child("targetContainerName"), target);
      }
      ephemeral(container, at);
    }
  }

  private void ephemeral(Obj container, FieldPath at) {
    if (!container.arr("ports").isEmpty()) {
      out.forbidden(at.child("ports"), NOT_EPHEMERAL);
    }
    if (!container.obj("resources").isEmpty()) {
      out.forbidden(at.child("resources"), NOT_EPHEMERAL);
    }
    if (!container.arr("resizePolicy").isEmpty()) {
      out.forbidden(at.child("resizePolicy"), NOT_EPHEMERAL);
    }
    if (container.has("restartPolicy")) {
      out.forbidden(at.child("restartPolicy"), NOT_EPHEMERAL);
    }
    for (String probe : PROBES) {
      if (container.get(probe) instanceof Obj) {
        out.forbidden(at.child(probe), NOT_EPHEMERAL);
      }
    }
    if (container.get("lifecycle") instanceof Obj) {
      out.forbidden(at.child("lifecycle"), NOT_EPHEMERAL);
    }
    int i = 0;
    for (Obj mount : container.arr("volumeMounts").objects()) {
      FieldPath mountPath = at.child("volumeMounts").index(i++);
      for (String field : List.of("subPath", "subPathExpr")) {
        if (!mount.str(field).isEmpty()) {
          out.forbidden(mountPath.child(field), NOT_EPHEMERAL);
        }
      }
    }
  }

  private void common(Obj container, FieldPath at) {
    ContainerRules.container(container, spec, volumes, claims, at, out);
  }

  private void lifecycleAndProbes(Obj container, FieldPath at) {
    Long grace = gracePeriod();
    ProbeRules.lifecycle(container.obj("lifecycle"), grace, at.child("lifecycle"), out);
    for (String probe : PROBES) {
      if (container.get(probe) instanceof Obj p) {
        ProbeRules.probe(p, probe, grace, at.child(probe), out);
      }
    }
  }

  private @Nullable Long gracePeriod() {
    return spec.get("terminationGracePeriodSeconds") instanceof Int n ? (Long) n.value() : null;
  }

  private Set<String> names(String list) {
    Set<String> out = new HashSet<>();
    for (Obj container : spec.arr(list).objects()) {
      out.add(container.str("name"));
    }
    return out;
  }

  private void hostPortConflicts(List<Obj> containers, FieldPath list) {
    Set<String> taken = new HashSet<>();
    for (int c = 0; c < containers.size(); c++) {
      List<Obj> ports = containers.get(c).arr("ports").objects();
      for (int p = 0; p < ports.size(); p++) {
        Obj port = ports.get(p);
        long hostPort = port.integer("hostPort", 0);
        String claim = port.str("protocol") + "/" + port.str("hostIP") + "/" + hostPort;
        if (hostPort != 0 && !taken.add(claim)) {
          out.duplicate(list.index(c).child("ports").index(p).child("hostPort"), claim);
        }
      }
    }
  }
}
