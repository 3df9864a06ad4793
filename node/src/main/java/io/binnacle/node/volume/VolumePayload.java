package io.binnacle.node.volume;

import io.binnacle.model.meta.Base64;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.ContainerResources;
import io.binnacle.node.env.PodFacts;
import io.binnacle.node.env.PodFields;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Works out the files of volumes made from objects, by their paths in the volume. Pure.
final class VolumePayload {
  private VolumePayload() {}

  /// The files of a ConfigMap.
  ///
  /// @param configMap null stands for one that is optional and absent
  static Map<String, VolumeFile> configMap(
      @Nullable Obj configMap, List<Obj> items, int defaultMode, boolean optional)
      throws VolumeFailure {
    Map<String, byte[]> data = new LinkedHashMap<>();
    if (configMap != null) {
      configMap
          .obj("data")
          .stringMap()
          .forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
      configMap
          .obj("binaryData")
          .stringMap()
          .forEach((key, value) -> data.put(key, Base64.decode(value)));
    }
    return keyed(
        data, items, defaultMode, optional, "configmap references non-existent config key: ");
  }

  /// The files of a Secret.
  ///
  /// @param secret null stands for one that is optional and absent
  static Map<String, VolumeFile> secret(
      @Nullable Obj secret, List<Obj> items, int defaultMode, boolean optional)
      throws VolumeFailure {
    Map<String, byte[]> data = new LinkedHashMap<>();
    if (secret != null) {
      secret.obj("data").stringMap().forEach((key, value) -> data.put(key, Base64.decode(value)));
    }
    return keyed(data, items, defaultMode, optional, "references non-existent secret key: ");
  }

  private static Map<String, VolumeFile> keyed(
      Map<String, byte[]> data,
      List<Obj> items,
      int defaultMode,
      boolean optional,
      String complaint)
      throws VolumeFailure {
    Map<String, VolumeFile> out = new LinkedHashMap<>();
    if (items.isEmpty()) {
      data.forEach((key, bytes) -> out.put(key, new VolumeFile(bytes, defaultMode, null)));
      return out;
    }
    for (Obj item : items) {
      byte[] bytes = data.get(item.str("key"));
      if (bytes != null) {
        out.put(item.str("path"), new VolumeFile(bytes, mode(item, defaultMode), null));
      } else if (!optional) {
        throw new VolumeFailure(complaint + item.str("key"));
      }
    }
    return out;
  }

  /// The files of a downward API volume.
  static Map<String, VolumeFile> downward(Obj pod, List<Obj> items, int defaultMode, PodFacts facts)
      throws VolumeFailure {
    Map<String, VolumeFile> out = new LinkedHashMap<>();
    for (Obj item : items) {
      String text = fact(pod, item, facts);
      out.put(
          item.str("path"),
          new VolumeFile(text.getBytes(StandardCharsets.UTF_8), mode(item, defaultMode), null));
    }
    return out;
  }

  private static String fact(Obj pod, Obj item, PodFacts facts) throws VolumeFailure {
    if (item.get("resourceFieldRef") instanceof Obj resource) {
      return switch (ContainerResources.value(pod, null, resource, facts)) {
        case ContainerResources.Known known -> known.value();
        case ContainerResources.Unknown unknown -> throw new VolumeFailure(unknown.message());
      };
    }
    String path = item.obj("fieldRef").str("fieldPath");
    String value = PodFields.value(pod, path, facts);
    if (value == null) {
      throw new VolumeFailure("unsupported fieldPath: " + path);
    }
    return value;
  }

  private static int mode(Obj item, int fallback) {
    return (int) item.integer("mode", fallback);
  }
}
