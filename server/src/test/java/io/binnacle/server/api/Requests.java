package io.binnacle.server.api;

import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.User;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests as tests write them: `GET /api/v1/pods?limit=5`, headers, body.
final class Requests {
  static final User ADMIN = new User("system:admin", List.of(User.MASTERS, User.AUTHENTICATED));

  private Requests() {}

  /// @param line method and path with an unescaped query
  /// @param headers alternating names and values
  static ApiRequest of(String line, String body, String... headers) {
    return of(ADMIN, line, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  static ApiRequest of(User user, String line, byte[] body, String... headers) {
    String method = line.substring(0, line.indexOf(' '));
    String target = line.substring(line.indexOf(' ') + 1);
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    return new ApiRequest(
        method,
        target,
        path,
        mark < 0 ? Map.of() : query(target.substring(mark + 1)),
        Headers.of(headers),
        body,
        user,
        "127.0.0.1:1");
  }

  private static Map<String, List<String>> query(String text) {
    Map<String, List<String>> out = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int eq = pair.indexOf('=');
      String key = eq < 0 ? pair : pair.substring(0, eq);
      out.computeIfAbsent(key, _ -> new ArrayList<>()).add(eq < 0 ? "" : pair.substring(eq + 1));
    }
    return out;
  }
}
