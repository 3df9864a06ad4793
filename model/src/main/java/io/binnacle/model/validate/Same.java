package io.binnacle.model.validate;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Whether two values mean the same to the API. A Go client leaves out `false`, `0` and `""` that a person may have written,
/// so those equal an absent field; fields that are pointers upstream tell absent from zero, and so do we.
final class Same {
  /// Fields of the immutable parts of the API (Pod specs, selectors, claims) for which absent is not zero.
  private static final Set<String> POINTERS =
      Set.of(
          "activeDeadlineSeconds",
          "allowPrivilegeEscalation",
          "automountServiceAccountToken",
          "awsElasticBlockStore",
          "configMap",
          "configMapKeyRef",
          "configMapRef",
          "csi",
          "defaultMode",
          "deletionGracePeriodSeconds",
          "downwardAPI",
          "emptyDir",
          "enableServiceLinks",
          "ephemeral",
          "exec",
          "fieldRef",
          "fsGroup",
          "grpc",
          "hostPath",
          "hostUsers",
          "httpGet",
          "image",
          "labelSelector",
          "lifecycle",
          "livenessProbe",
          "minDomains",
          "mode",
          "namespaceSelector",
          "nfs",
          "nodeAffinity",
          "optional",
          "partition",
          "persistentVolumeClaim",
          "podAffinity",
          "podAntiAffinity",
          "priority",
          "privileged",
          "projected",
          "readOnlyRootFilesystem",
          "readinessProbe",
          "replicas",
          "requiredDuringSchedulingIgnoredDuringExecution",
          "resourceFieldRef",
          "revisionHistoryLimit",
          "runAsGroup",
          "runAsNonRoot",
          "runAsUser",
          "runtimeClassName",
          "secret",
          "secretKeyRef",
          "secretRef",
          "selector",
          "serviceAccountToken",
          "setHostnameAsFQDN",
          "shareProcessNamespace",
          "sleep",
          "startupProbe",
          "storageClassName",
          "tcpSocket",
          "terminationGracePeriodSeconds",
          "tolerationSeconds",
          "valueFrom");

  private Same() {}

  /// Whether `a` and `b` agree on `field`.
  static boolean field(Obj a, Obj b, String field) {
    return field(field, a.get(field), b.get(field));
  }

  /// Whether two values of the same type mean the same.
  static boolean values(@Nullable Value a, @Nullable Value b) {
    if (a instanceof Obj x && b instanceof Obj y) {
      return objects(x, y);
    }
    if (a instanceof Arr x && b instanceof Arr y) {
      return arrays(x, y);
    }
    return Objects.equals(a, b) || isZero(a) && isZero(b);
  }

  private static boolean objects(Obj a, Obj b) {
    if (a.equals(b)) {
      return true;
    }
    Set<String> keys = new TreeSet<>(a.keys());
    keys.addAll(b.keys());
    for (String key : keys) {
      if (!field(key, a.get(key), b.get(key))) {
        return false;
      }
    }
    return true;
  }

  private static boolean arrays(Arr a, Arr b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!values(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean field(String name, @Nullable Value a, @Nullable Value b) {
    boolean bothSet = isSet(a) && isSet(b);
    if (POINTERS.contains(name) && !bothSet) {
      return isSet(a) == isSet(b);
    }
    return values(a, b);
  }

  private static boolean isSet(@Nullable Value value) {
    return value != null && value != Null.NULL;
  }

  private static boolean isZero(@Nullable Value value) {
    return switch (value) {
      case null -> true;
      case Null _ -> true;
      case Str s -> s.value().isEmpty();
      case Int n -> n.value() == 0;
      case Bool b -> !b.value();
      case Real r -> r.value().signum() == 0;
      case Arr a -> a.isEmpty();
      case Obj o -> isZero(o);
    };
  }

  private static boolean isZero(Obj object) {
    for (int i = 0; i < object.size(); i++) {
      boolean pointer = POINTERS.contains(object.keyAt(i));
      Value value = object.valueAt(i);
      if (pointer ? isSet(value) : !isZero(value)) {
        return false;
      }
    }
    return true;
  }
}
