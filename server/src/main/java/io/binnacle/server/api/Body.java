package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.protobuf.Envelope;
import io.binnacle.model.protobuf.ProtobufException;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import io.binnacle.server.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request body as the reader of its format leaves it: a tree of no particular kind.
///
/// @param value the tree; for protobuf `apiVersion` and `kind` only, the rest is still in `envelope`
/// @param doubts what the format's reader found odd
/// @param envelope for protobuf, what is yet to be opened
record Body(Value value, Doubts doubts, @Nullable Envelope envelope) {
  private static final int SUMMARY = 30;
  private static final String ACCEPTED =
      "application/json, application/yaml, " + Envelope.MEDIA_TYPE;

  /// Keys written twice, as each format's reader words it.
  ///
  /// @param json paths, `spec.type`
  /// @param yaml messages, `line 3: key "a" already set in map`
  record Doubts(List<String> json, List<String> yaml) {
    static final Doubts NONE = new Doubts(List.of(), List.of());

    /* Upstream's bound (sigs.k8s.io/json): without it the answer is as long as what a client sends. */
    private static final int MAX = 100;

    /// One text for each doubt: YAML's, unknown fields, JSON's; the first hundred.
    List<String> all(List<String> unknown) {
      List<String> out = new ArrayList<>(yaml);
      out.addAll(unknown);
      json.forEach(path -> out.add("duplicate field " + Str.of(path)));
      return out.subList(0, Math.min(out.size(), MAX));
    }

    /// The same, with YAML's in one text, as its strict reader reports them.
    List<String> strict(List<String> unknown) {
      List<String> out = new ArrayList<>(new Doubts(json, List.of()).all(unknown));
      if (!yaml.isEmpty()) {
        out.addFirst("yaml: unmarshal errors:\n  " + String.join("\n  ", yaml));
      }
      return out;
    }
  }

  /// Reads the body of `request` in the format its Content-Type names, JSON if it names none.
  ///
  /// @param kind what is expected, for messages
  /// @throws ApiException 400 for malformed bytes, 415 for a foreign format
  static Body parse(ApiRequest request, String kind) {
    byte[] body = request.body();
    switch (mediaType(request)) {
      case "", "application/json" -> {
        try {
          Json.Parsed parsed = Json.parse(body);
          return new Body(parsed.value(), new Doubts(parsed.duplicates(), List.of()), null);
        } catch (JsonException e) {
          throw unrecognized(
              kind, "couldn't get version/kind; json parse error: " + fault(body, e), body);
        }
      }
      case "application/yaml" -> {
        try {
          List<Yaml.Document> documents = Yaml.documents(body);
          Yaml.Document first =
              documents.isEmpty()
                  ? new Yaml.Document(Null.NULL, List.of(), 1)
                  : documents.getFirst();
          Value value = first.value() == Null.NULL ? Obj.EMPTY : first.value();
          return new Body(value, new Doubts(List.of(), first.duplicates()), null);
        } catch (YamlException e) {
          throw unrecognized(kind, "yaml: " + e.getMessage(), body);
        }
      }
      case Envelope.MEDIA_TYPE -> {
        try {
          Envelope envelope = Envelope.read(body);
          Obj head =
              Obj.of("apiVersion", Str.of(envelope.apiVersion()), "kind", Str.of(envelope.kind()));
          return new Body(head, Doubts.NONE, envelope);
        } catch (ProtobufException e) {
          throw unrecognized(kind, String.valueOf(e.getMessage()), body);
        }
      }
      default -> throw unsupported(ACCEPTED);
    }
  }

  /// The object itself: for protobuf the envelope's content, else `head`.
  ///
  /// @param head the object so far, with its `apiVersion` and `kind` settled
  /// @throws ProtobufException if the envelope does not hold a structure `struct`
  Obj opened(StructType struct, Obj head) throws ProtobufException {
    return envelope == null
        ? head
        : envelope
            .object(struct)
            .with("apiVersion", head.str("apiVersion"))
            .with("kind", head.str("kind"));
  }

  /// 415 with the list of what would be accepted.
  static ApiException unsupported(String accepted) {
    return new ApiException(
        new Status(
            415,
            "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
                + accepted,
            Obj.EMPTY));
  }

  /// The media type of the body without parameters, in lower case; empty if the client names none.
  static String mediaType(ApiRequest request) {
    String type = request.headers().first("Content-Type");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  /// 400 for bytes that are no object at all.
  ///
  /// @param kind what was expected
  static ApiException unrecognized(String kind, String why, byte[] body) {
    return new ApiException(
        Status.badRequest(
            "the object provided is unrecognized (must be of type "
                + kind
                + "): "
                + why
                + " ("
                + summary(body)
                + ")"));
  }

  /// What is wrong with JSON text, in the words clients know.
  static String fault(byte[] body, JsonException e) {
    String fault = JsonFault.of(body);
    return fault == null ? String.valueOf(e.getMessage()) : fault;
  }

  /// The beginning of a body for a message: text if it looks like JSON, else hexadecimal.
  private static String summary(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    int length = Math.min(body.length, SUMMARY);
    String shown =
        body[0] == '{'
            ? new String(body, 0, length, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(body, 0, length);
    return body.length > SUMMARY ? shown + " ..." : shown;
  }
}
