package io.binnacle.server.openapi;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;

/// Version 2 documents as protobuf: the messages of gnostic's `openapi.v2.Document` as far as [OpenApiV2] fills them.
/// The numbers are those of the fields in OpenAPIv2.proto; extensions travel as YAML text, of which JSON is a part.
final class V2Protobuf {
  private V2Protobuf() {}

  /// The message of a whole document.
  static byte[] encode(Obj document) {
    return ProtoWriter.message(w -> {
      w.text(1, document.str("swagger"));
      w.message(2, document.obj("info"), V2Protobuf::info);
      w.message(8, document.obj("paths"), (paths, o) -> named(paths, 2, o, V2Protobuf::pathItem));
      w.message(9, document.obj("definitions"), (all, o) -> named(all, 1, o, V2Protobuf::schema));
    });
  }

  private interface Part {
    void write(ProtoWriter w, Obj part);
  }

  /// A map: an entry of name (1) and value (2) for each field.
  private static void named(ProtoWriter w, int field, Obj map, Part value) {
    for (String key : map.keys()) {
      w.message(
          field,
          entry -> {
            entry.text(1, key);
            entry.message(2, map.obj(key), value::write);
          });
    }
  }

  private static void extensions(ProtoWriter w, int field, Obj part) {
    part.forEach((key, value) -> {
      if (key.startsWith("x-")) {
        w.message(
            field,
            entry -> {
              entry.text(1, key);
              entry.message(2, value, (any, v) -> any.text(2, v.toString()));
            });
      }
    });
  }

  private static void info(ProtoWriter w, Obj info) {
    w.text(1, info.str("title"));
    w.text(2, info.str("version"));
  }

  private static void pathItem(ProtoWriter w, Obj item) {
    method(w, 2, item, "get");
    method(w, 3, item, "put");
    method(w, 4, item, "post");
    method(w, 5, item, "delete");
    method(w, 8, item, "patch");
    parameters(w, 9, item.arr("parameters"));
  }

  private static void method(ProtoWriter w, int field, Obj item, String method) {
    if (item.get(method) instanceof Obj operation) {
      w.message(field, operation, V2Protobuf::operation);
    }
  }

  private static void operation(ProtoWriter w, Obj operation) {
    w.texts(1, operation.arr("tags").strings());
    w.text(3, operation.str("description"));
    w.text(5, operation.str("operationId"));
    w.texts(6, operation.arr("produces").strings());
    w.texts(7, operation.arr("consumes").strings());
    parameters(w, 8, operation.arr("parameters"));
    w.message(9, operation.obj("responses"), V2Protobuf::responses);
    w.texts(10, operation.arr("schemes").strings());
    extensions(w, 13, operation);
  }

  /// Responses: entries whose value is a ResponseValue, of which the first choice is a Response.
  private static void responses(ProtoWriter w, Obj responses) {
    named(
        w,
        1,
        responses,
        (value, response) ->
            value.message(
                1,
                r -> {
                  r.text(1, response.str("description"));
                  if (response.get("schema") instanceof Obj schema) {
                    r.message(2, schema, (item, s) -> item.message(1, s, V2Protobuf::schema));
                  }
                }));
  }

  /// Each is a ParametersItem, in it a Parameter, in it either a BodyParameter (1) or a NonBodyParameter (2).
  private static void parameters(ProtoWriter w, int field, Arr parameters) {
    for (Obj parameter : parameters.objects()) {
      w.message(
          field,
          item ->
              item.message(
                  1,
                  p -> {
                    switch (parameter.str("in")) {
                      case "body" -> p.message(1, parameter, V2Protobuf::bodyParameter);
                      case "query" ->
                          p.message(2, q -> q.message(3, parameter, V2Protobuf::queryParameter));
                      default ->
                          p.message(2, q -> q.message(4, parameter, V2Protobuf::pathParameter));
                    }
                  }));
    }
  }

  private static void bodyParameter(ProtoWriter w, Obj parameter) {
    w.text(2, parameter.str("name"));
    w.text(3, parameter.str("in"));
    w.bool(4, parameter.bool("required", false));
    w.message(5, parameter.obj("schema"), V2Protobuf::schema);
  }

  private static void queryParameter(ProtoWriter w, Obj parameter) {
    simpleParameter(w, parameter);
    w.text(6, parameter.str("type"));
    w.bool(20, parameter.bool("uniqueItems", false));
  }

  private static void pathParameter(ProtoWriter w, Obj parameter) {
    simpleParameter(w, parameter);
    w.text(5, parameter.str("type"));
    w.bool(19, parameter.bool("uniqueItems", false));
  }

  private static void simpleParameter(ProtoWriter w, Obj parameter) {
    w.bool(1, parameter.bool("required", false));
    w.text(2, parameter.str("in"));
    w.text(3, parameter.str("description"));
    w.text(4, parameter.str("name"));
  }

  private static void schema(ProtoWriter w, Obj schema) {
    w.text(1, schema.str("$ref"));
    w.text(2, schema.str("format"));
    w.text(4, schema.str("description"));
    w.texts(19, schema.arr("required").strings());
    if (schema.get("additionalProperties") instanceof Obj values) {
      w.message(21, values, (item, s) -> item.message(1, s, V2Protobuf::schema));
    }
    if (schema.has("type")) {
      w.message(22, type -> type.text(1, schema.str("type")));
    }
    if (schema.get("items") instanceof Obj items) {
      w.message(23, items, (item, s) -> item.message(1, s, V2Protobuf::schema));
    }
    if (schema.get("properties") instanceof Obj properties) {
      w.message(25, properties, (all, o) -> named(all, 1, o, V2Protobuf::schema));
    }
    extensions(w, 31, schema);
  }
}
