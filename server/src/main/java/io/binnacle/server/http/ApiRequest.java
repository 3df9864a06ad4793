package io.binnacle.server.http;

import java.util.List;
import java.util.Map;

/// One request, whole: read to its end, within the limits, its sender known.
///
/// @param method the method in upper case: `GET`, `HEAD`, `POST`, … (an answer to `HEAD` may carry a body; the server
///     drops it)
/// @param target path and query as they stand on the wire, escapes and all, for who passes the request on
/// @param path the path with escapes decoded, beginning with `/`, otherwise as the client wrote it: `//`, `.` and `..`
///     are not resolved
/// @param query the parameters after `?`, escapes decoded, in order of first appearance; a parameter without `=` has the
///     value `""`
/// @param headers the header fields; over HTTP/2 without the pseudo fields, names in lower case
/// @param body the body after transfer decoding, empty if there was none; not a copy: treat it as read-only
/// @param user who asks
/// @param remote the peer's address and port, for logs: `127.0.0.1:53422`
@SuppressWarnings(
    "ArrayRecordComponent") // requests are never compared, and a body is worth not copying
public record ApiRequest(
    String method,
    String target,
    String path,
    Map<String, List<String>> query,
    Headers headers,
    byte[] body,
    User user,
    String remote) {

  /// The first value of the query parameter `name`, or the empty string if it is absent.
  public String query(String name) {
    List<String> values = query.get(name);
    return values == null ? "" : values.getFirst();
  }

  /// Whether the query parameter `name` is there, with or without a value.
  public boolean hasQuery(String name) {
    return query.containsKey(name);
  }

  /// Method and path, for logs and messages.
  @Override
  public String toString() {
    return method + " " + path;
  }
}
