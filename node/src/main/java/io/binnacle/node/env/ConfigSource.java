package io.binnacle.node.env;

import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// Where ConfigMaps and Secrets are looked up. May block; any other trouble than absence is an
/// [io.binnacle.model.error.ApiException].
public interface ConfigSource {
  /// A ConfigMap, or null if there is none of this name.
  @Nullable Obj configMap(String namespace, String name);

  /// A Secret, or null if there is none of this name.
  @Nullable Obj secret(String namespace, String name);
}
