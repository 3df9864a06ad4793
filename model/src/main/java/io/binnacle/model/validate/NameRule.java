package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import java.util.List;

/// What names of a kind look like.
enum NameRule {
  /// Nearly every kind.
  DNS_SUBDOMAIN,
  /// Namespaces, StatefulSets.
  DNS_LABEL,
  /// Services: a letter first.
  DNS_1035_LABEL,
  /// Events of core/v1: whatever can stand in a URL.
  PATH_SEGMENT;

  /// Checks a whole name.
  void name(String name, FieldPath path, Errors out) {
    out.invalidEach(path, name, messages(name));
  }

  /// Checks a `generateName`, to which characters will be added.
  void prefix(String prefix, FieldPath path, Errors out) {
    out.invalidEach(path, prefix, messages(Names.maskTrailingDash(prefix)));
  }

  private List<String> messages(String name) {
    return switch (this) {
      case DNS_SUBDOMAIN -> Names.isDns1123Subdomain(name);
      case DNS_LABEL -> Names.isDns1123Label(name);
      case DNS_1035_LABEL -> Names.isDns1035Label(name);
      case PATH_SEGMENT -> Names.isPathSegment(name);
    };
  }
}
