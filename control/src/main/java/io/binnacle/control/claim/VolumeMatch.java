package io.binnacle.control.claim;

import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a volume suits a claim.
final class VolumeMatch {
  private VolumeMatch() {}

  /// Whether `volume` names `claim`: by name, and by uid if it states one.
  static boolean reservedFor(Obj volume, Obj claim) {
    Obj reference = volume.obj("spec").obj("claimRef");
    String uid = reference.str("uid");
    return reference.str("namespace").equals(Meta.namespace(claim))
        && reference.str("name").equals(Meta.name(claim))
        && (uid.isEmpty() || uid.equals(Meta.uid(claim)));
  }

  /// Whether `volume` is bound to exactly `claim`.
  static boolean boundTo(Obj volume, Obj claim) {
    return reservedFor(volume, claim) && !volume.obj("spec").obj("claimRef").str("uid").isEmpty();
  }

  /// The volume to bind: one reserved for the claim, else the smallest free one that suits.
  ///
  /// @param reservedOnly whether free ones are left alone
  static @Nullable Obj best(Obj claim, List<Obj> volumes, boolean reservedOnly) {
    for (Obj volume : volumes) {
      if (!Meta.isDeleting(volume) && reservedFor(volume, claim)) {
        return volume;
      }
    }
    return reservedOnly
        ? null
        : volumes.stream()
            .filter(volume -> !volume.obj("spec").has("claimRef") && !Meta.isDeleting(volume))
            .filter(volume -> volume.obj("status").str("phase").equals("Available"))
            .filter(volume -> misfit(volume, claim) == null && selected(volume, claim))
            .min(
                Comparator.comparing(VolumeMatch::capacity)
                    .thenComparing(volume -> Meta.name(volume)))
            .orElse(null);
  }

  /// Why `volume` does not suit, as upstream says it; null if it does.
  static @Nullable String misfit(Obj volume, Obj claim) {
    Obj spec = volume.obj("spec");
    Obj wanted = claim.obj("spec");
    if (capacity(volume).compareTo(request(claim)) < 0) {
      return "requested PV is too small";
    }
    if (!spec.str("storageClassName").equals(wanted.str("storageClassName"))) {
      return "storageClassName does not match";
    }
    if (!spec.str("volumeMode", "Filesystem").equals(wanted.str("volumeMode", "Filesystem"))) {
      return "incompatible volumeMode";
    }
    return new HashSet<>(spec.arr("accessModes").strings())
            .containsAll(wanted.arr("accessModes").strings())
        ? null
        : "incompatible accessMode";
  }

  private static boolean selected(Obj volume, Obj claim) {
    return !(claim.obj("spec").get("selector") instanceof Obj selector)
        || LabelSelector.of(selector).matches(Meta.labels(volume));
  }

  static Quantity capacity(Obj volume) {
    return quantity(volume.obj("spec").obj("capacity").str("storage"));
  }

  static Quantity request(Obj claim) {
    return quantity(claim.obj("spec").obj("resources").obj("requests").str("storage"));
  }

  private static Quantity quantity(String text) {
    return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
  }
}
