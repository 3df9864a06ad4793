package io.binnacle.server.api;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.api.RequestInfo.PathRequest;
import io.binnacle.server.discovery.Discovery;
import io.binnacle.server.discovery.Discovery.Root;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.token.TokenAuthority;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything outside the collections: discovery, OpenAPI, health, version, metrics, and the list of all that at `/`.
final class PathHandler {
  private final Discovery discovery;
  private final OpenApiPages openApi;
  private final Health health;
  private final ApiMetrics metrics;
  private final String serverAddress;
  private final TokenAuthority tokens;
  private final Map<String, Document> aggregated = new ConcurrentHashMap<>();

  /// @param serverAddress host and port clients reach this server at, told in `/api`
  /// @param tokens whose public keys to tell
  PathHandler(
      Discovery discovery,
      OpenApiPages openApi,
      Health health,
      ApiMetrics metrics,
      String serverAddress,
      TokenAuthority tokens) {
    this.discovery = discovery;
    this.openApi = openApi;
    this.health = health;
    this.metrics = metrics;
    this.serverAddress = serverAddress;
    this.tokens = tokens;
  }

  /// An encoded document with its entity tag.
  @SuppressWarnings("ArrayRecordComponent") // never compared; shared as it is
  record Document(byte[] json, String etag) {
    static Document of(Obj document) {
      byte[] json = Json.bytes(document);
      return new Document(json, '"' + hash(json) + '"');
    }
  }

  /// Answers `request`; with a plain 404 if nothing is there.
  void handle(PathRequest info, ApiRequest request, Responder out) {
    String path = info.path();
    if (path.length() > 1 && path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (!info.verb().equals("get") && !info.verb().equals("head")) {
      Answers.notFound(out);
      return;
    }
    switch (path) {
      case "/" -> Answers.document(request, out, index());
      case "/version" -> version(out);
      case "/metrics" ->
          out.send(
              200,
              Headers.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
              metrics.page());
      case "/.well-known/openid-configuration" -> open(out, "application/json", tokens.discovery());
      case "/openid/v1/jwks" -> open(out, "application/jwk-set+json", tokens.keys());
      case "/api" -> root(Root.CORE, discovery.coreVersions(serverAddress), request, out);
      case "/apis" -> root(Root.NAMED, discovery.groupList(), request, out);
      default -> {
        if (!below(path, request, out)) {
          Answers.notFound(out);
        }
      }
    }
  }

  private boolean below(String path, ApiRequest request, Responder out) {
    Obj document = discovered(path);
    if (document != null) {
      Answers.document(request, out, document);
      return true;
    }
    return openApi.handle(path, request, out) || health.handle(path, request, out);
  }

  private @Nullable Obj discovered(String path) {
    List<String> parts = Arrays.asList(path.substring(1).split("/", -1));
    if (parts.size() == 2 && parts.getFirst().equals("api")) {
      return discovery.resourceList("", parts.get(1));
    }
    if (parts.size() == 2 && parts.getFirst().equals("apis")) {
      return discovery.group(parts.get(1));
    }
    return parts.size() == 3 && parts.getFirst().equals("apis")
        ? discovery.resourceList(parts.get(1), parts.get(2))
        : null;
  }

  /// Discovery's two roots: aggregated for clients that ask for it, plain for the others.
  private void root(Root root, Obj plain, ApiRequest request, Responder out) {
    for (Accept.Clause clause : Accept.parse(request.headers().joined("Accept"))) {
      String as = clause.params().getOrDefault("as", "");
      String version = clause.params().getOrDefault("v", "");
      boolean wanted =
          clause.takes("json")
              && as.equals("APIGroupDiscoveryList")
              && clause.params().getOrDefault("g", "").equals("apidiscovery.k8s.io")
              && List.of("v2", "v2beta1").contains(version);
      if (wanted) {
        Document document =
            aggregated.computeIfAbsent(
                root + version, _ -> Document.of(discovery.aggregated(root, version)));
        String type =
            "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
        tagged(type, document, request, out);
        return;
      }
      if (as.isEmpty() && (clause.takes("json") || clause.takes("yaml"))) {
        break;
      }
    }
    Answers.document(request, out, plain);
  }

  /// Sends a document that changes with the program only, or 304 to who has it already.
  static void tagged(String contentType, Document document, ApiRequest request, Responder out) {
    Headers headers =
        Headers.of(
            "Content-Type",
            contentType,
            "ETag",
            document.etag(),
            "Vary",
            "Accept",
            "Cache-Control",
            "public");
    boolean known = request.headers().first("If-None-Match").equals(document.etag());
    out.send(known ? 304 : 200, headers, known ? new byte[0] : document.json());
  }

  static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-512", e);
    }
  }

  /// A document for verifiers of tokens.
  private static void open(Responder out, String contentType, Obj document) {
    out.send(
        200,
        Headers.of("Content-Type", contentType, "Cache-Control", "public, max-age=3600"),
        Json.bytes(document));
  }

  private static void version(Responder out) {
    out.send(
        200,
        Headers.of("Content-Type", "application/json"),
        Json.pretty(VersionInfo.INFO).getBytes(StandardCharsets.UTF_8));
  }

  private Obj index() {
    Stream<String> others =
        Stream.of(
            "/.well-known/openid-configuration",
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/openid/v1/jwks",
            "/readyz",
            "/version");
    Arr paths =
        Stream.concat(discovery.paths().stream(), others)
            .sorted()
            .map(Str::of)
            .collect(Arr.toArr());
    return Obj.of("paths", paths);
  }
}
