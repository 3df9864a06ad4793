package io.binnacle.server.api;

import io.binnacle.model.schema.Schema;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.openapi.OpenApi;

/// `/openapi/v2`, `/openapi/v3` and the documents below it.
///
/// @see <a href="https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition">OpenAPI</a>
final class OpenApiPages {
  private static final String V3 = "/openapi/v3";
  private static final String FOREVER = "public, immutable";

  private final OpenApi openApi;

  OpenApiPages(Schema schema, String serverVersion) {
    openApi = new OpenApi(schema, serverVersion);
  }

  /// Answers if `path` is one of the documents'.
  ///
  /// @return whether it was
  boolean handle(String path, ApiRequest request, Responder out) {
    if (path.equals("/openapi/v2")) {
      send(prefersProtobuf(request) ? openApi.v2Protobuf() : openApi.v2(), "", request, out);
      return true;
    }
    if (path.equals(V3)) {
      send(openApi.index(), "", request, out);
      return true;
    }
    if (!path.startsWith(V3 + "/")) {
      return false;
    }
    OpenApi.Document document = openApi.groupVersion(path.substring(V3.length() + 1));
    if (document == null) {
      return false;
    }
    String asked = request.query("hash");
    if (!asked.isEmpty() && !asked.equals(document.hash())) {
      String there = path + "?hash=" + document.hash();
      out.send(301, Headers.of("Location", there), new byte[0]);
      return true;
    }
    // An address with the hash of its content never changes its content.
    send(document, asked.isEmpty() ? "" : FOREVER, request, out);
    return true;
  }

  private static boolean prefersProtobuf(ApiRequest request) {
    String wanted = OpenApi.V2_PROTOBUF_ACCEPT.substring("application/".length());
    for (Accept.Clause clause : Accept.parse(request.headers().joined("Accept"))) {
      if (clause.type().equals("application") && clause.subtype().equals(wanted)) {
        return true;
      }
      if (clause.takes("json")) {
        return false;
      }
    }
    return false;
  }

  private static void send(
      OpenApi.Document document, String caching, ApiRequest request, Responder out) {
    String etag = '"' + document.hash() + '"';
    Headers.Builder headers =
        Headers.builder()
            .add("Content-Type", document.contentType())
            .add("ETag", etag)
            .add("Vary", "Accept");
    if (!caching.isEmpty()) {
      headers.add("Cache-Control", caching);
    }
    boolean known = request.headers().first("If-None-Match").equals(etag);
    out.send(known ? 304 : 200, headers.build(), known ? new byte[0] : document.body());
  }
}
