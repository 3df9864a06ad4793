package io.binnacle.server.openapi;

import io.binnacle.client.PatchType;
import io.binnacle.model.schema.KindType;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.ResourceType.Subresource;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.openapi.Verb.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The requests a document describes: what the verbs of each collection and subresource are as methods on paths.
final class Operations {
  private static final List<String> ANY_TYPE = List.of("*/*");
  private static final List<String> PATCH_TYPES =
      Arrays.stream(PatchType.values()).map(PatchType::contentType).sorted().toList();

  private final Schema schema;
  private final Dialect dialect;
  private final Definitions definitions;
  private final Map<String, Obj> paths = new TreeMap<>();

  Operations(Schema schema, Dialect dialect, Definitions definitions) {
    this.schema = schema;
    this.dialect = dialect;
    this.definitions = definitions;
  }

  /// What was added, by path.
  Obj build() {
    return Obj.copyOf(paths);
  }

  /// Adds all requests on `resource`.
  void add(ResourceType resource) {
    new OfResource(resource).add();
  }

  /// The kind a request is about: its schema and its group, version and name.
  private record Subject(Obj schema, Obj gvk) {}

  private final class OfResource {
    private final ResourceType resource;
    private final Subject self;
    private final String tag;
    private final String idGroup;

    OfResource(ResourceType resource) {
      this.resource = resource;
      String group = resource.name().group();
      String version = resource.name().version();
      this.self =
          new Subject(
              definitions.ref(resource.struct()), Definitions.gvk(group, version, resource.kind()));
      int dot = group.indexOf('.');
      String first = group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
      this.tag = first + "_" + version;
      this.idGroup = capital(first) + capital(version);
    }

    void add() {
      String root = "/" + OpenApiV3.path(resource.name().group(), resource.name().version());
      String plural = "/" + resource.name().plural();
      String collection = root + (resource.namespaced() ? "/namespaces/{namespace}" : "") + plural;
      List<Parameter> inCollection = new ArrayList<>();
      if (resource.namespaced()) {
        inCollection.add(Parameter.NAMESPACE);
      }
      inCollection.add(Parameter.PRETTY);
      List<Parameter> inObject = new ArrayList<>();
      inObject.add(Parameter.name(resource.kind()));
      inObject.addAll(inCollection);

      put(collection, inCollection, operations(true));
      put(collection + "/{name}", inObject, operations(false));
      for (Subresource subresource : resource.subresources()) {
        String path = collection + "/{name}/" + subresource.name();
        Connecting connecting = Connecting.of(subresource);
        if (connecting == null) {
          put(path, inObject, operations(subresource));
        } else {
          connect(path, connecting, subresource, inObject);
        }
      }
      if (resource.namespaced() && resource.verbs().contains("list")) {
        String id = Verb.LIST.id + idGroup + resource.kind() + "ForAllNamespaces";
        put(
            root + plural,
            List.of(Parameter.PRETTY),
            List.of(operation(Verb.LIST, id, resource.kind(), self)));
      }
    }

    private void connect(
        String path, Connecting connecting, Subresource subresource, List<Parameter> inObject) {
      Subject subject =
          new Subject(
              Dialect.type("string"),
              Definitions.gvk(subresource.group(), subresource.version(), subresource.kind()));
      String what = resource.kind() + " " + subresource.name();
      List<Parameter> parameters = new ArrayList<>(inObject);
      parameters.addAll(connecting.parameters());
      put(
          path,
          parameters,
          connecting.verbs().stream()
              .map(v -> operation(v, connectId(v) + capital(subresource.name()), what, subject))
              .toList());
      if (connecting.below()) {
        parameters.add(Parameter.PATH);
        put(
            path + "/{path}",
            parameters,
            connecting.verbs().stream()
                .map(v ->
                    operation(
                        v, connectId(v) + capital(subresource.name()) + "WithPath", what, subject))
                .toList());
      }
    }

    /// `connectCoreV1GetNamespacedPod`; of a log, which is read, as for other reads.
    private String connectId(Verb verb) {
      return verb == Verb.GET
          ? id(verb)
          : verb.id
              + idGroup
              + capital(verb.method)
              + (resource.namespaced() ? "Namespaced" : "")
              + resource.kind();
    }

    private List<Operation> operations(boolean onCollection) {
      List<Operation> out = new ArrayList<>();
      for (String name : resource.verbs()) {
        Verb verb = Verb.of(name);
        if (verb != null && verb.onCollection() == onCollection) {
          out.add(operation(verb, id(verb), resource.kind(), self));
        }
      }
      return out;
    }

    private List<Operation> operations(Subresource subresource) {
      String group = subresource.group();
      String version = subresource.version();
      KindType kind =
          schema.kindType(group.isEmpty() ? version : group + "/" + version, subresource.kind());
      Subject subject =
          new Subject(
              kind == null ? Dialect.type("string") : definitions.ref(kind.struct()),
              Definitions.gvk(group, version, subresource.kind()));
      String what = resource.kind() + " " + subresource.name();
      List<Operation> out = new ArrayList<>();
      for (String name : subresource.verbs()) {
        Verb verb = Verb.of(name);
        if (verb != null) {
          out.add(operation(verb, id(verb) + capital(subresource.name()), what, subject));
        }
      }
      return out;
    }

    /// `patchCoreV1NamespacedService`; the words of a collection's deletion stand apart.
    private String id(Verb verb) {
      String name = (resource.namespaced() ? "Namespaced" : "") + resource.kind();
      return verb == Verb.DELETECOLLECTION
          ? "delete" + idGroup + "Collection" + name
          : verb.id + idGroup + name;
    }

    private Operation operation(Verb verb, String id, String what, Subject subject) {
      Map<Integer, Obj> answers = new TreeMap<>();
      Obj answer = content(verb.answer, subject);
      if (answer != null) {
        verb.statuses().forEach(status -> answers.put(status, answer));
      }
      return new Operation(
          verb,
          id,
          tag,
          verb.says + " " + what + ".",
          subject.gvk,
          verb == Verb.PATCH ? PATCH_TYPES : ANY_TYPE,
          content(verb.body, subject),
          answers);
    }

    private @Nullable Obj content(Content content, Subject subject) {
      return switch (content) {
        case NONE -> null;
        case SELF -> subject.schema;
        case LIST -> definitions.listRef(resource);
        case PATCH -> definitions.patchRef();
        case DELETE_OPTIONS -> definitions.sharedRef(Definitions.DELETE_OPTIONS);
        case STATUS -> definitions.sharedRef(Definitions.STATUS);
        case TEXT -> Dialect.type("string");
      };
    }
  }

  private void put(String path, List<Parameter> parameters, List<Operation> operations) {
    if (operations.isEmpty()) {
      return;
    }
    Obj.Builder out = Obj.builder();
    for (Operation operation : operations) {
      out.put(operation.verb().method, operation.write(dialect));
    }
    out.put("parameters", parameters.stream().map(p -> p.write(dialect)).collect(Arr.toArr()));
    paths.put(path, out.build());
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
