package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Obj;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where a container mounts volumes or sees them as devices.
final class MountRules {
  private static final List<String> PROPAGATIONS =
      List.of("Bidirectional", "HostToContainer", "None");
  private static final List<String> RECURSIVE = List.of("Disabled", "Enabled", "IfPossible");
  private static final String ELSEWHERE = "must not already exist ";

  private MountRules() {}

  static void mounts(Obj container, Map<String, Obj> volumes, FieldPath path, Errors out) {
    Map<String, String> devices = byName(container, "volumeDevices", "devicePath");
    Set<String> points = new HashSet<>();
    int i = 0;
    for (Obj mount : container.arr("volumeMounts").objects()) {
      FieldPath at = path.index(i++);
      String name = mount.str("name");
      String point = mount.str("mountPath");
      if (name.isEmpty()) {
        out.required(at.child("name"));
      }
      if (!volumes.containsKey(name)) {
        out.notFound(at.child("name"), name);
      }
      if (point.isEmpty()) {
        out.required(at.child("mountPath"));
      }
      if (!points.add(point)) {
        out.invalid(at.child("mountPath"), point, "must be unique");
      }
      if (devices.containsKey(name)) {
        out.invalid(at.child("name"), name, ELSEWHERE + "in volumeDevices");
      }
      if (devices.containsValue(point)) {
        out.invalid(at.child("mountPath"), point, ELSEWHERE + "as a path in volumeDevices");
      }
      boolean image = volumes.getOrDefault(name, Obj.EMPTY).get("image") instanceof Obj;
      subPaths(mount, image, at, path, out);
      propagation(mount, container, path, out);
    }
  }

  /// Upstream names some findings after the list, not after its element.
  private static void subPaths(Obj mount, boolean image, FieldPath at, FieldPath list, Errors out) {
    String subPath = mount.str("subPath");
    String expression = mount.str("subPathExpr");
    if (image && !subPath.isEmpty()) {
      out.invalid(at.child("subPath"), subPath, "not allowed in image volume sources");
    }
    if (image && !expression.isEmpty()) {
      out.invalid(at.child("subPathExpr"), expression, "not allowed in image volume sources");
    }
    if (!subPath.isEmpty()) {
      PathRules.descending(subPath, list.child("subPath"), out);
    }
    if (!expression.isEmpty()) {
      if (!subPath.isEmpty()) {
        out.invalid(
            at.child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
      }
      PathRules.descending(expression, list.child("subPathExpr"), out);
    }
  }

  private static void propagation(Obj mount, Obj container, FieldPath list, Errors out) {
    out.oneOf(mount, list, "mountPropagation", PROPAGATIONS);
    String propagation = mount.str("mountPropagation");
    boolean privileged = container.obj("securityContext").bool("privileged", false);
    if (propagation.equals("Bidirectional") && !privileged) {
      out.forbidden(
          list.child("mountPropagation"),
          "Bidirectional mount propagation is available only to privileged containers");
    }
    FieldPath path = list.child("recursiveReadOnly");
    out.oneOf(mount, list, "recursiveReadOnly", RECURSIVE);
    String recursive = mount.str("recursiveReadOnly");
    if (recursive.equals("Enabled") || recursive.equals("IfPossible")) {
      if (!mount.bool("readOnly", false)) {
        out.forbidden(path, "may only be specified when readOnly is true");
      }
      if (!propagation.isEmpty() && !propagation.equals("None")) {
        out.forbidden(path, "may only be specified when mountPropagation is None or not specified");
      }
    }
  }

  static void devices(Obj container, Map<String, Obj> volumes, FieldPath path, Errors out) {
    Map<String, String> mounts = byName(container, "volumeMounts", "mountPath");
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (Obj device : container.arr("volumeDevices").objects()) {
      FieldPath at = path.index(i++);
      String name = device.str("name");
      String devicePath = device.str("devicePath");
      deviceName(name, !name.isEmpty() && !names.add(name), volumes, at.child("name"), out);
      if (devicePath.isEmpty()) {
        out.required(at.child("devicePath"));
      }
      if (paths.contains(devicePath)) {
        out.invalid(at.child("devicePath"), devicePath, "must be unique");
      }
      if (PathRules.stepsBack(devicePath)) {
        out.invalid(at.child("devicePath"), devicePath, "can not contain backsteps ('..')");
      } else {
        paths.add(devicePath);
      }
      if (mounts.containsKey(name)) {
        out.invalid(at.child("name"), name, ELSEWHERE + "in volumeMounts");
      }
      if (mounts.containsValue(devicePath)) {
        out.invalid(at.child("devicePath"), devicePath, ELSEWHERE + "as a path in volumeMounts");
      }
    }
  }

  private static void deviceName(
      String name, boolean twice, Map<String, Obj> volumes, FieldPath path, Errors out) {
    if (name.isEmpty()) {
      out.required(path);
    }
    if (twice) {
      out.invalid(path, name, "must be unique");
    }
    Obj volume = volumes.get(name);
    if (volume == null) {
      out.notFound(path, name);
    } else if (!(volume.get("persistentVolumeClaim") instanceof Obj)
        && !(volume.get("ephemeral") instanceof Obj)) {
      out.invalid(
          path,
          name,
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    }
  }

  private static Map<String, String> byName(Obj container, String list, String field) {
    Map<String, String> out = new HashMap<>();
    for (Obj entry : container.arr(list).objects()) {
      out.put(entry.str("name"), entry.str(field));
    }
    return out;
  }
}
