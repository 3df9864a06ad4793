package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The words of Go's `encoding/json`, from its scanner.
class JsonFaultTest {
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1            | unexpected end of JSON input
          {"a":             | unexpected end of JSON input
          [1,               | unexpected end of JSON input
          "abc              | unexpected end of JSON input
          hello             | invalid character 'h' looking for beginning of value
          tru!              | invalid character '!' in literal true (expecting 'e')
          nul               | unexpected end of JSON input
          {a:1}             | invalid character 'a' looking for beginning of object key string
          {'a':1}           | invalid character '\\'' looking for beginning of object key string
          {"a" 1}           | invalid character '1' after object key
          {"a":1 "b":2}     | invalid character '"' after object key:value pair
          {"a":1,}          | invalid character '}' looking for beginning of object key string
          [1 2]             | invalid character '2' after array element
          [1,]              | invalid character ']' looking for beginning of value
          [}                | invalid character '}' looking for beginning of value
          {} {}             | invalid character '{' after top-level value
          "\\q"             | invalid character 'q' in string escape code
          "\\u12x4"         | invalid character 'x' in \\u hexadecimal character escape
          -x                | invalid character 'x' in numeric literal
          1.x               | invalid character 'x' after decimal point in numeric literal
          1ex               | invalid character 'x' in exponent of numeric literal
          01                | invalid character '1' after top-level value
          kind: Service     | invalid character 'k' looking for beginning of value
          é                 | invalid character 'Ã' looking for beginning of value
          """)
  void says(String text, String fault) {
    assertEquals(fault, JsonFault.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void nothingAndControlCharacters() {
    assertEquals("unexpected end of JSON input", JsonFault.of(new byte[0]));
    assertEquals(
        "invalid character '\\x01' in string literal",
        JsonFault.of("\"\u0001\"".getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        "invalid character '\\n' in string literal",
        JsonFault.of("\"\n\"".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void depthIsBounded() {
    assertEquals(
        "exceeded max depth", JsonFault.of("[".repeat(200_000).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void depthIsBoundedWhereTheParserBoundsIt() {
    assertNull(JsonFault.of(nested(Json.MAX_DEPTH)));
    assertDoesNotThrow(() -> Json.parse(nested(Json.MAX_DEPTH)));
    assertEquals("exceeded max depth", JsonFault.of(nested(Json.MAX_DEPTH + 1)));
    assertThrows(JsonException.class, () -> Json.parse(nested(Json.MAX_DEPTH + 1)));
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
  }

  static Stream<Long> seeds() {
    return LongStream.range(0, 300).boxed();
  }

  /// It must agree with the parser about what is well-formed, whatever is done to a document.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheParser(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] text =
        "{\"a\":[1,-2.5e3,true,null,\"x\\n\\u00e9\"],\"b\":{\"c\":{},\"d\":[]}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i >= 0; i--) {
      text[random.nextInt(text.length)] = (byte) "{}[],:\"ae1 \\".charAt(random.nextInt(12));
    }
    try {
      Json.parse(text);
      assertNull(JsonFault.of(text));
    } catch (JsonException e) {
      assertNotNull(JsonFault.of(text), () -> new String(text, StandardCharsets.UTF_8));
    }
  }
}
