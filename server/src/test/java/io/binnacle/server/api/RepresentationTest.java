package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.error.ApiException;
import io.binnacle.server.table.IncludeObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepresentationTest {
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json                                                         | JSON WHOLE v1
          application/yaml                                                         | YAML WHOLE v1
          */*                                                                      | JSON WHOLE v1
          application/*                                                            | JSON WHOLE v1
          APPLICATION/JSON                                                         | JSON WHOLE v1
          application/vnd.kubernetes.protobuf, application/json                    | JSON WHOLE v1
          application/vnd.kubernetes.protobuf,*/*;q=0.1                            | JSON WHOLE v1
          application/json;q=0.5, application/yaml                                 | YAML WHOLE v1
          */*, application/yaml                                                    | YAML WHOLE v1
          application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | JSON TABLE v1
          application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json       | JSON TABLE v1beta1
          application/json;as=Table;v=v2;g=meta.k8s.io,application/json            | JSON WHOLE v1
          application/json;as=Chair;v=v1;g=meta.k8s.io,application/json            | JSON WHOLE v1
          application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json | JSON PARTIAL_LIST v1
          application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1             | JSON PARTIAL v1
          application/json;stream=watch                                            | JSON WHOLE v1
          """)
  void negotiates(String accept, String expected) {
    Representation form = of("/x", "Accept", accept);
    assertEquals(expected, form.format() + " " + form.shape() + " " + form.version());
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.kubernetes.protobuf",
    "text/html",
    "application/json;as=Chair;v=v1;g=meta.k8s.io",
    "application/json;stream=listen",
    "nonsense",
    ";",
    ";;;,,q="
  })
  void acceptsNothingWeHave(String accept) {
    ApiException e = assertThrows(ApiException.class, () -> of("/x", "Accept", accept));
    assertEquals(406, e.status().code());
    assertEquals("NotAcceptable", e.status().reason());
    assertEquals(
        "only the following media types are accepted: application/json, application/yaml",
        e.status().message());
  }

  @Test
  void aFailureIsToldInJsonToWhoAcceptsNothing() {
    assertEquals(
        Representation.JSON,
        Representation.forFailure(Requests.of("GET /x", "", "Accept", "text/html")));
  }

  @Test
  void aWatchIsAStreamOfJson() {
    assertEquals(
        406,
        assertThrows(ApiException.class, () -> of("/x", "Accept", "application/yaml").streamed())
            .status()
            .code());
  }

  @Test
  void howMuchOfTheObjectARowCarries() {
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    assertEquals(IncludeObject.METADATA, of("/x", "Accept", table).include());
    assertEquals(IncludeObject.OBJECT, of("/x?includeObject=Object", "Accept", table).include());
    assertEquals(IncludeObject.NONE, of("/x?includeObject=None", "Accept", table).include());
    assertEquals(
        "Unable to convert to Table as requested: includeObject: Invalid value: \"Some\": must be 'Metadata', 'Object',"
            + " 'None', or empty",
        assertThrows(ApiException.class, () -> of("/x?includeObject=Some", "Accept", table))
            .getMessage());
    assertEquals(IncludeObject.METADATA, of("/x?includeObject=Some").include());
  }

  @Test
  void prettyForPeopleAndOnDemand() {
    assertTrue(of("/x", "User-Agent", "curl/8.5.0").pretty());
    assertFalse(of("/x?pretty=0", "User-Agent", "curl/8.5.0").pretty());
    assertTrue(of("/x?pretty=true").pretty());
    assertTrue(of("/x", "Accept", "application/json;pretty=1").pretty());
    assertFalse(of("/x").pretty());
  }

  private static Representation of(String target, String... headers) {
    return Representation.of(Requests.of("GET " + target, "", headers));
  }
}
