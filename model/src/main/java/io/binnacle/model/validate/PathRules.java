package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import java.util.List;

/// File paths that must stay below where they start.
final class PathRules {
  private PathRules() {}

  /// A relative path that never steps back.
  static void descending(String path, FieldPath at, Errors out) {
    if (path.startsWith("/")) {
      out.invalid(at, path, "must be a relative path");
    }
    noBacksteps(path, at, out);
  }

  /// A path of a projected file: relative, without `..` as a step or at its start.
  static void notReserved(String path, FieldPath at, Errors out) {
    descending(path, at, out);
    if (path.startsWith("..") && !path.startsWith("../")) {
      out.invalid(at, path, "must not start with '..'");
    }
  }

  static void noBacksteps(String path, FieldPath at, Errors out) {
    if (stepsBack(path)) {
      out.invalid(at, path, "must not contain '..'");
    }
  }

  static boolean stepsBack(String path) {
    return List.of(path.split("/", -1)).contains("..");
  }
}
