package io.binnacle.node.env;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `fieldRef` names: facts about the Pod as text.
public final class PodFields {
  private PodFields() {}

  /// The value of a field path, `metadata.labels['app']`; null if there is no such path. A label or annotation the Pod does
  /// not have is empty.
  public static @Nullable String value(Obj pod, String path, PodFacts facts) {
    Obj spec = pod.obj("spec");
    return switch (path) {
      case "metadata.name" -> Meta.name(pod);
      case "metadata.namespace" -> Meta.namespace(pod);
      case "metadata.uid" -> Meta.uid(pod);
      case "metadata.labels" -> lines(Meta.labels(pod));
      case "metadata.annotations" -> lines(Meta.annotations(pod));
      case "spec.nodeName" -> spec.str("nodeName");
      case "spec.serviceAccountName" -> spec.str("serviceAccountName");
      case "status.hostIP" -> first(facts.hostIps());
      case "status.hostIPs" -> String.join(",", facts.hostIps());
      case "status.podIP" -> first(facts.podIps());
      case "status.podIPs" -> String.join(",", facts.podIps());
      default -> subscript(pod, path);
    };
  }

  private static @Nullable String subscript(Obj pod, String path) {
    int open = path.indexOf("['");
    if (open < 0 || !path.endsWith("']") || path.length() < open + 4) {
      return null;
    }
    String key = path.substring(open + 2, path.length() - 2);
    return switch (path.substring(0, open)) {
      case "metadata.labels" -> Meta.labels(pod).getOrDefault(key, "");
      case "metadata.annotations" -> Meta.annotations(pod).getOrDefault(key, "");
      default -> null;
    };
  }

  private static String first(List<String> addresses) {
    return addresses.isEmpty() ? "" : addresses.getFirst();
  }

  /// `key="value"` lines in order of keys, without a line feed at the end.
  private static String lines(Map<String, String> map) {
    StringBuilder out = new StringBuilder();
    new TreeMap<>(map)
        .forEach((key, value) -> {
          out.append(out.isEmpty() ? "" : "\n").append(key).append('=');
          GoQuote.append(value, out);
        });
    return out.toString();
  }
}
