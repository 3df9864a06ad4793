package io.binnacle.node.volume;

import io.binnacle.client.KubeApi;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.ApiConfigSource;
import io.binnacle.node.env.ConfigSource;
import io.binnacle.node.env.PodFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gathers the files of volumes made from objects of the API: configMap, secret, downwardAPI, projected.
final class ObjectVolumes {
  private static final int DEFAULT_MODE = 0644;
  private static final int TOKEN_MODE = 0600;
  private static final long TOKEN_SECONDS = 3_600;

  private final ConfigSource source;
  private final ServiceAccountTokens tokens;

  ObjectVolumes(KubeApi api, InstantSource clock) {
    this.source = new ApiConfigSource(api);
    this.tokens = new ServiceAccountTokens(api, clock);
  }

  /// The kinds of volumes this class knows, with the folders they are kept in.
  static final Map<String, String> PLUGINS =
      Map.of(
          "configMap", PodFolders.CONFIG_MAP,
          "secret", PodFolders.SECRET,
          "downwardAPI", PodFolders.DOWNWARD_API,
          "projected", PodFolders.PROJECTED);

  /// Kinds whose files must not reach a disk.
  static final Set<String> IN_MEMORY = Set.of("secret", "downwardAPI", "projected");

  /// The files of a volume.
  ///
  /// @param refreshBy when they must be gathered again, null for never
  record Gathered(Map<String, VolumeFile> files, @Nullable Instant refreshBy) {}

  /// @param kind one of [#PLUGINS]
  /// @param from the value of that field of the volume
  Gathered gather(Obj pod, String kind, Obj from, PodFacts facts, Ownership ownership)
      throws VolumeFailure {
    int mode = (int) from.integer("defaultMode", DEFAULT_MODE);
    return switch (kind) {
      case "configMap" -> new Gathered(configMap(pod, from, from.str("name"), mode), null);
      case "secret" -> new Gathered(secret(pod, from, from.str("secretName"), mode), null);
      case "downwardAPI" ->
          new Gathered(VolumePayload.downward(pod, from.arr("items").objects(), mode, facts), null);
      default -> projected(pod, from, mode, facts, ownership);
    };
  }

  void forget(String podUid) {
    tokens.forget(podUid);
  }

  private Map<String, VolumeFile> configMap(Obj pod, Obj from, String name, int mode)
      throws VolumeFailure {
    boolean optional = from.bool("optional", false);
    Obj found = find(pod, name, false, optional);
    return VolumePayload.configMap(found, from.arr("items").objects(), mode, optional);
  }

  private Map<String, VolumeFile> secret(Obj pod, Obj from, String name, int mode)
      throws VolumeFailure {
    boolean optional = from.bool("optional", false);
    Obj found = find(pod, name, true, optional);
    return VolumePayload.secret(found, from.arr("items").objects(), mode, optional);
  }

  private @Nullable Obj find(Obj pod, String name, boolean secret, boolean optional)
      throws VolumeFailure {
    String namespace = pod.obj("metadata").str("namespace");
    Obj found;
    try {
      found = secret ? source.secret(namespace, name) : source.configMap(namespace, name);
    } catch (ApiException e) {
      throw new VolumeFailure(e.status().message());
    }
    if (found == null && !optional) {
      throw new VolumeFailure((secret ? "secret" : "configmap") + " \"" + name + "\" not found");
    }
    return found;
  }

  /// All sources are looked at, so that everything that is missing is said at once.
  private Gathered projected(Obj pod, Obj from, int mode, PodFacts facts, Ownership ownership)
      throws VolumeFailure {
    Map<String, VolumeFile> files = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    @Nullable Instant refreshBy = null;
    for (Obj one : from.arr("sources").objects()) {
      try {
        Gathered part = part(pod, one, mode, facts, ownership);
        files.putAll(part.files());
        refreshBy = earlier(refreshBy, part.refreshBy());
      } catch (VolumeFailure e) {
        problems.add(e.text());
      }
    }
    if (!problems.isEmpty()) {
      throw new VolumeFailure(
          problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
    return new Gathered(files, refreshBy);
  }

  static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  private Gathered part(Obj pod, Obj one, int mode, PodFacts facts, Ownership ownership)
      throws VolumeFailure {
    if (one.get("configMap") instanceof Obj from) {
      return new Gathered(configMap(pod, from, from.str("name"), mode), null);
    }
    if (one.get("secret") instanceof Obj from) {
      return new Gathered(secret(pod, from, from.str("name"), mode), null);
    }
    if (one.get("downwardAPI") instanceof Obj from) {
      return new Gathered(
          VolumePayload.downward(pod, from.arr("items").objects(), mode, facts), null);
    }
    if (one.get("serviceAccountToken") instanceof Obj from) {
      ServiceAccountTokens.Token token =
          tokens.token(pod, from.str("audience"), from.integer("expirationSeconds", TOKEN_SECONDS));
      boolean owned = ownership.group() != null || ownership.user() != null;
      VolumeFile file =
          new VolumeFile(
              token.text().getBytes(StandardCharsets.UTF_8),
              owned ? TOKEN_MODE : mode,
              ownership.user());
      return new Gathered(Map.of(from.str("path"), file), token.refresh());
    }
    throw new VolumeFailure(
        "projected source "
            + String.join(", ", one.keys())
            + " is not supported by this node; it knows configMap, secret, downwardAPI,"
            + " serviceAccountToken");
  }
}
