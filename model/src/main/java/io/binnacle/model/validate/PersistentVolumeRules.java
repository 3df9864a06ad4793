package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Set;

/// PersistentVolume.
final class PersistentVolumeRules implements KindRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
  private static final List<String> RECLAIM = List.of("Delete", "Recycle", "Retain");

  /// Fields of the spec that are no source.
  private static final Set<String> OTHERS =
      Set.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName",
          "volumeMode");

  @Override
  public void create(Obj volume, Errors out) {
    ObjectMetaRules.create(volume, false, NameRule.DNS_SUBDOMAIN, out);
    spec(volume.obj("spec"), out);
  }

  @Override
  public void update(Obj volume, Obj old, Errors out) {
    ObjectMetaRules.update(volume, old, out);
    spec(volume.obj("spec"), out);
    Obj source = source(volume.obj("spec"));
    if (!source.equals(source(old.obj("spec")))) {
      out.forbidden(
          SPEC.child("persistentvolumesource"),
          "spec.persistentvolumesource is immutable after creation\n"
              + TreeDiff.of(source(old.obj("spec")), source));
    }
    String mode = volume.obj("spec").str("volumeMode");
    if (!mode.equals(old.obj("spec").str("volumeMode"))) {
      out.invalid(FieldPath.of("volumeMode"), mode, Errors.IMMUTABLE);
    }
  }

  @Override
  public void updateStatus(Obj volume, Obj old, Errors out) {
    ObjectMetaRules.update(volume, old, out);
  }

  private static Obj source(Obj spec) {
    Obj out = spec;
    for (String other : OTHERS) {
      out = out.without(other);
    }
    return out;
  }

  private static void spec(Obj spec, Errors out) {
    List<String> modes = spec.arr("accessModes").strings();
    if (modes.isEmpty()) {
      out.required(SPEC.child("accessModes"));
    }
    for (String mode : modes) {
      if (!ACCESS_MODES.contains(mode)) {
        out.notSupported(SPEC.child("accessModes"), mode, ACCESS_MODES);
      }
    }
    if (modes.size() > 1 && modes.contains("ReadWriteOncePod")) {
      out.forbidden(
          SPEC.child("accessModes"), "may not use ReadWriteOncePod with other access modes");
    }
    capacity(spec.obj("capacity"), out);
    out.oneOf(spec, SPEC, "persistentVolumeReclaimPolicy", RECLAIM);
    sources(spec, out);
    String className = spec.str("storageClassName");
    if (!className.isEmpty()) {
      out.invalidEach(
          SPEC.child("storageClassName"), className, Names.isDns1123Subdomain(className));
    }
    out.oneOf(spec, SPEC, "volumeMode", List.of("Block", "Filesystem"));
  }

  private static void capacity(Obj capacity, Errors out) {
    FieldPath path = SPEC.child("capacity");
    if (capacity.isEmpty()) {
      out.required(path);
    } else if (!capacity.has("storage") || capacity.size() > 1) {
      out.notSupported(path, String.join(",", capacity.keys()), List.of("storage"));
    }
    Quantity amount = ResourceRules.quantity(capacity.get("storage"));
    if (amount != null && amount.signum() <= 0) {
      out.invalid(path.key("storage"), amount.toString(), "must be greater than zero");
    }
  }

  private static void sources(Obj spec, Errors out) {
    List<String> sources = source(spec).keys();
    if (sources.isEmpty()) {
      out.required(SPEC, "must specify a volume type");
    }
    for (String further : sources.subList(Math.min(1, sources.size()), sources.size())) {
      out.forbidden(SPEC.child(further), "may not specify more than 1 volume type");
    }
    if (spec.get("hostPath") instanceof Obj host) {
      path(host, SPEC.child("hostPath").child("path"), out);
      if (host.str("path").equals("/")
          && spec.str("persistentVolumeReclaimPolicy").equals("Recycle")) {
        out.forbidden(
            SPEC.child("persistentVolumeReclaimPolicy"),
            "may not be 'recycle' for a hostPath mount of '/'");
      }
    }
    if (spec.get("local") instanceof Obj local) {
      path(local, SPEC.child("local").child("path"), out);
      if (!(spec.obj("nodeAffinity").get("required") instanceof Obj)) {
        out.required(SPEC.child("nodeAffinity"), "Local volume requires node affinity");
      }
    }
  }

  private static void path(Obj source, FieldPath at, Errors out) {
    String path = source.str("path");
    if (path.isEmpty()) {
      out.required(at);
    } else if (List.of(path.split("/")).contains("..")) {
      out.invalid(at, path, "must not contain '..'");
    }
  }
}
