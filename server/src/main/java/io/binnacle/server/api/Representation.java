package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.table.IncludeObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an answer is to look, as negotiated with the client.
///
/// @param format the encoding
/// @param shape whole objects, or what the client asked for with `as=`
/// @param version of meta.k8s.io for a transformed shape: `v1` or `v1beta1`
/// @param include how much of the object a table row carries
/// @param pretty whether to indent
/// @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources">Alternate representations</a>
record Representation(
    Format format, Shape shape, String version, IncludeObject include, boolean pretty) {

  /// Whole objects as compact JSON.
  static final Representation JSON =
      new Representation(Format.JSON, Shape.WHOLE, "v1", IncludeObject.METADATA, false);

  private static final String META = "meta.k8s.io";

  /// The encodings spoken, the default first.
  enum Format {
    JSON("json"),
    YAML("yaml");

    final String subtype;

    Format(String subtype) {
      this.subtype = subtype;
    }

    String contentType() {
      return "application/" + subtype;
    }
  }

  /// What becomes of an object on its way out.
  enum Shape {
    WHOLE,
    TABLE,
    PARTIAL,
    PARTIAL_LIST
  }

  /// The representation of the answer to a request about a collection.
  ///
  /// @throws ApiException 406 if the client accepts nothing we have, 400 for a bad `includeObject`
  static Representation of(ApiRequest request) {
    String header = request.headers().joined("Accept");
    if (header.isEmpty()) {
      return new Representation(
          Format.JSON, Shape.WHOLE, "v1", IncludeObject.METADATA, pretty(request, Map.of()));
    }
    for (Accept.Clause clause : Accept.parse(header)) {
      for (Format format : Format.values()) {
        Shape shape = clause.takes(format.subtype) ? shape(clause.params()) : null;
        if (shape != null) {
          return new Representation(
              format,
              shape,
              clause.params().getOrDefault("v", "v1"),
              shape == Shape.TABLE ? include(request) : IncludeObject.METADATA,
              pretty(request, clause.params()));
        }
      }
    }
    throw notAcceptable("application/json, application/yaml");
  }

  /// The representation for a `Status` of failure: as negotiated, but JSON rather than a second failure, and never
  /// transformed.
  static Representation forFailure(ApiRequest request) {
    try {
      Representation wanted = of(request);
      return new Representation(
          wanted.format, Shape.WHOLE, "v1", IncludeObject.METADATA, wanted.pretty);
    } catch (ApiException e) {
      return JSON;
    }
  }

  /// This representation for a watch, which is a stream of JSON lines.
  ///
  /// @throws ApiException 406 if another encoding was negotiated
  Representation streamed() {
    if (format != Format.JSON) {
      throw notAcceptable("application/json;stream=watch");
    }
    return new Representation(format, shape, version, include, false);
  }

  /// 406 with the list of what would be accepted.
  static ApiException notAcceptable(String accepted) {
    return new ApiException(
        new Status(
            406,
            "NotAcceptable",
            "only the following media types are accepted: " + accepted,
            Obj.EMPTY));
  }

  /// @return null if the parameters ask for something that does not exist
  private static @Nullable Shape shape(Map<String, String> params) {
    if (!params.getOrDefault("stream", "watch").equals("watch")) {
      return null;
    }
    String as = params.getOrDefault("as", "");
    String group = params.getOrDefault("g", "");
    String version = params.getOrDefault("v", "");
    if (as.isEmpty() && group.isEmpty() && version.isEmpty()) {
      return Shape.WHOLE;
    }
    if (!group.equals(META) || !List.of("v1", "v1beta1").contains(version)) {
      return null;
    }
    return switch (as) {
      case "Table" -> Shape.TABLE;
      case "PartialObjectMetadata" -> Shape.PARTIAL;
      case "PartialObjectMetadataList" -> Shape.PARTIAL_LIST;
      default -> null;
    };
  }

  private static IncludeObject include(ApiRequest request) {
    String wanted = request.query("includeObject");
    return switch (wanted) {
      case "", "Metadata" -> IncludeObject.METADATA;
      case "None" -> IncludeObject.NONE;
      case "Object" -> IncludeObject.OBJECT;
      default ->
          throw new ApiException(
              Status.badRequest(
                  "Unable to convert to Table as requested: "
                      + FieldError.invalid(
                              FieldPath.of("includeObject"),
                              wanted,
                              "must be 'Metadata', 'Object', 'None', or empty")
                          .message()));
    };
  }

  /// Indented if asked for, or if the client is one that people read directly.
  private static boolean pretty(ApiRequest request, Map<String, String> params) {
    if (params.getOrDefault("pretty", "").equals("1")) {
      return true;
    }
    String asked = request.query("pretty");
    if (!asked.isEmpty()) {
      return List.of("1", "t", "T", "true", "TRUE", "True").contains(asked);
    }
    String agent = request.headers().first("User-Agent");
    return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
  }
}
