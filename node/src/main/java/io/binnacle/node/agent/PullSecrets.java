package io.binnacle.node.agent;

import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.ContainerRuntime.Credentials;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds what to log in to a registry with in a Pod's `imagePullSecrets` (type `kubernetes.io/dockerconfigjson`).
final class PullSecrets {
  private static final Logger LOG = System.getLogger(PullSecrets.class.getName());
  private static final String DEFAULT_HOST = "docker.io";

  private final KubeApi api;

  PullSecrets(KubeApi api) {
    this.api = api;
  }

  /// The first credentials for the registry of `reference`; null if there are none. A secret that is missing or makes no
  /// sense is passed over, as upstream does: the pull then says what it lacks.
  @Nullable Credentials of(Obj pod, String reference) {
    for (Obj named : pod.obj("spec").arr("imagePullSecrets").objects()) {
      try {
        Obj secret =
            api.get(Target.of(ResourceName.SECRETS, Meta.namespace(pod), named.str("name")));
        String config = secret.obj("data").str(".dockerconfigjson");
        Credentials found = find(Json.object(text(config)).obj("auths"), host(reference));
        if (found != null) {
          return found;
        }
      } catch (ApiException | IllegalArgumentException e) {
        LOG.log(
            Level.WARNING,
            "pull secret {0} of pod {1} is of no use: {2}",
            named.str("name"),
            Meta.name(pod),
            e.getMessage());
      }
    }
    return null;
  }

  static @Nullable Credentials find(Obj auths, String host) {
    for (String key : auths.keys()) {
      String registry = key.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
      boolean hub = registry.equals("index.docker.io") && host.equals(DEFAULT_HOST);
      if (!registry.equals(host) && !hub) {
        continue;
      }
      Obj entry = auths.obj(key);
      if (!entry.str("username").isEmpty()) {
        return new Credentials(entry.str("username"), entry.str("password"));
      }
      String[] pair = text(entry.str("auth")).split(":", 2);
      if (pair.length == 2) {
        return new Credentials(pair[0], pair[1]);
      }
    }
    return null;
  }

  /// The registry an image comes from: its first part, if that looks like a host.
  static String host(String reference) {
    int slash = reference.indexOf('/');
    String first = slash < 0 ? "" : reference.substring(0, slash);
    boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    return isHost ? first : DEFAULT_HOST;
  }

  private static String text(String base64) {
    return new String(Base64.decode(base64), StandardCharsets.UTF_8);
  }
}
