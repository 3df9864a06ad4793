package io.binnacle.server.proxy;

import java.net.URI;
import java.net.URISyntaxException;

/// The way through the proxy: which part of a request's target is the backend's, and how links of the backend lead back here. Pure.
///
/// @param prefix the path up to and with `/proxy`, as on the wire
/// @param path what the backend is asked for, as on the wire: empty, or beginning with `/`
/// @param query with its `?`, as on the wire; empty if there is none
record ProxyPath(String prefix, String path, String query) {
  /// `/api/v1/namespaces/NAMESPACE/pods/NAME/proxy` has so many steps.
  private static final int STEPS = 7;

  /// Splits a request's target.
  ///
  /// @param target as on the wire, of the form above
  static ProxyPath of(String target) {
    String local = target;
    int scheme = local.indexOf("://");
    if (!local.startsWith("/") && scheme > 0) {
      local = local.substring(Math.max(local.indexOf('/', scheme + 3), 0));
    }
    int mark = local.indexOf('?');
    String query = mark < 0 ? "" : local.substring(mark);
    String path = mark < 0 ? local : local.substring(0, mark);
    int end = 0;
    for (int i = 0; i < STEPS && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    return end < 0
        ? new ProxyPath(path, "", query)
        : new ProxyPath(path.substring(0, end), path.substring(end), query);
  }

  /// What the backend is asked for.
  String target() {
    return path + query;
  }

  /// Where a link of the backend leads when it is followed through the proxy.
  ///
  /// @param link as the backend wrote it
  /// @param backend `host:port` it may call itself by
  /// @param host the `Host` the client knows this server by
  String rewritten(String link, String backend, String host) {
    URI url;
    try {
      url = new URI(link);
    } catch (URISyntaxException _) {
      return link; // whatever it is, it is not for us to mend
    }
    String authority = url.getRawAuthority();
    boolean elsewhere = authority != null && !authority.equals(backend) && !authority.equals(host);
    String at = url.getRawPath();
    if (elsewhere || url.isOpaque() || at == null || !at.startsWith("/")) {
      return link;
    }
    String way = at.equals(prefix) || at.startsWith(prefix + "/") ? at : prefix + at;
    String search = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String fragment = url.getRawFragment() == null ? "" : "#" + url.getRawFragment();
    return way + search + fragment;
  }
}
