package io.binnacle.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is refused stands in [HostileInputTest].
class RequestTargetTest {
  record Case(String name, String raw, String path, Map<String, List<String>> query) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("a path alone", "/api/v1", "/api/v1", Map.of()),
        new Case("the root", "/", "/", Map.of()),
        new Case("nothing is resolved", "//a/./../b/", "//a/./../b/", Map.of()),
        new Case(
            "a plus is a blank in the query only",
            "/a+b?c=d+e",
            "/a+b",
            Map.of("c", List.of("d e"))),
        new Case("an escaped slash is a slash", "/a%2Fb", "/a/b", Map.of()),
        new Case(
            "UTF-8, escaped", "/%C3%BC?%e6%b8%af=%F0%9F%90%B3", "/ü", Map.of("港", List.of("🐳"))),
        new Case("UTF-8, as raw octets", "/\u00c3\u00bc", "/ü", Map.of()),
        new Case("a query that is empty", "/a?", "/a", Map.of()),
        new Case(
            "separators without anything between",
            "/a?&b=1&&c&",
            "/a",
            Map.of("b", List.of("1"), "c", List.of(""))),
        new Case(
            "only the first equals sign separates",
            "/a?fieldSelector=a=b,c!=d",
            "/a",
            Map.of("fieldSelector", List.of("a=b,c!=d"))),
        new Case(
            "a name again is a further value",
            "/a?x=2&y&x=1",
            "/a",
            Map.of("x", List.of("2", "1"), "y", List.of(""))),
        new Case(
            "a second question mark belongs to the query",
            "/a?b=?c",
            "/a",
            Map.of("b", List.of("?c"))),
        new Case(
            "an absolute target", "https://host:6443/api?x=1", "/api", Map.of("x", List.of("1"))),
        new Case("an absolute target without a path", "https://host", "/", Map.of()),
        new Case("the same with a query", "https://host?a=/b", "/", Map.of("a", List.of("/b"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isSplitAndDecoded(Case c) {
    assertThat(RequestTarget.parse(c.raw)).isEqualTo(new RequestTarget(c.path, c.query));
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatTheJdkEncodesIsRead(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    random
        .ints(random.nextInt(20), 0, 0x110000)
        .filter(c -> c < 0xd800 || c > 0xdfff)
        .forEach(text::appendCodePoint);
    String encoded = URLEncoder.encode(text.toString(), StandardCharsets.UTF_8);

    RequestTarget target = RequestTarget.parse("/" + encoded.replace("+", "%20") + "?x=" + encoded);

    assertThat(target.path()).isEqualTo("/" + text);
    assertThat(target.query().get("x")).containsExactly(text.toString());
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(text.toString());
  }
}
