package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Volumes of a Pod. Sources this server never mounts are only checked for the fields they cannot do without.
final class VolumeRules {
  /// Every source in upstream's order with the fields it requires; the order decides which of two is the surplus one.
  private static final List<Source> SOURCES =
      List.of(
          new Source("emptyDir"),
          new Source("hostPath"),
          new Source("gitRepo", "repository"),
          new Source("gcePersistentDisk", "pdName"),
          new Source("awsElasticBlockStore", "volumeID"),
          new Source("secret"),
          new Source("nfs", "server", "path"),
          new Source("iscsi", "targetPortal", "iqn"),
          new Source("glusterfs", "endpoints", "path"),
          new Source("flocker"),
          new Source("persistentVolumeClaim", "claimName"),
          new Source("rbd", "monitors", "image"),
          new Source("cinder", "volumeID"),
          new Source("cephfs", "monitors"),
          new Source("quobyte", "registry", "volume"),
          new Source("downwardAPI"),
          new Source("fc"),
          new Source("flexVolume", "driver"),
          new Source("configMap"),
          new Source("azureFile", "secretName", "shareName"),
          new Source("vsphereVolume", "volumePath"),
          new Source("photonPersistentDisk", "pdID"),
          new Source("portworxVolume", "volumeID"),
          new Source("azureDisk", "diskName", "diskURI"),
          new Source("storageos", "volumeName"),
          new Source("projected"),
          new Source("scaleIO", "gateway", "system", "volumeName"),
          new Source("csi"),
          new Source("ephemeral"),
          new Source("image"));

  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");

  private VolumeRules() {}

  private record Source(String name, List<String> required) {
    Source(String name, String... required) {
      this(name, List.of(required));
    }
  }

  /// @return the volumes without findings by name, which is what mounts may refer to
  static Map<String, Obj> volumes(List<Obj> volumes, PodScope scope, FieldPath path, Errors out) {
    Map<String, Obj> good = new LinkedHashMap<>();
    Set<String> made = new HashSet<>();
    for (Obj volume : volumes) {
      if (volume.get("ephemeral") instanceof Obj && !scope.podName().isEmpty()) {
        made.add(scope.podName() + "-" + volume.str("name"));
      }
    }
    for (int i = 0; i < volumes.size(); i++) {
      Obj volume = volumes.get(i);
      FieldPath at = path.index(i);
      String name = volume.str("name");
      int before = out.count();
      source(volume, scope, at, out);
      if (name.isEmpty()) {
        out.required(at.child("name"));
      } else {
        out.invalidEach(at.child("name"), name, Names.isDns1123Label(name));
      }
      if (good.containsKey(name)) {
        out.duplicate(at.child("name"), name);
      }
      if (out.count() == before) {
        good.put(name, volume);
      }
      String claim = volume.obj("persistentVolumeClaim").str("claimName");
      if (made.contains(claim)) {
        out.invalid(
            at.child("persistentVolumeClaim").child("claimName"),
            claim,
            "must not reference a PVC that gets created for an ephemeral volume");
      }
    }
    return good;
  }

  private static void source(Obj volume, PodScope scope, FieldPath path, Errors out) {
    int count = 0;
    for (Source source : SOURCES) {
      if (!(volume.get(source.name) instanceof Obj details)) {
        continue;
      }
      FieldPath at = path.child(source.name);
      if (count++ > 0) {
        out.forbidden(at, "may not specify more than 1 volume type");
        continue;
      }
      for (String field : source.required) {
        if (!details.has(field) || details.str(field, "?").isEmpty()) {
          out.required(at.child(field));
        }
      }
      details(source.name, details, volume.str("name"), scope, at, out);
    }
    if (count == 0) {
      out.required(path, "must specify a volume type");
    }
  }

  private static void details(
      String source, Obj details, String volume, PodScope scope, FieldPath path, Errors out) {
    switch (source) {
      case "emptyDir" -> emptyDir(details, path, out);
      case "hostPath" -> hostPath(details, path, out);
      case "gitRepo" ->
          PathRules.descending(details.str("directory"), path.child("directory"), out);
      case "nfs" -> {
        if (!details.str("path").startsWith("/")) {
          out.invalid(path.child("path"), details.str("path"), "must be an absolute path");
        }
      }
      case "secret" -> keyed(details, "secretName", path, out);
      case "configMap" -> keyed(details, "name", path, out);
      case "downwardAPI" -> {
        mode(details, "defaultMode", path, out);
        for (Obj file : details.arr("items").objects()) {
          ProjectedRules.downwardFile(file, path, out);
        }
      }
      case "projected" -> ProjectedRules.volume(details, path, out);
      case "csi" -> csi(details, path, out);
      case "ephemeral" -> ephemeral(details, volume, scope, path, out);
      case "image" -> {
        if (scope.isPod() && details.str("reference").isEmpty()) {
          out.required(path.child("reference"));
        }
        out.requiredOneOf(details, path, "pullPolicy", ContainerRules.PULL_POLICIES);
      }
      default -> {}
    }
  }

  private static void emptyDir(Obj details, FieldPath path, Errors out) {
    Quantity limit = ResourceRules.quantity(details.get("sizeLimit"));
    if (limit != null && limit.signum() < 0) {
      out.forbidden(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
    }
  }

  private static void hostPath(Obj details, FieldPath path, Errors out) {
    String hostPath = details.str("path");
    if (hostPath.isEmpty()) {
      out.required(path.child("path"));
      return;
    }
    PathRules.noBacksteps(hostPath, path.child("path"), out);
    out.oneOf(details, path, "type", HOST_PATH_TYPES);
  }

  private static void keyed(Obj details, String nameField, FieldPath path, Errors out) {
    if (details.str(nameField).isEmpty()) {
      out.required(path.child(nameField));
    }
    mode(details, "defaultMode", path, out);
    items(details, path, out);
  }

  /// `items` of a ConfigMap or Secret: which key becomes which file.
  static void items(Obj details, FieldPath path, Errors out) {
    int i = 0;
    for (Obj item : details.arr("items").objects()) {
      FieldPath at = path.child("items").index(i++);
      if (item.str("key").isEmpty()) {
        out.required(at.child("key"));
      }
      if (item.str("path").isEmpty()) {
        out.required(at.child("path"));
      }
      PathRules.notReserved(item.str("path"), at.child("path"), out);
      mode(item, "mode", at, out);
    }
  }

  /// Permission bits, 0 to 0777 in octal.
  static void mode(Obj holder, String field, FieldPath path, Errors out) {
    if (holder.get(field) instanceof Int bits && (bits.value() < 0 || bits.value() > 0777)) {
      out.invalid(
          path.child(field), bits, "must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  private static void csi(Obj details, FieldPath path, Errors out) {
    String driver = details.str("driver");
    FieldPath at = path.child("driver");
    if (driver.isEmpty()) {
      out.required(at);
    }
    if (driver.length() > Names.LABEL_MAX) {
      out.tooLong(at, Names.LABEL_MAX);
    }
    out.invalidEach(at, driver, Names.isDns1123Subdomain(driver.toLowerCase(Locale.ROOT)));
    if (details.get("nodePublishSecretRef") instanceof Obj secret) {
      if (secret.str("name").isEmpty()) {
        out.required(path.child("nodePublishSecretRef").child("name"));
      } else {
        NameRule.DNS_SUBDOMAIN.name(secret.str("name"), path.child("name"), out);
      }
    }
  }

  private static void ephemeral(
      Obj details, String volume, PodScope scope, FieldPath path, Errors out) {
    FieldPath at = path.child("volumeClaimTemplate");
    if (details.get("volumeClaimTemplate") instanceof Obj template) {
      Obj meta = template.obj("metadata");
      FieldPath metaPath = at.child("metadata");
      LabelRules.annotations(meta.obj("annotations"), metaPath.child("annotations"), out);
      LabelRules.labels(meta.obj("labels"), metaPath.child("labels"), out);
      for (String field : meta.keys()) {
        boolean allowed = field.equals("annotations") || field.equals("labels");
        if (!allowed && !meta.str(field, "?").isEmpty()) {
          out.forbidden(metaPath.child(field), "cannot be set");
        }
      }
      PersistentVolumeClaimRules.spec(template.obj("spec"), at.child("spec"), out);
    } else {
      out.required(at);
    }
    if (!scope.podName().isEmpty() && !volume.isEmpty()) {
      String claim = scope.podName() + "-" + volume;
      for (String message : Names.isDns1123Subdomain(claim)) {
        out.invalid(path.child("name"), volume, "PVC name \"" + claim + "\": " + message);
      }
    }
  }
}
