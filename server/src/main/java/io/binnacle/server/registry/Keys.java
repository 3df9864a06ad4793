package io.binnacle.server.registry;

import io.binnacle.model.meta.ResourceName;

/// Where kube-apiserver keeps each collection in etcd, so that either can read what the other wrote.
final class Keys {
  private Keys() {}

  /// The prefix of a collection, `/registry/pods/`.
  static String prefix(ResourceName resource) {
    return "/registry/" + folder(resource) + "/";
  }

  private static String folder(ResourceName resource) {
    if (!resource.group().isEmpty()) {
      return resource.plural();
    }
    return switch (resource.plural()) {
      case "services" -> "services/specs";
      case "endpoints" -> "services/endpoints";
      case "nodes" -> "minions";
      default -> resource.plural();
    };
  }
}
