package io.binnacle.node.image;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// One image whole: the manifest, and what it names.
///
/// @param names what it is called, normalised; empty if the archive does not say
/// @param layers from the lowest up
record ImageParts(List<String> names, Blob manifest, Blob config, List<Blob> layers) {
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  ImageParts {
    names = List.copyOf(names);
    layers = List.copyOf(layers);
  }

  /// An image with a manifest made here.
  static ImageParts of(List<String> names, Blob config, List<Blob> layers) {
    byte[] manifest =
        Json.bytes(
            Obj.builder()
                .put("schemaVersion", 2)
                .put("mediaType", MANIFEST)
                .put("config", descriptor(config))
                .put("layers", layers.stream().map(ImageParts::descriptor).collect(Arr.toArr()))
                .build());
    return new ImageParts(names, Blob.of(MANIFEST, manifest), config, layers);
  }

  private static Obj descriptor(Blob blob) {
    return Obj.builder()
        .put("mediaType", blob.mediaType())
        .put("digest", blob.digest())
        .put("size", blob.bytes())
        .build();
  }
}
