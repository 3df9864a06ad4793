package io.binnacle.server.api;

import io.binnacle.client.DeleteOptions;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.GoRunes;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Query;
import io.binnacle.server.registry.ListQuery;
import io.binnacle.server.registry.WatchQuery;
import io.binnacle.server.registry.WriteOptions;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the options of a request from its query, or from the body of a delete, and refuses bad ones as upstream does.
/// What depends on the collection (selectors, revisions) is left to the registry.
final class Options {
  /// The longest `fieldManager`, in bytes of UTF-8.
  static final int MAX_FIELD_MANAGER = 128;

  private static final String GROUP = "meta.k8s.io";
  private static final List<String> DRY_RUN = List.of("All");
  private static final List<String> FIELD_VALIDATION = List.of("", "Ignore", "Strict", "Warn");

  private Options() {}

  /// How to delete, and whether only to pretend.
  record Delete(DeleteOptions options, boolean dryRun) {}

  /// The options of a list.
  ///
  /// @throws ApiException 400
  static ListQuery list(ApiRequest request) {
    Map<String, List<String>> query = request.query();
    Long limit = Query.integer(query, "limit");
    Query.integer(query, "timeoutSeconds");
    return new ListQuery(
        Query.text(query, "labelSelector"),
        Query.text(query, "fieldSelector"),
        limit == null ? 0 : limit,
        Query.text(query, "continue"),
        Query.text(query, "resourceVersion"),
        Query.text(query, "resourceVersionMatch"),
        query.containsKey("sendInitialEvents"));
  }

  /// The options of a watch.
  ///
  /// @param fieldSelector the selector to use: that of the query, or one made from the path
  static WatchQuery watch(ApiRequest request, String fieldSelector) {
    Map<String, List<String>> query = request.query();
    Query.integer(query, "limit");
    return new WatchQuery(
        Query.text(query, "labelSelector"),
        fieldSelector,
        Query.text(query, "resourceVersion"),
        Query.text(query, "resourceVersionMatch"),
        Query.flag(query, "allowWatchBookmarks"),
        Query.flagOrNull(query, "sendInitialEvents"));
  }

  /// The options of a create, update or patch.
  ///
  /// @param kind the kind of the options, `CreateOptions`, for messages
  /// @throws ApiException 422 with every bad option
  static WriteOptions write(ApiRequest request, String kind) {
    List<FieldError> errors = new ArrayList<>();
    if (kind.equals("PatchOptions") && request.hasQuery("force")) {
      errors.add(
          FieldError.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch"));
    }
    String manager = request.query("fieldManager");
    checkFieldManager(manager, errors);
    List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
    checkDryRun(dryRun, errors);
    String validation = request.query("fieldValidation");
    if (!FIELD_VALIDATION.contains(validation)) {
      errors.add(
          FieldError.notSupported(
              FieldPath.of("fieldValidation"), Str.of(validation), FIELD_VALIDATION));
    }
    refuse(kind, errors);
    return new WriteOptions(
        !dryRun.isEmpty(),
        manager.isEmpty() ? managerOf(request.headers().first("User-Agent")) : manager,
        switch (validation) {
          case "Ignore" -> FieldValidation.IGNORE;
          case "Strict" -> FieldValidation.STRICT;
          default -> FieldValidation.WARN;
        });
  }

  /// The options of a delete: those of the body if there is one, else those of the query.
  ///
  /// @param body the DeleteOptions sent, or null
  /// @throws ApiException 400 or 422
  static Delete delete(ApiRequest request, @Nullable Obj body) {
    Obj options = body == null ? fromQuery(request) : body;
    List<FieldError> errors = new ArrayList<>();
    String propagation = options.strOrNull("propagationPolicy");
    boolean orphanSet = options.get("orphanDependents") instanceof Bool;
    if (orphanSet && propagation != null) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("propagationPolicy"),
              propagation,
              "orphanDependents and deletionPropagation cannot be both set"));
    }
    DeleteOptions.Propagation chosen = null;
    if (propagation != null) {
      chosen = propagation(propagation);
      if (chosen == null) {
        errors.add(
            FieldError.notSupported(
                FieldPath.of("propagationPolicy"),
                Str.of(propagation),
                List.of("Foreground", "Background", "Orphan", "nil")));
      }
    } else if (orphanSet) {
      chosen =
          options.bool("orphanDependents", false)
              ? DeleteOptions.Propagation.ORPHAN
              : DeleteOptions.Propagation.BACKGROUND;
    }
    List<String> dryRun = options.arr("dryRun").strings();
    checkDryRun(dryRun, errors);
    refuse("DeleteOptions", errors);
    Obj preconditions = options.obj("preconditions");
    return new Delete(
        new DeleteOptions(
            chosen,
            options.integerOrNull("gracePeriodSeconds"),
            preconditions.strOrNull("uid"),
            preconditions.strOrNull("resourceVersion")),
        !dryRun.isEmpty());
  }

  /// How long a watch is to last, in seconds; null if the client leaves it to the server.
  static @Nullable Long timeoutSeconds(ApiRequest request) {
    Long seconds = Query.integer(request.query(), "timeoutSeconds");
    return seconds == null || seconds <= 0 ? null : seconds;
  }

  private static Obj fromQuery(ApiRequest request) {
    Map<String, List<String>> query = request.query();
    Long grace = Query.integer(query, "gracePeriodSeconds");
    Boolean orphan = Query.flagOrNull(query, "orphanDependents");
    String propagation = request.query("propagationPolicy");
    return Obj.builder()
        .putIfPresent("gracePeriodSeconds", grace == null ? null : Int.of(grace))
        .putIfPresent("orphanDependents", orphan == null ? null : Bool.of(orphan))
        .putUnlessEmpty("propagationPolicy", propagation)
        .put("dryRun", Arr.strings(query.getOrDefault("dryRun", List.of())))
        .build();
  }

  private static DeleteOptions.@Nullable Propagation propagation(String wire) {
    for (DeleteOptions.Propagation p : DeleteOptions.Propagation.values()) {
      if (p.wire().equals(wire)) {
        return p;
      }
    }
    return null;
  }

  private static void checkDryRun(List<String> values, List<FieldError> errors) {
    if (!DRY_RUN.containsAll(values)) {
      errors.add(FieldError.notSupported(FieldPath.of("dryRun"), Arr.strings(values), DRY_RUN));
    }
  }

  private static void checkFieldManager(String manager, List<FieldError> errors) {
    FieldPath path = FieldPath.of("fieldManager");
    if (manager.getBytes(StandardCharsets.UTF_8).length > MAX_FIELD_MANAGER) {
      errors.add(FieldError.tooLong(path, MAX_FIELD_MANAGER));
    }
    int position = 0;
    for (int c : manager.codePoints().toArray()) {
      if (!GoRunes.isPrintable(c)) {
        errors.add(
            FieldError.invalid(
                path,
                manager,
                "invalid character %s (at position %d)"
                    .formatted("U+%04X".formatted(c), position)));
      }
      position += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /// The manager of a client that names none: its User-Agent up to the first `/`, unprintable characters left out.
  private static String managerOf(String userAgent) {
    int slash = userAgent.indexOf('/');
    String product = slash < 0 ? userAgent : userAgent.substring(0, slash);
    StringBuilder out = new StringBuilder();
    int size = 0;
    for (int c : product.codePoints().filter(GoRunes::isPrintable).toArray()) {
      size += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      if (size > MAX_FIELD_MANAGER) {
        break;
      }
      out.appendCodePoint(c);
    }
    return out.toString();
  }

  private static void refuse(String kind, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw new ApiException(Status.invalid(GROUP, kind, "", errors));
    }
  }
}
