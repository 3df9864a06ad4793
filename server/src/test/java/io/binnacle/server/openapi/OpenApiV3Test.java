package io.binnacle.server.openapi;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What kubectl looks for in the documents of version 3, looked for in the same way.
class OpenApiV3Test {
  private static final Schema SCHEMA = Schema.builtIn();

  static Stream<ResourceType> resources() {
    return SCHEMA.resources().stream();
  }

  static Stream<ResourceType> stored() {
    return resources().filter(ResourceType::isStored);
  }

  static Stream<ResourceType> patched() {
    return stored().filter(resource -> resource.verbs().contains("patch"));
  }

  private static Obj document(String group, String version) {
    return OpenApiV3.document(SCHEMA, group, version, "v1.33.0");
  }

  private static Obj document(ResourceType resource) {
    return document(resource.name().group(), resource.name().version());
  }

  /// Strict validation, `--dry-run=server` and apply look for the first patch with the right kind, on whatever path.
  @ParameterizedTest(name = "{0}")
  @MethodSource("patched")
  void everyPatchOfAKindTakesWhatKubectlAsksFor(ResourceType resource) {
    Obj document = document(resource);
    List<Obj> patches = new ArrayList<>();
    document
        .obj("paths")
        .forEach((_, item) -> {
          if (((Obj) item).get("patch") instanceof Obj patch
              && patch.get("x-kubernetes-group-version-kind") instanceof Obj gvk
              && gvk.equals(gvk(resource, resource.kind()))) {
            patches.add(patch);
          }
        });
    assertThat(patches).isNotEmpty();
    for (Obj patch : patches) {
      assertThat(patch.arr("parameters").objects())
          .filteredOn(p -> p.str("in").equals("query"))
          .extracting(p -> p.str("name"))
          .contains("fieldValidation", "dryRun", "fieldManager", "force");
      assertThat(patch.obj("requestBody").obj("content").keys())
          .contains(
              "application/json-patch+json",
              "application/merge-patch+json",
              "application/strategic-merge-patch+json");
    }
  }

  /// `kubectl explain` finds the kind of a resource on these paths, and the schema by the kind.
  @ParameterizedTest(name = "{0}")
  @MethodSource("stored")
  void explainFindsItsWayFromTheResourceToTheSchema(ResourceType resource) {
    Obj document = document(resource);
    String root = "/" + OpenApiV3.path(resource.name().group(), resource.name().version());
    String path =
        root
            + (resource.namespaced() ? "/namespaces/{namespace}/" : "/")
            + resource.name().plural();
    Value gvk = document.at("paths", path, "get", "x-kubernetes-group-version-kind");
    assertThat(gvk).isEqualTo(gvk(resource, resource.kind()));
    assertThat(document.obj("paths").has(path + "/{name}")).isTrue();
    assertThat(schemasOfKind(document, requireNonNull(gvk))).hasSize(1);
    assertThat(schemasOfKind(document, gvk(resource, resource.kind() + "List"))).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("resources")
  void everyReferenceLeadsSomewhere(ResourceType resource) {
    Obj document = document(resource);
    Set<String> dangling = new HashSet<>();
    refs(
        document,
        ref -> {
          if (resolve(document, ref) == null) {
            dangling.add(ref);
          }
        });
    assertThat(dangling).isEmpty();
  }

  @Test
  void everyOperationHasAnIdOfItsOwn() {
    List<String> ids = new ArrayList<>();
    for (var name : OpenApiV3.groupVersions(SCHEMA).values()) {
      document(name.group(), name.version())
          .obj("paths")
          .forEach((_, item) ->
              ((Obj) item)
                  .forEach((method, operation) -> {
                    if (!method.equals("parameters")) {
                      ids.add(((Obj) operation).str("operationId"));
                    }
                  }));
    }
    assertThat(ids)
        .doesNotHaveDuplicates()
        .contains(
            "listCoreV1NamespacedService",
            "listCoreV1ServiceForAllNamespaces",
            "createCoreV1Namespace",
            "patchCoreV1NamespacedServiceStatus",
            "deleteCoreV1CollectionNamespacedPod",
            "readAppsV1NamespacedDeploymentScale",
            "replaceDiscoveryV1NamespacedEndpointSlice",
            "createCoreV1NamespacedPodEviction");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "v1/Service spec clusterIP| {'type':'string'}",
        "v1/Service spec| {'allOf':[{'$ref':'#/components/schemas/io.k8s.api.core.v1.ServiceSpec'}],'default':{}}",
        "v1/Service spec ports| {'type':'array','items':{'$ref':'#/components/schemas/io.k8s.api.core.v1.ServicePort'},'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['port','protocol'],'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'port'}",
        "v1/Service spec selector| {'type':'object','additionalProperties':{'type':'string'},'x-kubernetes-map-type':'atomic'}",
        "v1/Service spec externalIPs| {'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'atomic'}",
        "v1/Service spec sessionAffinity| {'type':'string','default':'None'}",
        "v1/Service metadata finalizers| {'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'set','x-kubernetes-patch-strategy':'merge'}",
        "v1/Service metadata creationTimestamp| {'allOf':[{'$ref':'#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.Time'}]}",
        "v1/Service metadata generation| {'type':'integer','format':'int64'}",
        "v1/Pod spec volumes| {'type':'array','items':{'$ref':'#/components/schemas/io.k8s.api.core.v1.Volume'},'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],'x-kubernetes-patch-strategy':'merge,retainKeys','x-kubernetes-patch-merge-key':'name'}",
        "v1/Pod spec overhead| {'type':'object','additionalProperties':{'$ref':'#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity'}}",
        "v1/Secret data| {'type':'object','additionalProperties':{'type':'string','format':'byte'}}",
        "apps/v1/Deployment spec strategy| {'allOf':[{'$ref':'#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy'}],'default':{},'x-kubernetes-patch-strategy':'retainKeys'}",
        "apps/v1/ControllerRevision data| {'allOf':[{'$ref':'#/components/schemas/io.k8s.apimachinery.pkg.runtime.RawExtension'}]}",
      })
  void aFieldIsDescribedAsUpstreamDescribesIt(String path, String expected) {
    String[] steps = path.split(" ");
    int slash = steps[0].lastIndexOf('/');
    ResourceType type =
        requireNonNull(SCHEMA.kind(steps[0].substring(0, slash), steps[0].substring(slash + 1)));
    Obj document = document(type);
    Obj here = schemasOfKind(document, gvk(type, type.kind())).getFirst();
    for (String step : List.of(steps).subList(1, steps.length)) {
      here = resolved(document, here).obj("properties").obj(step);
    }
    assertThat(here.without("description")).isEqualTo(json(expected));
    assertThat(here.str("description")).isNotEmpty();
  }

  @Test
  void quantitiesAndPortNamesMayBeNumbersOrStrings() {
    Obj schemas = document("", "v1").obj("components").obj("schemas");
    assertThat(schemas.obj("io.k8s.apimachinery.pkg.api.resource.Quantity").without("description"))
        .isEqualTo(json("{'oneOf':[{'type':'number'},{'type':'string'}]}"));
    assertThat(
            schemas.obj("io.k8s.apimachinery.pkg.util.intstr.IntOrString").without("description"))
        .isEqualTo(
            json("{'format':'int-or-string','oneOf':[{'type':'integer'},{'type':'string'}]}"));
  }

  @Test
  void requiredFieldsAndAtomicStructuresAreMarked() {
    Obj schemas = document("", "v1").obj("components").obj("schemas");
    assertThat(schemas.obj("io.k8s.api.core.v1.ServicePort").arr("required"))
        .isEqualTo(Arr.of(Str.of("port")));
    assertThat(schemas.obj("io.k8s.api.core.v1.ObjectReference").str("x-kubernetes-map-type"))
        .isEqualTo("atomic");
  }

  @Test
  void theIndexLeadsToEveryDocumentByTheHashOfItsBytes() {
    OpenApi openApi = new OpenApi(SCHEMA, "v1.33.0");
    Obj paths =
        Json.object(new String(openApi.index().body(), StandardCharsets.UTF_8)).obj("paths");
    assertThat(paths.keys())
        .containsExactlyElementsOf(OpenApiV3.groupVersions(SCHEMA).keySet())
        .contains("api/v1", "apis/apps/v1", "apis/discovery.k8s.io/v1");
    for (String path : paths.keys()) {
      OpenApi.Document document = requireNonNull(openApi.groupVersion(path));
      assertThat(paths.obj(path).str("serverRelativeURL"))
          .isEqualTo("/openapi/v3/" + path + "?hash=" + document.hash());
      assertThat(openApi.groupVersion(path)).isSameAs(document);
    }
    assertThat(openApi.groupVersion("apis/apps/v2")).isNull();
  }

  @Test
  void theSameTableGivesTheSameBytes() {
    assertThat(new OpenApi(SCHEMA, "v1.33.0").index().hash())
        .isEqualTo(new OpenApi(SCHEMA, "v1.33.0").index().hash());
  }

  static List<Obj> schemasOfKind(Obj document, Value gvk) {
    List<Obj> out = new ArrayList<>();
    document
        .obj("components")
        .obj("schemas")
        .forEach((_, schema) -> {
          if (((Obj) schema).arr("x-kubernetes-group-version-kind").asList().contains(gvk)) {
            out.add((Obj) schema);
          }
        });
    return out;
  }

  private static Obj resolved(Obj document, Obj schema) {
    Obj open = schema.has("allOf") ? (Obj) schema.arr("allOf").get(0) : schema;
    return open.has("$ref") ? (Obj) requireNonNull(resolve(document, open.str("$ref"))) : open;
  }

  static @Nullable Value resolve(Obj document, String ref) {
    return document.at(ref.substring("#/".length()).split("/"));
  }

  static void refs(Value value, Consumer<String> visitor) {
    switch (value) {
      case Obj o -> {
        if (o.get("$ref") instanceof Str ref) {
          visitor.accept(ref.value());
        }
        o.forEach((_, v) -> refs(v, visitor));
      }
      case Arr a -> a.forEach(v -> refs(v, visitor));
      default -> {}
    }
  }

  private static Obj gvk(ResourceType resource, String kind) {
    return Definitions.gvk(resource.name().group(), resource.name().version(), kind);
  }

  private static Obj json(String text) {
    return Json.object(text.replace('\'', '"'));
  }
}
