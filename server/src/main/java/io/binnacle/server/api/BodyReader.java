package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.protobuf.Envelope;
import io.binnacle.model.protobuf.ProtobufException;
import io.binnacle.model.schema.Checker;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.schema.TypeMismatchException;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns the bytes a client sent into an object the registry can take: of the right kind, known fields only.
final class BodyReader {
  private static final int SUMMARY = 30;

  /* Upstream's bound (sigs.k8s.io/json): without it the answer is as long as what a client sends. */
  private static final int MAX_FINDINGS = 100;

  private static final String ACCEPTED = "application/json, " + Envelope.MEDIA_TYPE;

  private final Schema schema;

  BodyReader(Schema schema) {
    this.schema = schema;
  }

  /// @param object the object, with `apiVersion` and `kind`, without unknown fields
  /// @param warnings what was wrong but let pass
  record Decoded(Obj object, List<String> warnings) {}

  /// Reads an object of kind `expected`. A body without `kind` or `apiVersion` is taken to be of that kind.
  ///
  /// @throws ApiException 400 if it is none or has unknown fields under STRICT, 415 for a foreign media type
  Decoded object(ApiRequest request, KindType expected, FieldValidation validation) {
    byte[] body = request.body();
    Parsed parsed = parse(request, expected.name());
    if (!(parsed.value instanceof Obj raw)) {
      throw unrecognized(
          expected.name(),
          "couldn't get version/kind; json parse error: json: cannot unmarshal "
              + parsed.value.typeName()
              + " into Go value of type struct { APIVersion string"
              + " \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
              + " \"json:\\\"kind,omitempty\\\"\" }",
          body);
    }
    Obj object = withKind(raw, expected, body);
    Checker.Checked checked;
    try {
      if (parsed.envelope != null) {
        object = opened(parsed.envelope, expected.struct(), object);
      }
      checked = Checker.check(object, expected.struct());
    } catch (ProtobufException | TypeMismatchException e) {
      throw mishandled(expected, object, e.getMessage());
    }
    List<String> findings =
        Stream.concat(
                checked.unknownFields().stream().map(f -> "unknown field " + Str.of(f)),
                parsed.duplicates.stream().map(f -> "duplicate field " + Str.of(f)))
            .limit(MAX_FINDINGS)
            .toList();
    if (validation == FieldValidation.STRICT && !findings.isEmpty()) {
      throw mishandled(expected, object, "strict decoding error: " + String.join(", ", findings));
    }
    return new Decoded(checked.pruned(), validation == FieldValidation.WARN ? findings : List.of());
  }

  /// Reads the DeleteOptions in the body of a delete; null if there is no body. Of which group they claim to be does
  /// not matter, and unknown fields are let pass.
  @Nullable Obj deleteOptions(ApiRequest request) {
    if (request.body().length == 0) {
      return null;
    }
    Parsed parsed = parse(request, "DeleteOptions");
    KindType expected = schema.kindType("v1", "DeleteOptions");
    if (!(parsed.value instanceof Obj raw) || expected == null) {
      throw new ApiException(
          Status.badRequest(
              "couldn't get version/kind; json parse error: json: cannot unmarshal "
                  + parsed.value.typeName()));
    }
    String kind = raw.str("kind", "DeleteOptions");
    if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
      throw new ApiException(
          Status.badRequest("decoded object cannot be converted to DeleteOptions"));
    }
    try {
      Obj options = parsed.envelope == null ? raw : opened(parsed.envelope, expected.struct(), raw);
      return Checker.check(options, expected.struct()).pruned();
    } catch (ProtobufException | TypeMismatchException e) {
      throw new ApiException(Status.badRequest(String.valueOf(e.getMessage())), e);
    }
  }

  /// Reads a patch document: JSON of any type.
  ///
  /// @throws ApiException 400 if it is not JSON
  static Json.Parsed patch(byte[] body) {
    try {
      return Json.parse(body);
    } catch (JsonException e) {
      throw new ApiException(Status.badRequest("error decoding patch: " + fault(body, e)), e);
    }
  }

  /// @param envelope for protobuf, what is yet to be opened; `value` then has `apiVersion` and `kind` only
  private record Parsed(Value value, List<String> duplicates, @Nullable Envelope envelope) {}

  private static Obj opened(Envelope envelope, StructType struct, Obj head)
      throws ProtobufException {
    return envelope
        .object(struct)
        .with("apiVersion", head.str("apiVersion"))
        .with("kind", head.str("kind"));
  }

  private static Parsed parse(ApiRequest request, String kind) {
    byte[] body = request.body();
    switch (mediaType(request)) {
      case "", "application/json" -> {
        try {
          Json.Parsed parsed = Json.parse(body);
          return new Parsed(parsed.value(), parsed.duplicates(), null);
        } catch (JsonException e) {
          throw unrecognized(
              kind, "couldn't get version/kind; json parse error: " + fault(body, e), body);
        }
      }
      case Envelope.MEDIA_TYPE -> {
        try {
          Envelope envelope = Envelope.read(body);
          Obj head =
              Obj.of("apiVersion", Str.of(envelope.apiVersion()), "kind", Str.of(envelope.kind()));
          return new Parsed(head, List.of(), envelope);
        } catch (ProtobufException e) {
          throw unrecognized(kind, String.valueOf(e.getMessage()), body);
        }
      }
      default -> throw unsupported(ACCEPTED);
    }
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

  private Obj withKind(Obj raw, KindType expected, byte[] body) {
    Obj object = raw;
    for (String field : List.of("apiVersion", "kind")) {
      Value value = raw.get(field);
      if (value != null && value != Null.NULL && !(value instanceof Str)) {
        throw unrecognized(
            expected.name(),
            "couldn't get version/kind; json parse error: json: cannot unmarshal "
                + value.typeName()
                + " into Go struct field ."
                + field
                + " of type string",
            body);
      }
    }
    if (raw.str("kind").isEmpty()) {
      object = object.with("kind", expected.name());
    }
    if (raw.str("apiVersion").isEmpty()) {
      object = object.with("apiVersion", expected.apiVersion());
    }
    String kind = object.str("kind");
    String apiVersion = object.str("apiVersion");
    if (kind.equals(expected.name()) && apiVersion.equals(expected.apiVersion())) {
      return object;
    }
    KindType actual = schema.kindType(apiVersion, kind);
    if (actual == null) {
      throw mishandled(
          expected,
          object,
          "no kind "
              + Str.of(kind)
              + " is registered for version "
              + Str.of(apiVersion)
              + " in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }
    if (kind.equals(expected.name())) {
      throw new ApiException(
          Status.badRequest(
              "the API version in the data ("
                  + apiVersion
                  + ") does not match the expected API version ("
                  + expected.apiVersion()
                  + ")"));
    }
    throw mishandled(
        expected,
        object,
        "converting ("
            + actual.version()
            + "."
            + kind
            + ") to ("
            + internalPackage(expected)
            + "."
            + expected.name()
            + "): unknown conversion");
  }

  /// The name upstream's internal Go package of a kind has, which shows in its messages.
  private static String internalPackage(KindType kind) {
    int dot = kind.group().indexOf('.');
    String first = dot < 0 ? kind.group() : kind.group().substring(0, dot);
    return first.isEmpty() || first.equals("events") ? "core" : first;
  }

  private static ApiException mishandled(KindType expected, Obj object, @Nullable String why) {
    String apiVersion = object.str("apiVersion");
    String version = apiVersion.substring(apiVersion.lastIndexOf('/') + 1);
    return new ApiException(
        Status.badRequest(
            object.str("kind")
                + " in version "
                + Str.of(version)
                + " cannot be handled as a "
                + expected.name()
                + ": "
                + why));
  }

  private static ApiException unrecognized(String kind, String why, byte[] body) {
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

  private static String fault(byte[] body, JsonException e) {
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
