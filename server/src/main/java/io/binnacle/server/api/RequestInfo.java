package io.binnacle.server.api;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.server.http.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a method and a path mean. Says nothing about whether the thing exists.
///
/// @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris">Resource URIs</a>
sealed interface RequestInfo {
  /// The API verb: `list`, `create`, …; the lower-case method for paths outside the collections.
  String verb();

  /// A path outside the collections: `/healthz`, `/apis/apps/v1`.
  ///
  /// @param path as the client wrote it
  record PathRequest(String verb, String path) implements RequestInfo {}

  /// A collection, one of its objects, or a subresource.
  ///
  /// @param verb get, list, watch, create, update, patch, delete, deletecollection; empty for any other method
  /// @param resource the collection the path names
  /// @param namespace from the path; empty if it names none
  /// @param name the object; empty for the collection. For a list or watch of one object by field selector the path
  ///     names none and this is empty too
  /// @param subresource empty for the object itself
  /// @param rest what follows the subresource, without slashes at its ends
  record ResourceRequest(
      String verb,
      ResourceName resource,
      String namespace,
      String name,
      String subresource,
      String rest)
      implements RequestInfo {}

  /// Subresources of a namespace, which would otherwise read as collections within it.
  Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

  /// Where `proxy` stands in `/api/v1/namespaces/NAMESPACE/pods/NAME/proxy`.
  int PROXY = 6;

  /// Reads a request line.
  ///
  /// @param method in upper case
  /// @param path with escapes decoded
  /// @param query the parameters; only `watch` is looked at
  static RequestInfo of(String method, String path, Map<String, List<String>> query) {
    List<String> parts = split(path);
    boolean proxied = parts.size() > PROXY && parts.get(PROXY).equals("proxy");
    // Behind `proxy` everything is the backend's, slashes included.
    if ((proxied ? parts.subList(0, PROXY) : parts).contains("")) {
      return new PathRequest(method.toLowerCase(Locale.ROOT), path); // `//` names nothing
    }
    boolean core = !parts.isEmpty() && parts.getFirst().equals("api");
    boolean named = !parts.isEmpty() && parts.getFirst().equals("apis");
    if (core && parts.size() >= 3) {
      return resource(method, "", parts.subList(1, parts.size()), query);
    }
    if (named && parts.size() >= 4) {
      return resource(method, parts.get(1), parts.subList(2, parts.size()), query);
    }
    return new PathRequest(method.toLowerCase(Locale.ROOT), path);
  }

  /// @param versioned version, then the rest of the path: at least two parts
  private static RequestInfo resource(
      String method, String group, List<String> versioned, Map<String, List<String>> query) {
    String version = versioned.getFirst();
    List<String> parts = versioned.subList(1, versioned.size());
    // The old form /api/v1/watch/…: still served, for clients that never learned ?watch=true.
    boolean watchByPath = parts.getFirst().equals("watch") && parts.size() > 1;
    if (watchByPath) {
      parts = parts.subList(1, parts.size());
    }
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
      namespace = parts.get(1);
      if (parts.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(parts.get(2))) {
        parts = parts.subList(2, parts.size());
      }
    }
    String name = parts.size() > 1 ? parts.get(1) : "";
    String subresource = parts.size() > 2 ? parts.get(2) : "";
    String rest = parts.size() > 3 ? String.join("/", parts.subList(3, parts.size())) : "";
    String verb = watchByPath ? "watch" : verb(method, name, query);
    return new ResourceRequest(
        verb,
        new ResourceName(group, version, parts.getFirst()),
        namespace,
        name,
        subresource,
        rest);
  }

  private static String verb(String method, String name, Map<String, List<String>> query) {
    return switch (method) {
      case "GET", "HEAD" -> {
        if (!name.isEmpty()) {
          yield "get";
        }
        yield Query.flag(query, "watch") ? "watch" : "list";
      }
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      default -> "";
    };
  }

  private static List<String> split(String path) {
    String trimmed = path.startsWith("/") ? path.substring(1) : path;
    if (trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return trimmed.isEmpty() ? List.of() : Arrays.asList(trimmed.split("/", -1));
  }
}
