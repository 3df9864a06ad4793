package io.binnacle.server.openapi;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One request of the API: a verb on a path.
///
/// @param verb method, parameters and the like
/// @param id unique among all documents
/// @param tag `core_v1`
/// @param description one line
/// @param gvk the kind it is about
/// @param consumes the media types of the body
/// @param body the schema of the body, null if there is none
/// @param answers the schema of the answer by status
record Operation(
    Verb verb,
    String id,
    String tag,
    String description,
    Obj gvk,
    List<String> consumes,
    @Nullable Obj body,
    Map<Integer, Obj> answers) {

  private static final String JSON = "application/json";

  /// The operation as `dialect` writes it.
  Obj write(Dialect dialect) {
    Obj.Builder out =
        Obj.builder()
            .put("description", description)
            .put("operationId", id)
            .put("tags", Arr.of(Str.of(tag)))
            .put("x-kubernetes-action", verb.action)
            .put("x-kubernetes-group-version-kind", gvk);
    return switch (dialect) {
      case V2 -> v2(out).build();
      case V3 -> v3(out).build();
    };
  }

  private Obj.Builder v2(Obj.Builder out) {
    List<Value> written = new ArrayList<>();
    if (body != null) {
      Obj parameter = Obj.of("in", Str.of("body"), "name", Str.of("body"), "schema", body);
      written.add(verb.method.equals("delete") ? parameter : parameter.with("required", true));
      out.put("consumes", Arr.strings(consumes));
    }
    for (Parameter parameter : verb.parameters()) {
      written.add(parameter.write(Dialect.V2));
    }
    Obj.Builder responses = Obj.builder();
    answers.forEach((status, schema) ->
        responses.put(
            status.toString(), Obj.of("description", Str.of(text(status)), "schema", schema)));
    return out.put("parameters", Arr.copyOf(written))
        .put("produces", Arr.of(Str.of(JSON)))
        .put("responses", responses.put("401", unauthorized()).build())
        .put("schemes", Arr.of(Str.of("https")));
  }

  private Obj.Builder v3(Obj.Builder out) {
    out.put(
        "parameters",
        verb.parameters().stream().map(p -> p.write(Dialect.V3)).collect(Arr.toArr()));
    if (body != null) {
      out.put("requestBody", Obj.of("content", content(consumes, body)));
    }
    Obj.Builder responses = Obj.builder();
    answers.forEach((status, schema) ->
        responses.put(
            status.toString(),
            Obj.of(
                "description", Str.of(text(status)), "content", content(List.of(JSON), schema))));
    return out.put("responses", responses.put("401", unauthorized()).build());
  }

  private static Obj content(List<String> mediaTypes, Obj schema) {
    Map<String, Obj> out = new TreeMap<>();
    for (String mediaType : mediaTypes) {
      out.put(mediaType, Obj.of("schema", schema));
    }
    return Obj.copyOf(out);
  }

  private static Obj unauthorized() {
    return Obj.of("description", Str.of("Unauthorized"));
  }

  private static String text(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 202 -> "Accepted";
      default -> throw new IllegalArgumentException("no text for status " + status);
    };
  }
}
