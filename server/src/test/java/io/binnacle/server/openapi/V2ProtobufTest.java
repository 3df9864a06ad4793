package io.binnacle.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The numbers in this test are those of OpenAPIv2.proto in gnostic-models, read once more.
class V2ProtobufTest {
  private static final Obj DOCUMENT = OpenApiV2.document(Schema.builtIn(), "v1.33.0");
  private static final ProtoReader MESSAGE = new ProtoReader(OpenApiV2.protobuf(DOCUMENT));

  @Test
  void theSmallestDocumentByteForByte() {
    Obj document =
        Json.object(
            "{\"swagger\":\"2.0\",\"info\":{\"title\":\"K\",\"version\":\"v1\"},\"paths\":{},"
                + "\"definitions\":{\"a\":{\"type\":\"string\",\"x-b\":1}}}");
    assertThat(HexFormat.of().formatHex(OpenApiV2.protobuf(document)))
        .isEqualTo(
            "0a03322e30" // swagger
                + "12070a014b12027631" // info: title, version
                + "4200" // paths
                + "4a1f0a1d0a0161" // definitions, the first, its name
                + "1218b201080a06737472696e67" // its value: type, the word
                + "fa010a0a03782d621203120131"); // extension: name, any, its YAML
  }

  @Test
  void everyDefinitionIsThereWithItsPropertiesAndExtensions() {
    List<ProtoReader> definitions = MESSAGE.all(9, 1);
    assertThat(definitions)
        .extracting(d -> d.text(1))
        .isEqualTo(DOCUMENT.obj("definitions").keys());
    ProtoReader ports =
        named(named(definitions, "io.k8s.api.core.v1.ServiceSpec").all(2, 25, 1), "ports");
    assertThat(ports.all(2, 22).getFirst().text(1)).isEqualTo("array");
    assertThat(ports.all(2, 23, 1).getFirst().text(1))
        .isEqualTo("#/definitions/io.k8s.api.core.v1.ServicePort");
    assertThat(ports.all(2, 31))
        .extracting(e -> e.text(1) + "=" + e.all(2).getFirst().text(2))
        .containsExactly(
            "x-kubernetes-list-map-keys=[\"port\",\"protocol\"]",
            "x-kubernetes-list-type=\"map\"",
            "x-kubernetes-patch-merge-key=\"port\"",
            "x-kubernetes-patch-strategy=\"merge\"");
  }

  @Test
  void everyPathIsThereWithItsPatchAndItsParameters() {
    List<ProtoReader> paths = MESSAGE.all(8, 2);
    assertThat(paths).extracting(p -> p.text(1)).isEqualTo(DOCUMENT.obj("paths").keys());
    ProtoReader patch =
        named(paths, "/api/v1/namespaces/{namespace}/services/{name}").all(2, 8).getFirst();
    assertThat(patch.text(5)).isEqualTo("patchCoreV1NamespacedService");
    assertThat(patch.texts(7)).contains("application/strategic-merge-patch+json");
    assertThat(patch.all(8, 1, 1)).extracting(b -> b.text(2)).containsExactly("body");
    assertThat(patch.all(8, 1, 2, 3))
        .extracting(q -> q.text(2) + " " + q.text(4) + " " + q.text(6))
        .containsExactly(
            "query dryRun string",
            "query fieldManager string",
            "query fieldValidation string",
            "query force boolean");
    assertThat(named(patch.all(13), "x-kubernetes-group-version-kind").all(2).getFirst().text(2))
        .isEqualTo("{\"group\":\"\",\"kind\":\"Service\",\"version\":\"v1\"}");
    assertThat(named(patch.all(9, 1), "200").all(2, 1, 2, 1).getFirst().text(1))
        .isEqualTo("#/definitions/io.k8s.api.core.v1.Service");
  }

  private static ProtoReader named(List<ProtoReader> entries, String name) {
    return entries.stream().filter(e -> e.text(1).equals(name)).findFirst().orElseThrow();
  }
}
