package io.binnacle.doctor.corpus.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binnacle.doctor.corpus.peer.Catalogue.Row;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.model.meta.FieldSelector;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// An API server on the loopback interface that shows one settled world at a time, lets everybody read all of it, and takes no writes.
/// As much of the protocol as reading tools use: discovery, lists and single objects, label and field selectors, Events as a Table,
/// access reviews. No watches.
public final class StillApi implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile @Nullable Shown shown;

  /// Starts on a free port.
  public StillApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /// What is to be seen from now on.
  public void show(Settled settled) {
    shown = new Shown(settled);
  }

  /// `http://127.0.0.1:PORT`.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// A kubeconfig that leads here, and to no namespace in particular.
  public String kubeconfig() {
    return """
    apiVersion: v1
    kind: Config
    current-context: corpus
    contexts: [{name: corpus, context: {cluster: corpus, user: reader}}]
    clusters: [{name: corpus, cluster: {server: "%s"}}]
    users: [{name: reader, user: {token: none}}]
    """
        .formatted(url());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Obj answer;
      try {
        answer =
            exchange.getRequestMethod().equals("POST")
                ? review(exchange)
                : read(
                    exchange.getRequestURI().getPath(),
                    parameters(exchange),
                    exchange.getRequestHeaders().getFirst("Accept"));
      } catch (SyntaxException | JsonException e) {
        answer = failure(400, String.valueOf(e.getMessage()));
      }
      byte[] body = Json.bytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      boolean failed = answer.str("kind").equals("Status");
      exchange.sendResponseHeaders(failed ? (int) answer.integer("code", 500) : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Map<String, String> parameters(HttpExchange exchange) {
    Map<String, String> out = new HashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String part : query == null ? new String[0] : query.split("&")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        out.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return out;
  }

  /// Who asks what they may do may do it.
  private static Obj review(HttpExchange exchange) throws IOException, JsonException {
    String path = exchange.getRequestURI().getPath();
    if (!path.endsWith("reviews")) {
      return failure(405, "nobody writes here");
    }
    Obj asked = (Obj) Json.parse(exchange.getRequestBody()).value();
    return asked.with(
        "status", Obj.builder().put("allowed", true).put("incomplete", false).build());
  }

  private Obj read(String path, Map<String, String> parameters, @Nullable String accept) {
    List<String> steps = List.of(path.substring(1).split("/"));
    return switch (steps.getFirst()) {
      case "version" -> version();
      case "api" ->
          steps.size() == 1
              ? Catalogue.versions()
              : collection(steps.get(1), steps.subList(2, steps.size()), parameters, accept);
      case "apis" ->
          steps.size() < 3
              ? steps.size() == 1 ? Catalogue.groups() : failure(404, "not found")
              : collection(
                  steps.get(1) + "/" + steps.get(2),
                  steps.subList(3, steps.size()),
                  parameters,
                  accept);
      default -> failure(404, "not found");
    };
  }

  private static Obj version() {
    return Obj.builder()
        .put("major", "1")
        .put("minor", "34")
        .put("gitVersion", "v1.34.0")
        .put("platform", "linux/amd64")
        .build();
  }

  private Obj collection(
      String apiVersion,
      List<String> steps,
      Map<String, String> parameters,
      @Nullable String accept) {
    if (steps.isEmpty()) {
      Obj resources = Catalogue.resources(apiVersion);
      return resources == null ? failure(404, "not found") : resources;
    }
    boolean inNamespace = steps.getFirst().equals("namespaces") && steps.size() > 2;
    String namespace = inNamespace ? steps.get(1) : "";
    List<String> rest = inNamespace ? steps.subList(2, steps.size()) : steps;
    Row row = Catalogue.row(apiVersion, rest.getFirst());
    Shown now = shown;
    if (row == null || now == null || rest.size() > 2) {
      return failure(404, "the server could not find the requested resource");
    }
    List<Obj> objects =
        now.all(row.name()).stream()
            .filter(o -> namespace.isEmpty() || Meta.namespace(o).equals(namespace))
            .toList();
    if (rest.size() == 2) {
      return objects.stream()
          .filter(o -> Meta.name(o).equals(rest.get(1)))
          .findFirst()
          .orElseGet(
              () -> failure(404, row.name().qualified() + " \"" + rest.get(1) + "\" not found"));
    }
    LabelSelector labels = LabelSelector.parse(parameters.getOrDefault("labelSelector", ""));
    FieldSelector fields = FieldSelector.parse(parameters.getOrDefault("fieldSelector", ""));
    List<Obj> chosen =
        objects.stream()
            .filter(o -> labels.matches(o) && fields.matches(fields(o, fields)))
            .toList();
    boolean table = accept != null && accept.contains("as=Table") && row.kind().equals("Event");
    return table ? eventTable(chosen) : list(row, chosen);
  }

  private static Map<String, String> fields(Obj object, FieldSelector asked) {
    Map<String, String> out = new HashMap<>();
    for (FieldSelector.Requirement each : asked.requirements()) {
      if (object.at(each.field().split("\\.")) instanceof Str text) {
        out.put(each.field(), text.value());
      }
    }
    return out;
  }

  private static Obj list(Row row, List<Obj> objects) {
    return Obj.builder()
        .put("kind", row.kind() + "List")
        .put("apiVersion", row.name().apiVersion())
        .put("metadata", Obj.of("resourceVersion", Str.of("100000")))
        .put("items", Arr.copyOf(objects))
        .build();
  }

  private static Obj eventTable(List<Obj> events) {
    List<Value> columns = new ArrayList<>();
    for (String name :
        List.of(
            "Last Seen",
            "Type",
            "Reason",
            "Object",
            "Subobject",
            "Source",
            "Message",
            "First Seen",
            "Count",
            "Name")) {
      columns.add(
          Obj.builder()
              .put("name", name)
              .put("type", name.equals("Count") ? "integer" : "string")
              .build());
    }
    List<Value> rows = new ArrayList<>();
    for (Obj event : events) {
      Obj about = event.obj("involvedObject");
      String object =
          about.str("kind").toLowerCase(java.util.Locale.ROOT) + "/" + about.str("name");
      rows.add(
          Obj.of(
              "cells",
              Arr.of(
                  Str.of(event.str("lastTimestamp")),
                  Str.of(event.str("type")),
                  Str.of(event.str("reason")),
                  Str.of(object),
                  Str.of(""),
                  Str.of(event.obj("source").str("component")),
                  Str.of(event.str("message")),
                  Str.of(event.str("firstTimestamp")),
                  new Int(event.integer("count", 1)),
                  Str.of(Meta.name(event)))));
    }
    return Obj.builder()
        .put("kind", "Table")
        .put("apiVersion", "meta.k8s.io/v1")
        .put("metadata", Obj.of("resourceVersion", Str.of("100000")))
        .put("columnDefinitions", Arr.copyOf(columns))
        .put("rows", Arr.copyOf(rows))
        .build();
  }

  private static Obj failure(int code, String message) {
    return Obj.builder()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("status", "Failure")
        .put("message", message)
        .put("reason", code == 404 ? "NotFound" : code == 405 ? "MethodNotAllowed" : "BadRequest")
        .put("code", code)
        .build();
  }
}
