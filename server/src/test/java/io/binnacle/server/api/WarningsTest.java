package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.server.http.Headers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarningsTest {
  @Test
  void eachTextIsAHeaderOfItsOwnWithQuotesEscaped() {
    assertEquals(
        List.of("299 - \"unknown field \\\"spec.foo\\\"\"", "299 - \"a \\\\ b\""),
        warnings(List.of("unknown field \"spec.foo\"", "a \\ b", "unknown field \"spec.foo\"")));
  }

  @Test
  void whatNoHeaderCanCarryIsLeftOut() {
    assertEquals(List.of("299 - \"fine\""), warnings(List.of("", "two\nlines", "fine")));
  }

  @Test
  void tooMuchIsCut() {
    List<String> many = IntStream.range(0, 100).mapToObj(i -> i + "x".repeat(500)).toList();
    List<String> sent = warnings(many);
    assertEquals(16, sent.size());
    assertTrue(sent.stream().allMatch(w -> w.length() == "299 - \"\"".length() + 256));
  }

  private static List<String> warnings(List<String> texts) {
    Headers.Builder headers = Headers.builder();
    Warnings.add(headers, texts);
    return headers.build().all("Warning");
  }
}
