package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.DeleteOptions.Propagation;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.tree.Json;
import io.binnacle.server.registry.ListQuery;
import io.binnacle.server.registry.WatchQuery;
import io.binnacle.server.registry.WriteOptions;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          dryRun=Some,             'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: []string{"Some"}: supported values: "All"'
          dryRun=,                 'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: []string{""}: supported values: "All"'
          fieldValidation=strict,  'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "strict": supported values: "", "Ignore", "Strict", "Warn"'
          fieldManager=a\u0007b,   'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\u0007b": invalid character U+0007 (at position 1)'
          """)
  void aBadWriteOptionIsAnInvalidObject(String query, String message) {
    ApiException e =
        assertThrows(ApiException.class, () -> write(query.translateEscapes(), "CreateOptions"));
    assertEquals(422, e.status().code());
    assertEquals(message, e.status().message());
  }

  @Test
  void everyBadOptionIsNamed() {
    ApiException e =
        assertThrows(
            ApiException.class,
            () -> write("force=true&dryRun=x&fieldManager=" + "m".repeat(129), "PatchOptions"));
    assertEquals(
        "PatchOptions.meta.k8s.io \"\" is invalid: [force: Forbidden: may not be specified for non-apply patch, "
            + "fieldManager: Too long: may not be more than 128 bytes, "
            + "dryRun: Unsupported value: []string{\"x\"}: supported values: \"All\"]",
        e.status().message());
  }

  @Test
  void goodWriteOptionsAreTaken() {
    assertEquals(
        new WriteOptions(true, "kubectl", FieldValidation.STRICT),
        write("dryRun=All&fieldManager=kubectl&fieldValidation=Strict", "CreateOptions"));
    assertEquals(new WriteOptions(false, "", FieldValidation.WARN), write("x=y", "CreateOptions"));
  }

  @Test
  void aClientThatNamesNoManagerIsKnownByItsProgram() {
    WriteOptions options =
        Options.write(
            Requests.of("POST /x", "", "User-Agent", "kubectl/v1.32.0 (linux/amd64)"),
            "CreateOptions");
    assertEquals("kubectl", options.fieldManager());
  }

  private static WriteOptions write(String query, String kind) {
    return Options.write(Requests.of("POST /x?" + query, ""), kind);
  }

  @Test
  void listOptionsGoToTheRegistryAsTheyCame() {
    assertEquals(
        new ListQuery("a=b,c", "metadata.name=x", 5, "tok", "7", "Exact", true),
        Options.list(
            Requests.of(
                "GET /x?labelSelector=a=b,c&fieldSelector=metadata.name=x&limit=5&continue=tok"
                    + "&resourceVersion=7&resourceVersionMatch=Exact&sendInitialEvents=false",
                "")));
    assertEquals(ListQuery.ALL, Options.list(Requests.of("GET /x", "")));
  }

  @Test
  void watchOptionsGoToTheRegistryAsTheyCame() {
    assertEquals(
        new WatchQuery("a", "f=1", "7", "NotOlderThan", true, true),
        Options.watch(
            Requests.of(
                "GET /x?labelSelector=a&resourceVersion=7&resourceVersionMatch=NotOlderThan"
                    + "&allowWatchBookmarks=true&sendInitialEvents=true",
                ""),
            "f=1"));
    assertNull(Options.watch(Requests.of("GET /x", ""), "").sendInitialEvents());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          limit=abc,                        'strconv.ParseInt: parsing "abc": invalid syntax'
          limit=,                           'strconv.ParseInt: parsing "": invalid syntax'
          limit=1e3,                        'strconv.ParseInt: parsing "1e3": invalid syntax'
          limit=٣,                          'strconv.ParseInt: parsing "٣": invalid syntax'
          limit=9223372036854775808,        'strconv.ParseInt: parsing "9223372036854775808": value out of range'
          timeoutSeconds=x,                 'strconv.ParseInt: parsing "x": invalid syntax'
          """)
  void aNumberThatIsNone(String query, String message) {
    ApiException e =
        assertThrows(ApiException.class, () -> Options.list(Requests.of("GET /x?" + query, "")));
    assertEquals(400, e.status().code());
    assertEquals(message, e.status().message());
  }

  @Test
  void aTimeoutOfNothingIsLeftToTheServer() {
    assertNull(Options.timeoutSeconds(Requests.of("GET /x", "")));
    assertNull(Options.timeoutSeconds(Requests.of("GET /x?timeoutSeconds=0", "")));
    assertEquals(9, Options.timeoutSeconds(Requests.of("GET /x?timeoutSeconds=9", "")));
  }

  @Test
  void deleteOptionsComeFromTheQueryIfThereIsNoBody() {
    Options.Delete delete =
        Options.delete(
            Requests.of(
                "DELETE /x?gracePeriodSeconds=0&propagationPolicy=Foreground&dryRun=All", ""),
            null);
    assertEquals(new DeleteOptions(Propagation.FOREGROUND, 0L, null, null), delete.options());
    assertTrue(delete.dryRun());
  }

  @Test
  void aBodyOverridesTheQuery() {
    Options.Delete delete =
        Options.delete(
            Requests.of("DELETE /x?gracePeriodSeconds=0&dryRun=All", ""),
            Json.object(
                "{\"propagationPolicy\":\"Orphan\",\"gracePeriodSeconds\":5,\"preconditions\":{\"uid\":\"u\",\"resourceVersion\":\"7\"}}"));
    assertEquals(
        new Options.Delete(new DeleteOptions(Propagation.ORPHAN, 5L, "u", "7"), false), delete);
  }

  @ParameterizedTest(name = "orphanDependents {0}: {1}")
  @CsvSource({"true, ORPHAN", "false, BACKGROUND"})
  void theOldWordForPropagation(String orphan, Propagation propagation) {
    assertEquals(
        propagation,
        Options.delete(
                Requests.of("DELETE /x", ""), Json.object("{\"orphanDependents\":" + orphan + "}"))
            .options()
            .propagation());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"propagationPolicy\":\"Never\"}",
        "{\"propagationPolicy\":\"Orphan\",\"orphanDependents\":true}",
        "{\"dryRun\":[\"Some\"]}"
      })
  void badDeleteOptionsAreRefused(String body) {
    ApiException e =
        assertThrows(
            ApiException.class,
            () -> Options.delete(Requests.of("DELETE /x", ""), Json.object(body)));
    assertEquals(422, e.status().code());
    assertTrue(e.status().message().startsWith("DeleteOptions.meta.k8s.io \"\" is invalid: "));
  }
}
