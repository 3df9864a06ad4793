package io.binnacle.server.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a verb of discovery is as a request. `watch` has none of its own: it is a list with `watch=true`.
enum Verb {
  LIST("get", "list", "list", "List or watch", Content.NONE, Content.LIST),
  CREATE("post", "post", "create", "Create", Content.SELF, Content.SELF),
  DELETECOLLECTION(
      "delete",
      "deletecollection",
      "delete",
      "Delete all or some of",
      Content.DELETE_OPTIONS,
      Content.STATUS),
  GET("get", "get", "read", "Read", Content.NONE, Content.SELF),
  UPDATE("put", "put", "replace", "Replace", Content.SELF, Content.SELF),
  PATCH("patch", "patch", "patch", "Change parts of", Content.PATCH, Content.SELF),
  DELETE("delete", "delete", "delete", "Delete", Content.DELETE_OPTIONS, Content.STATUS),
  /// To a process in the cluster, by any method.
  CONNECT_GET("get"),
  CONNECT_POST("post"),
  CONNECT_PUT("put"),
  CONNECT_PATCH("patch"),
  CONNECT_DELETE("delete"),
  CONNECT_HEAD("head"),
  CONNECT_OPTIONS("options");

  /// What a body or an answer holds.
  enum Content {
    NONE,
    /// The kind itself.
    SELF,
    LIST,
    PATCH,
    DELETE_OPTIONS,
    STATUS,
    /// Not JSON, or not ours.
    TEXT
  }

  /// The method in lower case, as OpenAPI writes it.
  final String method;

  /// `x-kubernetes-action`.
  final String action;

  /// The first word of the operation's ID.
  final String id;

  /// The first words of the description.
  final String says;

  final Content body;
  final Content answer;

  Verb(String method, String action, String id, String says, Content body, Content answer) {
    this.method = method;
    this.action = action;
    this.id = id;
    this.says = says;
    this.body = body;
    this.answer = answer;
  }

  Verb(String method) {
    this(method, "connect", "connect", "Connect to", Content.NONE, Content.TEXT);
  }

  /// The parameters of the query.
  List<Parameter> parameters() {
    return switch (this) {
      case LIST -> Parameter.LIST;
      case CREATE, UPDATE -> Parameter.WRITE;
      case DELETECOLLECTION -> Parameter.DELETE_COLLECTION;
      case GET,
          CONNECT_GET,
          CONNECT_POST,
          CONNECT_PUT,
          CONNECT_PATCH,
          CONNECT_DELETE,
          CONNECT_HEAD,
          CONNECT_OPTIONS ->
          List.of();
      case PATCH -> Parameter.PATCH;
      case DELETE -> Parameter.DELETE;
    };
  }

  /// The statuses of success.
  List<Integer> statuses() {
    return switch (this) {
      case LIST,
          GET,
          DELETECOLLECTION,
          CONNECT_GET,
          CONNECT_POST,
          CONNECT_PUT,
          CONNECT_PATCH,
          CONNECT_DELETE,
          CONNECT_HEAD,
          CONNECT_OPTIONS ->
          List.of(200);
      case CREATE, UPDATE, PATCH -> List.of(200, 201);
      case DELETE -> List.of(200, 202);
    };
  }

  /// Whether it is asked of a collection, not of one object.
  boolean onCollection() {
    return this == LIST || this == CREATE || this == DELETECOLLECTION;
  }

  /// The verb discovery calls `name`, or null if it is no request of its own.
  static @Nullable Verb of(String name) {
    for (Verb verb : values()) {
      if (verb.name().equalsIgnoreCase(name)) {
        return verb;
      }
    }
    return null;
  }
}
