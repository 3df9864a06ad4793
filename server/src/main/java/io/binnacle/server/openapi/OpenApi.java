package io.binnacle.server.openapi;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The documents of one server as bytes, each made when it is first asked for and kept. Safe to share between threads.
///
/// How the API server answers them: with `Vary: Accept` and the hash as `Etag` (304 if the client has it); a document whose
/// `?hash=` is the right one with `Cache-Control: public, immutable` and an `Expires` a year ahead, a wrong one with a 301 to
/// the right one; 406 if the client accepts no type there is.
public final class OpenApi {
  /// The media type in which clients in Go ask for version 2.
  public static final String V2_PROTOBUF_ACCEPT =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  /// The media type under which it is answered; an `@` is not allowed there.
  public static final String V2_PROTOBUF_TYPE =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private static final String INDEX = "v3";
  private static final String V2 = "v2";
  private static final String V2_PROTOBUF = "v2 protobuf";

  private final Schema schema;
  private final String serverVersion;
  private final SortedMap<String, ResourceName> groupVersions;
  private final Map<String, Document> documents = new ConcurrentHashMap<>();

  /// The documents of a server that serves `schema`.
  ///
  /// @param serverVersion what the server says its version is, `v1.33.0`
  public OpenApi(Schema schema, String serverVersion) {
    this.schema = schema;
    this.serverVersion = serverVersion;
    this.groupVersions = OpenApiV3.groupVersions(schema);
  }

  /// A finished document.
  ///
  /// @param body shared; never written to
  /// @param contentType of the answer
  /// @param hash of the body in hexadecimal: the `hash` of its address and, in double quotes, its ETag
  @SuppressWarnings("ArrayRecordComponent") // documents are never compared
  public record Document(byte[] body, String contentType, String hash) {}

  /// The answer to `/openapi/v3`. Makes the documents of all groups and versions, since it names their hashes.
  public Document index() {
    Document known = documents.get(INDEX);
    if (known != null) {
      return known;
    }
    Map<String, String> hashes = new TreeMap<>();
    for (String path : groupVersions.keySet()) {
      Document document = groupVersion(path);
      if (document != null) {
        hashes.put(path, document.hash());
      }
    }
    return documents.computeIfAbsent(INDEX, _ -> json(Json.bytes(OpenApiV3.index(hashes))));
  }

  /// The answer to `/openapi/v3/` + `path`, such as `api/v1` or `apis/apps/v1`; null if there is no such group and
  /// version.
  public @Nullable Document groupVersion(String path) {
    ResourceName name = groupVersions.get(path);
    return name == null
        ? null
        : documents.computeIfAbsent(
            path,
            _ ->
                json(
                    Json.bytes(
                        OpenApiV3.document(schema, name.group(), name.version(), serverVersion))));
  }

  /// The answer to `/openapi/v2` as JSON.
  public Document v2() {
    return documents.computeIfAbsent(
        V2, _ -> json(Json.bytes(OpenApiV2.document(schema, serverVersion))));
  }

  /// The answer to `/openapi/v2` as protobuf.
  public Document v2Protobuf() {
    return documents.computeIfAbsent(
        V2_PROTOBUF,
        _ -> {
          byte[] body = OpenApiV2.protobuf(OpenApiV2.document(schema, serverVersion));
          return new Document(body, V2_PROTOBUF_TYPE, hash(body));
        });
  }

  private static Document json(byte[] body) {
    return new Document(body, "application/json", hash(body));
  }

  private static String hash(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
