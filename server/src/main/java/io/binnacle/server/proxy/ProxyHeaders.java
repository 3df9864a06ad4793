package io.binnacle.server.proxy;

import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Which header fields pass the proxy, in both directions. Pure.
final class ProxyHeaders {
  /// Fields about one connection (RFC 9110 §7.6.1).
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /// Of a request: what is said again for the next connection, and what is between client and API server only. A Pod must never see
  /// the credentials of whoever looks at it.
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "expect",
          "authorization",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-forwarded-uri");

  /// Of an answer: what would open the API to pages from elsewhere, and what the transport says by itself.
  private static final Set<String> BACKENDS =
      Set.of(
          "date",
          "access-control-allow-credentials",
          "access-control-allow-headers",
          "access-control-allow-methods",
          "access-control-allow-origin");

  private ProxyHeaders() {}

  /// What the backend is sent.
  ///
  /// @param upgrade whether the request asks for another protocol, which is then asked of the backend
  static Headers toBackend(
      ApiRequest request, ProxyPath path, InetSocketAddress at, boolean upgrade) {
    Headers sent = request.headers();
    Headers.Builder out = Headers.builder();
    out.add("Host", hostPort(at));
    Set<String> named = named(sent);
    sent.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      boolean kept = !HOP_BY_HOP.contains(lower) && !OURS.contains(lower) && !named.contains(lower);
      if (kept && !lower.startsWith("impersonate-")) {
        out.add(name, value);
      }
    });
    String client = request.remote().substring(0, Math.max(0, request.remote().lastIndexOf(':')));
    String before = sent.joined("X-Forwarded-For");
    String self = client.replace("[", "").replace("]", "");
    out.add("X-Forwarded-For", before.isEmpty() ? self : before + ", " + self);
    if (sent.has("Host")) {
      out.add("X-Forwarded-Host", sent.first("Host"));
    }
    out.add("X-Forwarded-Proto", "https");
    out.add("X-Forwarded-Uri", path.prefix() + path.path());
    if (upgrade) {
      out.add("Connection", "Upgrade").add("Upgrade", sent.joined("Upgrade"));
    } else {
      out.add("Connection", "close");
    }
    return out.build();
  }

  /// What the client is sent of the backend's fields.
  static Headers.Builder toClient(Headers answered, Set<String> without) {
    Headers.Builder out = Headers.builder();
    Set<String> named = named(answered);
    answered.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(lower)
          && !BACKENDS.contains(lower)
          && !named.contains(lower)
          && !without.contains(lower)) {
        out.add(name, value);
      }
    });
    return out;
  }

  /// The fields `Connection` names as its own.
  private static Set<String> named(Headers headers) {
    Set<String> out = new HashSet<>();
    for (String name : headers.joined("Connection").split(",")) {
      out.add(name.strip().toLowerCase(Locale.ROOT));
    }
    return out;
  }

  static String hostPort(InetSocketAddress at) {
    String host = at.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
  }
}
