package io.binnacle.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Fields written twice: named by path in order of discovery, and the later value holds.
class JsonDuplicatesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":2}             | {\"a\":1,\"b\":2}      | ``",
        "{\"b\":1,\"a\":2}             | {\"a\":2,\"b\":1}      | ``",
        "{\"a\":1,\"a\":2}             | {\"a\":2}            | a",
        "{\"\":1,\"\":2}               | {\"\":2}             | ``",
        "{\"a\":1,\"b\":2,\"a\":3}       | {\"a\":3,\"b\":2}      | a",
        "{\"b\":1,\"a\":2,\"b\":3,\"a\":4} | {\"a\":4,\"b\":3}      | b a",
        "{\"a\":1,\"a\":2,\"a\":3}       | {\"a\":3}            | a a",
        "{\"s\":{\"p\":[{\"n\":1,\"n\":2}]},\"s\":0} | {\"s\":0}  | s.p[0].n s",
        "[[0,{\"a\":1,\"a\":1}],{\"b\":1,\"b\":1}] | [[0,{\"a\":1}],{\"b\":1}] | [0][1].a [1].b",
      })
  void duplicates(String json, String value, String paths) throws JsonException {
    Json.Parsed parsed = Json.parse(json.getBytes(StandardCharsets.UTF_8));
    assertThat(parsed.value()).hasToString(value);
    assertThat(parsed.duplicates())
        .isEqualTo(
            json.startsWith("{\"\"")
                ? List.of("")
                : paths.isEmpty() ? List.of() : List.of(paths.split(" ")));
  }
}
