package io.binnacle.node.runtime.fake;

import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The images of [FakeRuntime]; guarded by it.
final class FakeImages {
  private final Map<String, Image> images = new LinkedHashMap<>();

  Image add(String name) {
    String tagged = tagged(name);
    Image image =
        new Image(
            "sha256:" + Integer.toHexString(name.hashCode()),
            List.of("docker.io/library/" + tagged),
            1_000_000,
            null,
            "");
    images.put(tagged, image);
    return image;
  }

  /// Has it from now on, unless its name begins with `missing`.
  Image pull(String reference) {
    if (reference.startsWith("missing")) {
      throw new RuntimeFailure(
          Kind.NOT_FOUND, "failed to resolve reference \"" + reference + "\": not found");
    }
    return add(reference);
  }

  @Nullable Image get(String reference) {
    return images.get(tagged(reference));
  }

  void requireId(String id) {
    if (images.values().stream().noneMatch(i -> i.id().equals(id))) {
      throw new RuntimeFailure(Kind.NOT_FOUND, "image \"" + id + "\" not found");
    }
  }

  List<Image> all() {
    return List.copyOf(images.values());
  }

  void remove(String reference) {
    images.remove(tagged(reference));
  }

  private static String tagged(String reference) {
    return reference.indexOf(':', reference.lastIndexOf('/') + 1) < 0 && !reference.contains("@")
        ? reference + ":latest"
        : reference;
  }
}
