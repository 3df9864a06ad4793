package io.binnacle.server.table;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The cells of a PersistentVolumeClaim.
final class ClaimCells {
  private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

  /* In the order upstream prints them. */
  private static final Map<String, String> MODES = new LinkedHashMap<>();

  static {
    MODES.put("ReadWriteOnce", "RWO");
    MODES.put("ReadOnlyMany", "ROX");
    MODES.put("ReadWriteMany", "RWX");
    MODES.put("ReadWriteOncePod", "RWOP");
  }

  private ClaimCells() {}

  static String status(Obj claim) {
    return Meta.isDeleting(claim) ? "Terminating" : claim.obj("status").str("phase");
  }

  static String capacity(Obj claim) {
    if (claim.obj("spec").str("volumeName").isEmpty()) {
      return "";
    }
    return Cells.text(claim.obj("status").obj("capacity").get("storage"), "0");
  }

  static String accessModes(Obj claim) {
    if (claim.obj("spec").str("volumeName").isEmpty()) {
      return "";
    }
    return shortened(claim.obj("status").arr("accessModes").strings());
  }

  /// `RWO,RWX`.
  static String shortened(List<String> modes) {
    return MODES.entrySet().stream()
        .filter(m -> modes.contains(m.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(","));
  }

  static String storageClass(Obj claim) {
    String old = Meta.annotation(claim, OLD_CLASS);
    return old == null ? claim.obj("spec").str("storageClassName") : old;
  }
}
