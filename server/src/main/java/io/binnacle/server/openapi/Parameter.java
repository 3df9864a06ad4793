package io.binnacle.server.openapi;

import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// A parameter of an operation: in the path (then required) or in the query.
record Parameter(String name, boolean inPath, String type, String description) {
  static final Parameter NAMESPACE = path("namespace", "Namespace of the object.");
  static final Parameter PATH = path("path", "Path at the backend.");
  static final Parameter PRETTY = query("pretty", "string", "Indents the answer if `true`.");

  private static final Parameter DRY_RUN =
      query("dryRun", "string", "`All` does everything but store the result.");
  private static final Parameter FIELD_MANAGER =
      query("fieldManager", "string", "Name of the client or actor that makes the change.");
  private static final Parameter FIELD_VALIDATION =
      query(
          "fieldValidation",
          "string",
          "What becomes of unknown and duplicate fields: `Ignore` drops them, `Warn` also warns, `Strict` refuses the request.");
  private static final Parameter FORCE =
      query("force", "boolean", "For apply patches only: takes over fields of other managers.");
  private static final Parameter GRACE_PERIOD =
      query("gracePeriodSeconds", "integer", "Seconds until a graceful deletion takes effect.");
  private static final Parameter ORPHAN_DEPENDENTS =
      query("orphanDependents", "boolean", "Deprecated: see propagationPolicy.");
  private static final Parameter PROPAGATION_POLICY =
      query(
          "propagationPolicy",
          "string",
          "What becomes of dependents: `Orphan`, `Background` or `Foreground`.");
  private static final Parameter CONTINUE =
      query("continue", "string", "Token of the page before, to get the next one.");
  private static final Parameter FIELD_SELECTOR =
      query("fieldSelector", "string", "Conditions on fields of the objects.");
  private static final Parameter LABEL_SELECTOR =
      query("labelSelector", "string", "Conditions on labels of the objects.");
  private static final Parameter LIMIT = query("limit", "integer", "The most objects to answer.");
  private static final Parameter RESOURCE_VERSION =
      query("resourceVersion", "string", "Version of the data to answer from.");
  private static final Parameter RESOURCE_VERSION_MATCH =
      query(
          "resourceVersionMatch",
          "string",
          "How resourceVersion is meant: `Exact` or `NotOlderThan`.");
  private static final Parameter TIMEOUT =
      query("timeoutSeconds", "integer", "Seconds after which the answer ends.");

  /// Of reads of a collection.
  static final List<Parameter> LIST =
      List.of(
          query("allowWatchBookmarks", "boolean", "Whether a watch may be sent bookmarks."),
          CONTINUE,
          FIELD_SELECTOR,
          LABEL_SELECTOR,
          LIMIT,
          RESOURCE_VERSION,
          RESOURCE_VERSION_MATCH,
          query(
              "sendInitialEvents",
              "boolean",
              "Whether a watch starts with the objects that are there."),
          TIMEOUT,
          query("watch", "boolean", "Answers with a stream of changes."));

  /// Of creates and updates.
  static final List<Parameter> WRITE = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);

  /// Of patches.
  static final List<Parameter> PATCH = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION, FORCE);

  /// Of deletes.
  static final List<Parameter> DELETE =
      List.of(DRY_RUN, GRACE_PERIOD, ORPHAN_DEPENDENTS, PROPAGATION_POLICY);

  /// Of deletes of a collection.
  static final List<Parameter> DELETE_COLLECTION =
      List.of(
          CONTINUE,
          DRY_RUN,
          FIELD_SELECTOR,
          GRACE_PERIOD,
          LABEL_SELECTOR,
          LIMIT,
          ORPHAN_DEPENDENTS,
          PROPAGATION_POLICY,
          RESOURCE_VERSION,
          RESOURCE_VERSION_MATCH,
          TIMEOUT);

  /// The name of the object in the path.
  static Parameter name(String kind) {
    return path("name", "Name of the " + kind + ".");
  }

  private static Parameter path(String name, String description) {
    return new Parameter(name, true, "string", description);
  }

  static Parameter query(String name, String type, String description) {
    return new Parameter(name, false, type, description);
  }

  /// The parameter as `dialect` writes it.
  Obj write(Dialect dialect) {
    Obj schema = Dialect.type(type).with("uniqueItems", true);
    Obj.Builder out =
        Obj.builder()
            .put("name", name)
            .put("in", inPath ? "path" : "query")
            .put("description", description);
    if (inPath) {
      out.put("required", Bool.TRUE);
    }
    switch (dialect) {
      case V2 -> schema.forEach(out::put);
      case V3 -> out.put("schema", schema);
    }
    return out.build();
  }
}
