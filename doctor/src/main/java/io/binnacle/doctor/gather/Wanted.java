package io.binnacle.doctor.gather;

import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody wants to be looked at: `web`, `svc/web`, `deployment/web`.
///
/// @param resource its collection
/// @param name its name
public record Wanted(ResourceName resource, String name) {
  /// Kinds the doctor reads that our own API does not serve, by what people call them.
  private static final Map<String, ResourceName> OTHERS =
      Map.of(
          "daemonset", Kinds.DAEMON_SETS,
          "daemonsets", Kinds.DAEMON_SETS,
          "ds", Kinds.DAEMON_SETS,
          "job", Kinds.JOBS,
          "jobs", Kinds.JOBS);

  /// What a word on the command line asks for.
  ///
  /// @return null if it names a kind that is neither a Service nor makes Pods
  public static @Nullable Wanted parse(String word) {
    int slash = word.indexOf('/');
    if (slash < 0) {
      return new Wanted(ResourceName.SERVICES, word);
    }
    String kind = word.substring(0, slash);
    String name = word.substring(slash + 1);
    ResourceName resource = resource(kind.toLowerCase(Locale.ROOT));
    return resource == null || name.isEmpty() ? null : new Wanted(resource, name);
  }

  private static @Nullable ResourceName resource(String kind) {
    int dot = kind.indexOf('.');
    String word = dot < 0 ? kind : kind.substring(0, dot);
    ResourceName other = OTHERS.get(word);
    if (other != null) {
      return other;
    }
    for (ResourceType type : Schema.builtIn().resources()) {
      if (isCalled(type, word) && isExaminable(type.name())) {
        return type.name();
      }
    }
    return null;
  }

  private static boolean isCalled(ResourceType type, String word) {
    return type.name().plural().equals(word)
        || type.singular().equals(word)
        || type.shortNames().contains(word);
  }

  private static boolean isExaminable(ResourceName resource) {
    return resource.equals(ResourceName.SERVICES)
        || resource.equals(ResourceName.PODS)
        || resource.equals(ResourceName.DEPLOYMENTS)
        || resource.equals(ResourceName.STATEFUL_SETS)
        || resource.equals(ResourceName.REPLICA_SETS);
  }
}
