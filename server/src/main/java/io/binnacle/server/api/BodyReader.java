package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.protobuf.ProtobufException;
import io.binnacle.model.schema.Checker;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.TypeMismatchException;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the bytes a client sent into an object the registry can take: of the right kind, known fields only.
final class BodyReader {
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
    Body parsed = Body.parse(request, expected.name());
    if (!(parsed.value() instanceof Obj raw)) {
      throw Body.unrecognized(
          expected.name(),
          "couldn't get version/kind; json parse error: json: cannot unmarshal "
              + parsed.value().typeName()
              + " into Go value of type struct { APIVersion string"
              + " \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
              + " \"json:\\\"kind,omitempty\\\"\" }",
          body);
    }
    Obj object = withKind(raw, expected, body);
    Checker.Checked checked;
    try {
      object = parsed.opened(expected.struct(), object);
      checked = Checker.check(object, expected.struct());
    } catch (ProtobufException | TypeMismatchException e) {
      throw mishandled(expected, object, e.getMessage());
    }
    List<String> unknown =
        checked.unknownFields().stream().map(f -> "unknown field " + Str.of(f)).toList();
    return switch (validation) {
      case IGNORE -> new Decoded(checked.pruned(), List.of());
      case WARN -> new Decoded(checked.pruned(), parsed.doubts().all(unknown));
      case STRICT -> {
        List<String> faults = parsed.doubts().strict(unknown);
        if (!faults.isEmpty()) {
          throw mishandled(expected, object, "strict decoding error: " + String.join(", ", faults));
        }
        yield new Decoded(checked.pruned(), List.of());
      }
    };
  }

  /// Reads the DeleteOptions in the body of a delete; null if there is no body. Of which group they claim to be does
  /// not matter, and unknown fields are let pass.
  @Nullable Obj deleteOptions(ApiRequest request) {
    if (request.body().length == 0) {
      return null;
    }
    Body parsed = Body.parse(request, "DeleteOptions");
    KindType expected = schema.kindType("v1", "DeleteOptions");
    if (!(parsed.value() instanceof Obj raw) || expected == null) {
      throw new ApiException(
          Status.badRequest(
              "couldn't get version/kind; json parse error: json: cannot unmarshal "
                  + parsed.value().typeName()));
    }
    String kind = raw.str("kind", "DeleteOptions");
    if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
      throw new ApiException(
          Status.badRequest("decoded object cannot be converted to DeleteOptions"));
    }
    try {
      Obj options = parsed.opened(expected.struct(), raw);
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
      throw new ApiException(Status.badRequest("error decoding patch: " + Body.fault(body, e)), e);
    }
  }

  private Obj withKind(Obj raw, KindType expected, byte[] body) {
    Obj object = raw;
    for (String field : List.of("apiVersion", "kind")) {
      Value value = raw.get(field);
      if (value != null && value != Null.NULL && !(value instanceof Str)) {
        throw Body.unrecognized(
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
}
