package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.pods.Containers.Container;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds what a Pod misses, from the runtime's words: ConfigMaps, Secrets, keys in them, volumes.
final class MissingConfig {
  private static final Pattern OBJECT =
      Pattern.compile("(?i)\\b(configmap|secret|persistentvolumeclaim) \"([^\"]+)\" not found");
  private static final Pattern KEY =
      Pattern.compile("(?i)couldn't find key (\\S+) in (configmap|secret) \\S*?([^/\\s]+)$");
  private static final Pattern VOLUME = Pattern.compile("for volume \"([^\"]+)\"");

  private MissingConfig() {}

  static Ailment ofContainer(PodView pod, Container container, Evidence seen) {
    String message = container.waitingMessage();
    String part = "";
    String hint = "Look at what the container needs: " + Words.quote(message) + ".";
    Matcher object = OBJECT.matcher(message);
    Matcher key = KEY.matcher(message.strip());
    if (object.find()) {
      String kind = kind(object.group(1));
      part = reference(container.spec(), kind, object.group(2), "");
      hint = "Create the " + kind + " " + object.group(2) + ", or correct its name here.";
    } else if (key.find()) {
      String kind = kind(key.group(2));
      part = reference(container.spec(), kind, key.group(3), key.group(1));
      hint =
          "Put the key "
              + key.group(1)
              + " into "
              + kind
              + " "
              + key.group(3)
              + ", or correct it here.";
    } else if (message.contains("runAsNonRoot") || message.contains("non-root")) {
      part = ".securityContext";
      hint = "Let the container run as a user that is not root, by runAsUser or in the image.";
    }
    return new Ailment(
        pod,
        Trouble.CONFIG,
        Places.ofContainer(pod, container.list(), container.name(), part, seen),
        container.noun() + ": " + Words.quote(message.isEmpty() ? container.waitingFor() : message),
        hint);
  }

  static Ailment ofVolume(PodView pod, Obj event, Evidence seen) {
    String message = event.str("message");
    Matcher volume = VOLUME.matcher(message);
    String name = volume.find() ? volume.group(1) : "";
    Matcher object = OBJECT.matcher(message);
    String part = "volumes";
    List<Obj> volumes = pod.object().obj("spec").arr("volumes").objects();
    for (int i = 0; i < volumes.size(); i++) {
      if (volumes.get(i).str("name").equals(name)) {
        part = "volumes[" + i + "]";
      }
    }
    return new Ailment(
        pod,
        Trouble.CONFIG,
        Places.ofSpec(pod, part, seen),
        Words.quote(message),
        object.find()
            ? "Create the "
                + kind(object.group(1))
                + " "
                + object.group(2)
                + ", or correct its name in the volume."
            : "Look at the volume"
                + (name.isEmpty() ? "" : " " + name)
                + " and what stands behind it.");
  }

  private static String kind(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "configmap" -> "ConfigMap";
      case "secret" -> "Secret";
      default -> "PersistentVolumeClaim";
    };
  }

  /// Where a container refers to an object, or to a key of it: `.env[1].valueFrom.secretKeyRef.name`.
  private static String reference(Obj container, String kind, String name, String key) {
    String byKey = kind.equals("Secret") ? "secretKeyRef" : "configMapKeyRef";
    String whole = kind.equals("Secret") ? "secretRef" : "configMapRef";
    List<Obj> env = container.arr("env").objects();
    for (int i = 0; i < env.size(); i++) {
      Obj from = env.get(i).obj("valueFrom").obj(byKey);
      if (from.str("name").equals(name) && (key.isEmpty() || from.str("key").equals(key))) {
        return ".env[" + i + "].valueFrom." + byKey + (key.isEmpty() ? ".name" : ".key");
      }
    }
    List<Obj> all = container.arr("envFrom").objects();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).obj(whole).str("name").equals(name)) {
        return ".envFrom[" + i + "]." + whole + ".name";
      }
    }
    return "";
  }
}
