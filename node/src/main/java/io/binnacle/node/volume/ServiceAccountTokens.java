package io.binnacle.node.volume;

import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tokens of service accounts, each bound to one Pod. A token is asked for once and again when four fifths of its life, or a
/// day, have passed; while asking fails the old one serves to its end.
final class ServiceAccountTokens {
  private static final Logger LOG = System.getLogger(ServiceAccountTokens.class.getName());
  private static final Duration OLDEST = Duration.ofHours(24);

  private final KubeApi api;
  private final InstantSource clock;
  private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

  private record Key(String podUid, String account, String audience, long seconds) {}

  /// A token with the moments it begins to be old, and ends.
  record Token(String text, Instant refresh, Instant end) {}

  ServiceAccountTokens(KubeApi api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /// A token for `pod` as its own service account.
  ///
  /// @param audience empty for the API server
  /// @param seconds how long it is to live
  Token token(Obj pod, String audience, long seconds) throws VolumeFailure {
    String account = pod.obj("spec").str("serviceAccountName", "default");
    Key key = new Key(Meta.uid(pod), account, audience, seconds);
    Token before = tokens.get(key);
    Instant now = clock.instant();
    if (before != null && now.isBefore(before.refresh())) {
      return before;
    }
    try {
      Token fresh = request(pod, account, audience, seconds, now);
      tokens.put(key, fresh);
      return fresh;
    } catch (ApiException e) {
      return keep(before, account, e, now);
    }
  }

  private static Token keep(@Nullable Token before, String account, ApiException e, Instant now)
      throws VolumeFailure {
    if (before == null) {
      throw new VolumeFailure("failed to fetch token: " + e.status().message());
    }
    if (!now.isBefore(before.end())) {
      throw new VolumeFailure(
          "token of " + account + " expired and refresh failed: " + e.status().message());
    }
    LOG.log(Level.WARNING, "token of {0} not renewed: {1}", account, e.status().message());
    return before;
  }

  private Token request(Obj pod, String account, String audience, long seconds, Instant now) {
    Obj bound =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Pod")
            .put("name", Meta.name(pod))
            .put("uid", Meta.uid(pod))
            .build();
    Obj spec =
        Obj.builder()
            .putIfPresent("audiences", audience.isEmpty() ? null : Arr.of(Str.of(audience)))
            .put("boundObjectRef", bound)
            .put("expirationSeconds", seconds)
            .build();
    Obj order =
        Obj.builder()
            .put("apiVersion", "authentication.k8s.io/v1")
            .put("kind", "TokenRequest")
            .put("spec", spec)
            .build();
    Target target =
        new Target(ResourceName.SERVICE_ACCOUNTS, Meta.namespace(pod), account, "token");
    Obj answer = api.create(target, order);
    Instant end = Timestamps.parse(answer.obj("status").str("expirationTimestamp"));
    Duration life = Duration.ofSeconds(answer.obj("spec").integer("expirationSeconds", seconds));
    Instant issued = end.minus(life);
    Instant old = issued.plus(life.multipliedBy(4).dividedBy(5));
    Instant day = now.plus(OLDEST);
    return new Token(answer.obj("status").str("token"), old.isBefore(day) ? old : day, end);
  }

  void forget(String podUid) {
    tokens.keySet().removeIf(key -> key.podUid().equals(podUid));
  }
}
