package io.binnacle.server.table;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;

/// The cells of a PersistentVolume and of a StorageClass.
final class VolumeCells {
  private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
  private static final String OLD_DEFAULT = "storageclass.beta.kubernetes.io/is-default-class";

  private VolumeCells() {}

  static String capacity(Obj volume) {
    return Cells.text(volume.obj("spec").obj("capacity").get("storage"), "0");
  }

  static String accessModes(Obj volume) {
    return ClaimCells.shortened(volume.obj("spec").arr("accessModes").strings());
  }

  static String claim(Obj volume) {
    Obj claim = volume.obj("spec").obj("claimRef");
    return claim.isEmpty() ? "" : claim.str("namespace") + "/" + claim.str("name");
  }

  static String className(Obj storageClass) {
    boolean isDefault =
        "true".equals(Meta.annotation(storageClass, DEFAULT))
            || "true".equals(Meta.annotation(storageClass, OLD_DEFAULT));
    return Meta.name(storageClass) + (isDefault ? " (default)" : "");
  }

  static String expansion(Obj storageClass) {
    return Boolean.toString(storageClass.bool("allowVolumeExpansion", false));
  }
}
