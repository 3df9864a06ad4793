package io.binnacle.attach;

import io.binnacle.client.Target;
import io.binnacle.model.meta.ResourceName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where things are in the API.
final class Urls {
  private Urls() {}

  /// `api/v1/namespaces/default/pods`, below the server's own URL.
  ///
  /// @param namespace empty for all, or for cluster-scoped objects
  static String collection(ResourceName resource, String namespace) {
    String group =
        resource.group().isEmpty()
            ? "api/" + segment(resource.version())
            : "apis/" + segment(resource.group()) + "/" + segment(resource.version());
    String in = namespace.isEmpty() ? "" : "/namespaces/" + segment(namespace);
    return group + in + "/" + segment(resource.plural());
  }

  /// An object, or its subresource.
  static String object(Target target) {
    String sub = target.subresource().isEmpty() ? "" : "/" + segment(target.subresource());
    return collection(target.resource(), target.namespace()) + "/" + segment(target.name()) + sub;
  }

  /// `path?a=b&c=d`; parameters without a value are left out.
  static String with(String path, Map<String, String> parameters) {
    StringBuilder out = new StringBuilder(path);
    char separator = '?';
    for (Map.Entry<String, String> each : parameters.entrySet()) {
      if (!each.getValue().isEmpty()) {
        out.append(separator).append(each.getKey()).append('=').append(encoded(each.getValue()));
        separator = '&';
      }
    }
    return out.toString();
  }

  private static String segment(String text) {
    return encoded(text).replace("+", "%20");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
