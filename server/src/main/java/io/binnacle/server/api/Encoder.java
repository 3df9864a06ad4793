package io.binnacle.server.api;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.server.api.Representation.Format;
import io.binnacle.server.registry.ListResult;
import io.binnacle.server.table.TableView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Brings objects and lists into the form a client asked for. Pure.
final class Encoder {
  private Encoder() {}

  /// One object as an answer.
  ///
  /// @param view how the object looks as a row
  /// @throws ApiException 406 if a list was asked for
  static byte[] object(Representation form, TableView view, Obj object, Instant now) {
    return bytes(form, shaped(form, view, object, true, now));
  }

  /// One object in the shape of `form`, as an answer or within a watch event. A Status keeps its shape.
  ///
  /// @param withColumns whether a table tells its columns
  static Obj shaped(
      Representation form, TableView view, Obj object, boolean withColumns, Instant now) {
    if (object.str("kind").equals("Status") && object.str("apiVersion").equals("v1")) {
      return object;
    }
    return switch (form.shape()) {
      case WHOLE -> object;
      case PARTIAL -> TableView.partial("meta.k8s.io/" + form.version(), object);
      case PARTIAL_LIST ->
          throw unfit("PartialObjectMetadataList, but the requested object is not a list");
      case TABLE -> {
        Obj meta = object.obj("metadata");
        Obj listMeta =
            Obj.builder().putIfPresent("resourceVersion", meta.get("resourceVersion")).build();
        yield view.table(
            form.version(), List.of(object), listMeta, form.include(), withColumns, now);
      }
    };
  }

  /// A list as an answer.
  ///
  /// @param apiVersion of the items, and so of the list
  /// @param kind of the items
  /// @throws ApiException 406 if a single object's metadata was asked for
  static byte[] list(
      Representation form,
      TableView view,
      String apiVersion,
      String kind,
      ListResult list,
      Instant now) {
    Obj meta = listMeta(list);
    Obj body =
        switch (form.shape()) {
          case WHOLE -> listOf(apiVersion, kind + "List", meta, Arr.copyOf(list.items()));
          case PARTIAL -> throw unfit("PartialObjectMetadata, but the requested object is a list");
          case PARTIAL_LIST -> {
            String version = "meta.k8s.io/" + form.version();
            yield listOf(
                version,
                "PartialObjectMetadataList",
                meta,
                list.items().stream().map(o -> TableView.partial(version, o)).collect(Arr.toArr()));
          }
          case TABLE -> view.table(form.version(), list.items(), meta, form.include(), true, now);
        };
    return bytes(form, body);
  }

  /// Any document in the format of `form`.
  static byte[] bytes(Representation form, Obj document) {
    if (form.format() == Format.YAML) {
      return Yaml.write(document).getBytes(StandardCharsets.UTF_8);
    }
    return form.pretty()
        ? (Json.pretty(document) + "\n").getBytes(StandardCharsets.UTF_8)
        : Json.bytes(document);
  }

  private static Obj listOf(String apiVersion, String kind, Obj meta, Arr items) {
    return Obj.builder()
        .put("apiVersion", apiVersion)
        .put("items", items)
        .put("kind", kind)
        .put("metadata", meta)
        .build();
  }

  private static Obj listMeta(ListResult list) {
    Long remaining = list.remaining();
    return Obj.builder()
        .put("resourceVersion", Long.toString(list.revision()))
        .putUnlessEmpty("continue", list.continueToken())
        .putIfPresent("remainingItemCount", remaining == null ? null : Int.of(remaining))
        .build();
  }

  private static ApiException unfit(String asked) {
    return new ApiException(new Status(406, "NotAcceptable", "you requested " + asked, Obj.EMPTY));
  }
}
