package io.binnacle.node.env;

import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// Asks the API each time: a container sees what is there when it starts.
public final class ApiConfigSource implements ConfigSource {
  private final KubeApi api;

  /// @param api asked with the node's own rights
  public ApiConfigSource(KubeApi api) {
    this.api = api;
  }

  @Override
  public @Nullable Obj configMap(String namespace, String name) {
    return find(Target.of(ResourceName.CONFIG_MAPS, namespace, name));
  }

  @Override
  public @Nullable Obj secret(String namespace, String name) {
    return find(Target.of(ResourceName.SECRETS, namespace, name));
  }

  private @Nullable Obj find(Target target) {
    try {
      return api.get(target);
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }
}
