package io.binnacle.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiV2Test {
  private static final Obj DOCUMENT = OpenApiV2.document(Schema.builtIn(), "v1.33.0");

  @Test
  void everyReferenceLeadsSomewhere() {
    Set<String> dangling = new HashSet<>();
    OpenApiV3Test.refs(
        DOCUMENT,
        ref -> {
          if (OpenApiV3Test.resolve(DOCUMENT, ref) == null) {
            dangling.add(ref);
          }
        });
    assertThat(dangling).isEmpty();
  }

  @Test
  void oneDocumentHoldsEveryGroup() {
    assertThat(DOCUMENT.obj("paths").keys())
        .contains(
            "/api/v1/namespaces/{namespace}/services/{name}",
            "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale");
    assertThat(DOCUMENT.str("swagger")).isEqualTo("2.0");
  }

  @Test
  void aFieldStandsBesideItsReference() {
    Obj service = DOCUMENT.obj("definitions").obj("io.k8s.api.core.v1.Service");
    assertThat(service.obj("properties").obj("spec").without("description"))
        .isEqualTo(json("{'$ref':'#/definitions/io.k8s.api.core.v1.ServiceSpec'}"));
    assertThat(service.arr("x-kubernetes-group-version-kind").toString())
        .isEqualTo("[{\"group\":\"\",\"kind\":\"Service\",\"version\":\"v1\"}]");
  }

  @Test
  void aPatchNamesItsMediaTypesAndParameters() {
    Obj patch =
        DOCUMENT.obj("paths").obj("/api/v1/namespaces/{namespace}/services/{name}").obj("patch");
    assertThat(patch.arr("consumes").strings())
        .contains("application/strategic-merge-patch+json", "application/merge-patch+json");
    assertThat(patch.arr("parameters").objects())
        .extracting(p -> p.str("in") + " " + p.str("name"))
        .containsExactly(
            "body body",
            "query dryRun",
            "query fieldManager",
            "query fieldValidation",
            "query force");
  }

  private static Obj json(String text) {
    return Json.object(text.replace('\'', '"'));
  }
}
