package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Projected volumes: several sources in one folder.
final class ProjectedRules {
  private static final List<String> FILE_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");
  private static final String CONFLICT = "conflicting duplicate paths";
  private static final long SHORTEST_TOKEN = 600;
  private static final long LONGEST_TOKEN = 1L << 32;

  private ProjectedRules() {}

  static void volume(Obj projected, FieldPath path, Errors out) {
    VolumeRules.mode(projected, "defaultMode", path, out);
    Set<String> paths = new HashSet<>();
    int i = 0;
    for (Obj source : projected.arr("sources").objects()) {
      source(source, paths, path, path.child("sources").index(i++), out);
    }
  }

  private static void source(
      Obj source, Set<String> paths, FieldPath volume, FieldPath path, Errors out) {
    int count = 0;
    for (String type : List.of("secret", "configMap")) {
      if (source.get(type) instanceof Obj keyed) {
        count++;
        keyed(keyed, paths, volume, path.child(type), out);
      }
    }
    if (source.get("downwardAPI") instanceof Obj downward) {
      count++;
      for (Obj file : downward.arr("items").objects()) {
        downwardFile(file, path.child("downwardAPI"), out);
        claim(file.str("path"), file.str("path"), paths, volume, out);
      }
    }
    if (source.get("serviceAccountToken") instanceof Obj token) {
      count++;
      token(token, volume, path.child("serviceAccountToken"), out);
    }
    if (source.get("clusterTrustBundle") instanceof Obj bundle) {
      count++;
      bundle(bundle, paths, volume, path.child("clusterTrustBundle"), out);
    }
    if (count > 1) {
      out.forbidden(path, "may not specify more than 1 volume type per source");
    }
  }

  private static void keyed(
      Obj source, Set<String> paths, FieldPath volume, FieldPath path, Errors out) {
    if (source.str("name").isEmpty()) {
      out.required(path.child("name"));
    }
    VolumeRules.items(source, path, out);
    for (Obj item : source.arr("items").objects()) {
      claim(item.str("path"), source.str("name"), paths, volume, out);
    }
  }

  private static void claim(
      String file, String shown, Set<String> paths, FieldPath volume, Errors out) {
    if (!file.isEmpty() && !paths.add(file)) {
      out.invalid(volume, shown, CONFLICT);
    }
  }

  private static void token(Obj token, FieldPath volume, FieldPath path, Errors out) {
    Int seconds = Int.of(token.integer("expirationSeconds", 0));
    if (seconds.value() < SHORTEST_TOKEN) {
      out.invalid(
          path.child("expirationSeconds"),
          seconds,
          "may not specify a duration less than 10 minutes");
    }
    if (seconds.value() > LONGEST_TOKEN) {
      out.invalid(
          path.child("expirationSeconds"),
          seconds,
          "may not specify a duration larger than 2^32 seconds");
    }
    if (token.str("path").isEmpty()) {
      out.required(volume.child("path"));
    } else {
      PathRules.notReserved(token.str("path"), volume.child("path"), out);
    }
  }

  private static void bundle(
      Obj bundle, Set<String> paths, FieldPath volume, FieldPath path, Errors out) {
    boolean byName = bundle.has("name");
    boolean bySigner = bundle.has("signerName");
    if (byName && bySigner) {
      out.invalid(path, bundle, "only one of name and signerName may be used");
    } else if (!byName && !bySigner) {
      out.required(path, "either name or signerName must be specified");
    } else if (byName && bundle.has("labelSelector")) {
      out.invalid(
          path.child("labelSelector"),
          bundle.get("labelSelector"),
          "labelSelector must be unset if name is specified");
    }
    if (bundle.str("path").isEmpty()) {
      out.required(path.child("path"));
    }
    PathRules.notReserved(bundle.str("path"), path.child("path"), out);
    claim(bundle.str("path"), bundle.str("path"), paths, volume, out);
  }

  /// A file of the downward API; upstream gives its findings the path of the whole source.
  static void downwardFile(Obj file, FieldPath path, Errors out) {
    if (file.str("path").isEmpty()) {
      out.required(path.child("path"));
    }
    PathRules.notReserved(file.str("path"), path.child("path"), out);
    boolean resource = file.get("resourceFieldRef") instanceof Obj;
    if (file.get("fieldRef") instanceof Obj field) {
      EnvRules.fieldRef(field, FILE_FIELDS, path.child("fieldRef"), out);
      if (resource) {
        out.invalid(
            path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
      }
    } else if (resource) {
      EnvRules.resourceFieldRef(
          file.obj("resourceFieldRef"), true, path.child("resourceFieldRef"), out);
    } else {
      out.required(path, "one of fieldRef and resourceFieldRef is required");
    }
    VolumeRules.mode(file, "mode", path, out);
  }
}
