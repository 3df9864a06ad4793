package io.binnacle.server.api;

import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.ResourceType.Subresource;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.registry.DeleteResult;
import io.binnacle.server.registry.ListResult;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.Result;
import io.binnacle.server.registry.WriteOptions;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import io.binnacle.server.table.TableView;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The verbs on collections and their objects: decode, call the registry, encode. Holds no state but compiled tables.
final class ResourceVerbs {
  private static final String PATCH_TYPES =
      Arrays.stream(PatchType.values())
          .map(PatchType::contentType)
          .collect(Collectors.joining(", "));

  private static final Obj DONE =
      Obj.builder()
          .put("apiVersion", "v1")
          .put("kind", "Status")
          .put("metadata", Obj.EMPTY)
          .put("status", "Success")
          .put("code", 201)
          .build();

  private final Registry registry;
  private final Schema schema;
  private final BodyReader bodies;
  private final InstantSource clock;
  private final WatchStreams watches;
  private final Advised advised;
  private final Map<ResourceName, TableView> views = new ConcurrentHashMap<>();

  ResourceVerbs(
      Registry registry,
      Schema schema,
      InstantSource clock,
      WatchStreams watches,
      Advised advised) {
    this.registry = registry;
    this.schema = schema;
    this.clock = clock;
    this.watches = watches;
    this.advised = advised;
    this.bodies = new BodyReader(schema);
  }

  /// What a request was found to be about.
  ///
  /// @param type the collection
  /// @param target the object, its name empty for the collection; the namespace empty for cluster-scoped kinds
  /// @param kind the kind of the bodies that come and go
  private record Endpoint(ResourceType type, Target target, KindType kind) {
    boolean isScale() {
      return target.subresource().equals("scale");
    }
  }

  /// Answers `request`.
  ///
  /// @throws ApiException with what the client is to be told
  void handle(ResourceRequest info, ApiRequest request, Responder out) {
    Endpoint at = find(info);
    Representation form = Representation.of(request);
    switch (info.verb()) {
      case "get" -> {
        Obj object = registry.get(at.target, request.query("resourceVersion"));
        send(out, 200, form, at, object, List.of());
      }
      case "list" -> list(at, form, request, out);
      case "watch" -> watch(at, form, request, out);
      case "create" -> create(at, form, request, out);
      case "update" -> update(at, form, request, out);
      case "patch" -> patch(at, form, request, out);
      case "delete" -> delete(at, form, request, out);
      case "deletecollection" -> deleteCollection(at, form, request, out);
      default -> throw notAllowed(at.type, info.verb());
    }
  }

  private void list(Endpoint at, Representation form, ApiRequest request, Responder out) {
    ListResult list = registry.list(at.type.name(), at.target.namespace(), Options.list(request));
    byte[] body =
        Encoder.list(form, view(at), at.kind.apiVersion(), at.kind.name(), list, clock.instant());
    out.send(200, Answers.headers(form), body);
  }

  private void watch(Endpoint at, Representation form, ApiRequest request, Responder out) {
    String fields = request.query("fieldSelector");
    String name = at.target.name();
    if (!name.isEmpty()) {
      fields = fields.isEmpty() ? "metadata.name=" + name : fields;
      if (!fields.equals("metadata.name=" + name)) {
        throw new ApiException(
            Status.badRequest("fieldSelector metadata.name doesn't match requested name"));
      }
    }
    watches.serve(
        at.type.name(),
        at.target.namespace(),
        Options.watch(request, fields),
        Options.timeoutSeconds(request),
        form.streamed(),
        view(at),
        out);
  }

  private void create(Endpoint at, Representation form, ApiRequest request, Responder out) {
    WriteOptions options = Options.write(request, "CreateOptions");
    BodyReader.Decoded body = bodies.object(request, at.kind, options.fieldValidation());
    if (at.target.subresource().equals("token")) {
      Result result = registry.create(at.target, body.object(), options);
      send(out, 201, form, at, result.object(), body.warnings());
      return;
    }
    Obj object = inNamespace(body.object(), at.target.namespace());
    if (at.target.subresource().isEmpty()) {
      Result result = registry.create(at.type.name(), at.target.namespace(), object, options);
      send(
          out,
          201,
          form,
          at,
          result.object(),
          all(body.warnings(), advised.warnings(at.target, result)));
      return;
    }
    if (!Meta.name(object).isEmpty()) {
      requireName(object, at.target.name());
    }
    Result result = registry.create(at.target, object, options);
    // Binding and Eviction are orders to an object that is there, answered with a word rather than
    // an object.
    send(out, 201, form, at, DONE, all(body.warnings(), advised.warnings(at.target, result)));
  }

  private void update(Endpoint at, Representation form, ApiRequest request, Responder out) {
    WriteOptions options = Options.write(request, "UpdateOptions");
    BodyReader.Decoded body = bodies.object(request, at.kind, options.fieldValidation());
    Obj object = inNamespace(body.object(), at.target.namespace());
    requireName(object, at.target.name());
    Result result = registry.update(at.target, object, options);
    send(
        out,
        result.created() ? 201 : 200,
        form,
        at,
        result.object(),
        all(body.warnings(), advised.warnings(at.target, result)));
  }

  private void patch(Endpoint at, Representation form, ApiRequest request, Responder out) {
    PatchType type = patchType(Body.mediaType(request));
    WriteOptions options = Options.write(request, "PatchOptions");
    Json.Parsed patch = BodyReader.patch(request.body());
    List<String> doubts =
        patch.duplicates().stream().map(f -> "duplicate field " + Str.of(f)).toList();
    if (options.fieldValidation() == FieldValidation.STRICT && !doubts.isEmpty()) {
      String text = new String(request.body(), StandardCharsets.UTF_8);
      String why = "strict decoding error: " + String.join(", ", doubts);
      throw new ApiException(
          Status.invalid(
              "", "", "", List.of(FieldError.invalid(FieldPath.of("patch"), text, why))));
    }
    boolean warn = options.fieldValidation() == FieldValidation.WARN;
    Result result = registry.patch(at.target, type, patch.value(), options);
    send(
        out,
        result.created() ? 201 : 200,
        form,
        at,
        result.object(),
        all(warn ? doubts : List.of(), advised.warnings(at.target, result)));
  }

  private void delete(Endpoint at, Representation form, ApiRequest request, Responder out) {
    Obj body = bodies.deleteOptions(request);
    Options.Delete how = Options.delete(request, body);
    DeleteResult result = registry.delete(at.target, how.options(), dryRun(how));
    // Only clients that still send orphanDependents are told that the object lingers.
    boolean accepted = !result.deleted() && body != null && !body.bool("orphanDependents", true);
    send(out, accepted ? 202 : 200, form, at, result.answer(), List.of());
  }

  private void deleteCollection(
      Endpoint at, Representation form, ApiRequest request, Responder out) {
    Options.Delete how = Options.delete(request, bodies.deleteOptions(request));
    ListResult deleted =
        registry.deleteCollection(
            at.type.name(),
            at.target.namespace(),
            Options.list(request),
            how.options(),
            dryRun(how));
    byte[] body =
        Encoder.list(
            form, view(at), at.kind.apiVersion(), at.kind.name(), deleted, clock.instant());
    out.send(200, Answers.headers(form), body);
  }

  /// @throws ApiException 405 if the thing exists but not the verb
  /// @throws NotServed if there is no such thing
  private Endpoint find(ResourceRequest info) {
    ResourceType type = schema.resource(info.resource());
    if (type == null || !info.rest().isEmpty()) {
      throw new NotServed();
    }
    boolean named = !info.name().isEmpty();
    boolean ofNamespaces = type.name().equals(ResourceName.NAMESPACES);
    boolean misplaced =
        type.namespaced()
            ? named && info.namespace().isEmpty()
            : !ofNamespaces && !info.namespace().isEmpty();
    if (misplaced) {
      throw new NotServed();
    }
    String namespace = type.namespaced() ? info.namespace() : "";
    Target target = new Target(type.name(), namespace, info.name(), info.subresource());
    List<String> verbs = type.verbs();
    KindType kind =
        new KindType(type.name().group(), type.name().version(), type.kind(), type.struct());
    if (!info.subresource().isEmpty()) {
      Subresource sub = subresource(type, info.subresource());
      verbs = sub.verbs();
      String apiVersion = sub.group().isEmpty() ? sub.version() : sub.group() + "/" + sub.version();
      KindType other = schema.kindType(apiVersion, sub.kind());
      if (other == null) {
        throw new NotServed();
      }
      kind = other;
    }
    boolean fits =
        switch (info.verb()) {
          case "create" ->
              named != info.subresource().isEmpty() && (!type.namespaced() || !namespace.isEmpty());
          case "update", "patch" -> named;
          case "deletecollection" -> !type.namespaced() || !namespace.isEmpty();
          default -> true;
        };
    if (!fits || !verbs.contains(info.verb())) {
      throw notAllowed(type, info.verb());
    }
    return new Endpoint(type, target, kind);
  }

  private static Subresource subresource(ResourceType type, String name) {
    for (Subresource sub : type.subresources()) {
      if (sub.name().equals(name)) {
        return sub;
      }
    }
    throw new NotServed();
  }

  private static ApiException notAllowed(ResourceType type, String verb) {
    Status status = Status.methodNotAllowed(type.name(), verb);
    return new ApiException(
        new Status(
            status.code(),
            status.reason(),
            "the server does not allow this method on the requested resource",
            status.details()));
  }

  private static PatchType patchType(String mediaType) {
    for (PatchType type : PatchType.values()) {
      if (type.contentType().equals(mediaType)) {
        return type;
      }
    }
    throw Body.unsupported(PATCH_TYPES);
  }

  /// The object with its namespace filled in from the URL.
  ///
  /// @throws ApiException 400 if it names another
  private static Obj inNamespace(Obj object, String namespace) {
    String own = Meta.namespace(object);
    if (own.equals(namespace)) {
      return object;
    }
    if (!own.isEmpty() && !namespace.isEmpty()) {
      throw new ApiException(
          Status.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request"));
    }
    return object.change(
        "metadata",
        m -> namespace.isEmpty() ? m.without("namespace") : m.with("namespace", namespace));
  }

  private static void requireName(Obj object, String name) {
    String own = Meta.name(object);
    if (own.isEmpty()) {
      throw new ApiException(
          Status.badRequest(
              "the name of the object ("
                  + name
                  + " based on URL) was undeterminable: name must be provided"));
    }
    if (!own.equals(name)) {
      throw new ApiException(
          Status.badRequest(
              "the name of the object ("
                  + own
                  + ") does not match the name on the URL ("
                  + name
                  + ")"));
    }
  }

  private static WriteOptions dryRun(Options.Delete how) {
    return how.dryRun() ? new WriteOptions(true, "", FieldValidation.IGNORE) : WriteOptions.DEFAULT;
  }

  private TableView view(Endpoint at) {
    return at.isScale()
        ? TableView.SCALE
        : views.computeIfAbsent(
            at.type.name(), name -> TableView.of(at.type, object -> advised.cell(name, object)));
  }

  private void send(
      Responder out,
      int status,
      Representation form,
      Endpoint at,
      Obj object,
      List<String> warnings) {
    Headers.Builder headers = Answers.builder(form);
    Warnings.add(headers, warnings);
    byte[] body = Encoder.object(form, view(at), object, clock.instant());
    out.send(status, headers.build(), body);
  }

  private static List<String> all(List<String> first, List<String> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    List<String> out = new ArrayList<>(first);
    out.addAll(second);
    return out;
  }

  /// There is nothing at the path: answered with a plain 404, as for any path unheard of.
  static final class NotServed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotServed() {
      super("nothing is served here", null, false, false);
    }
  }
}
