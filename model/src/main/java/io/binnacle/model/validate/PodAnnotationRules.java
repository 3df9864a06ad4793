package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Annotations that mean something to the API when a Pod carries them.
final class PodAnnotationRules {
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,9}");

  private PodAnnotationRules() {}

  static void annotations(Obj annotations, Obj spec, FieldPath path, Errors out) {
    String mirror = annotations.strOrNull(MIRROR);
    if (mirror != null && spec.str("nodeName").isEmpty()) {
      out.invalid(
          path.key(MIRROR), mirror, "must set spec.nodeName if mirror pod annotation is set");
    }
    String cost = annotations.strOrNull(DELETION_COST);
    if (cost != null && !isInt32(cost)) {
      out.invalid(path.key(DELETION_COST), cost, "must be a 32bit integer");
    }
    for (Map.Entry<String, String> e : annotations.stringMap().entrySet()) {
      if (e.getKey().startsWith(APP_ARMOR)) {
        appArmor(e.getKey(), e.getValue(), spec, path.key(e.getKey()), out);
      }
    }
  }

  static void update(Obj pod, Obj old, Errors out) {
    Obj now = pod.obj("metadata").obj("annotations");
    Obj before = old.obj("metadata").obj("annotations");
    FieldPath path = ObjectMetaRules.ANNOTATIONS;
    before
        .stringMap()
        .forEach((key, value) -> {
          if (!value.equals(now.strOrNull(key))) {
            fixed(key, "may not remove or update ", path, out);
          }
        });
    for (String key : now.keys()) {
      if (!before.has(key)) {
        fixed(key, "may not add ", path, out);
      }
    }
    annotations(now, pod.obj("spec"), path, out);
  }

  private static void fixed(String key, String verb, FieldPath path, Errors out) {
    if (key.startsWith(APP_ARMOR)) {
      out.forbidden(path.key(key), verb + "AppArmor annotations");
    }
    if (key.equals(MIRROR)) {
      out.forbidden(path.key(key), verb + "mirror pod annotation");
    }
  }

  private static void appArmor(String key, String profile, Obj spec, FieldPath path, Errors out) {
    String container = key.substring(APP_ARMOR.length());
    boolean known =
        List.of("containers", "initContainers", "ephemeralContainers").stream()
            .flatMap(list -> spec.arr(list).objects().stream())
            .anyMatch(c -> c.str("name").equals(container));
    if (!known) {
      out.invalid(path, container, "container not found");
    }
    boolean fine =
        profile.isEmpty()
            || profile.equals("runtime/default")
            || profile.equals("unconfined")
            || profile.startsWith("localhost/");
    if (!fine) {
      out.invalid(path, profile, "invalid AppArmor profile name: " + GoSyntax.quote(profile));
    }
  }

  private static boolean isInt32(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return false;
    }
    long number = Long.parseLong(text);
    return number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE;
  }
}
