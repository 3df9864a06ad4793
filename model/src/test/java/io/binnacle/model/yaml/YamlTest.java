package io.binnacle.model.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.RandomTrees;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "yes | true",
        "Yes | true",
        "YES | true",
        "yES | \"yES\"",
        "on | true",
        "y | true",
        "true | true",
        "no | false",
        "Off | false",
        "n | false",
        "N | false",
        "'yes' | \"yes\"",
        "\"no\" | \"no\"",
        "~ | null",
        "null | null",
        "Null | null",
        "nULL | \"nULL\"",
        "`` | null",
        "'' | \"\"",
        "0 | 0",
        "-0 | 0",
        "+12 | 12",
        "0777 | 511",
        "0o777 | 511",
        "-0o17 | -15",
        "08 | 8",
        "0x1F | 31",
        "0b101 | 5",
        "1_000 | 1000",
        "_1 | \"_1\"",
        "0x | \"0x\"",
        "0o8 | \"0o8\"",
        "9223372036854775807 | 9223372036854775807",
        "18446744073709551615 | 18446744073709551615",
        "99999999999999999999 | 100000000000000000000",
        "1.50 | 1.5",
        "1.0 | 1",
        "1. | 1",
        ".5 | 0.5",
        "1e3 | 1000",
        "1E21 | 1E+21",
        "1e400 | \"1e400\"",
        "1.2.3 | \"1.2.3\"",
        "1-2 | \"1-2\"",
        "10.96.0.0/12 | \"10.96.0.0/12\"",
        "80:8080 | \"80:8080\"",
        "12:30:45 | \"12:30:45\"",
        "2001-01-01 | \"2001-01-01\"",
        "2026-11-23T10:00:00Z | \"2026-11-23T10:00:00Z\"",
        "500m | \"500m\"",
        "!!str 5 | \"5\"",
        "!!int '7' | 7",
        "!!float 3 | 3",
        "!!binary aGk= | \"hi\"",
        "!foo 1 | \"1\"",
        "! 5 | \"5\"",
        "a # b | \"a\"",
        "a#b | \"a#b\"",
        "'it''s' | \"it's\"",
        "\"a\\tb\\u00e9\" | \"a\\tbé\"",
      })
  void plainScalarsMeanWhatTheyMeanToKubectl(String yaml, String json) throws YamlException {
    Obj wrapped = Json.object("{\"v\":" + json + "}");
    assertThat(Yaml.parse(bytes("v: " + yaml))).containsExactly(wrapped);
  }

  record Case(String name, String yaml, String json) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> documents() {
    return Stream.of(
        new Case("nothing", "", "[]"),
        new Case("only a comment", "# x\n", "[]"),
        new Case(
            "empty documents are left out",
            "---\n---\na: 1\n---\n# none\n---\nb: 2\n...\n",
            "[{'a':1},{'b':2}]"),
        new Case("JSON", "{\"a\": [1, \"b\", null]}", "[{'a':[1,'b',null]}]"),
        new Case(
            "a list under its key without indentation",
            "a:\n- 1\n- b: 2\n  c: 3\n",
            "[{'a':[1,{'b':2,'c':3}]}]"),
        new Case("a literal block", "a: |\n  x\n   y\n\n  z\n", "[{'a':'x\\n y\\n\\nz\\n'}]"),
        new Case("a literal block without its last line break", "a: |-\n  x\n", "[{'a':'x'}]"),
        new Case("a folded block", "a: >\n  x\n  y\n\n  z\n", "[{'a':'x y\\nz\\n'}]"),
        new Case(
            "keys become strings",
            "1: a\n1.5: b\nyes: c\n0x10: d\n'5': e\n",
            "[{'1':'a','1.5':'b','16':'d','5':'e','true':'c'}]"),
        new Case("an alias is a copy", "a: &x {p: 1}\nb: *x\n", "[{'a':{'p':1},'b':{'p':1}}]"),
        new Case(
            "an anchor may be set again",
            "a: &x 1\nb: *x\nc: &x 2\nd: *x\n",
            "[{'a':1,'b':1,'c':2,'d':2}]"),
        new Case(
            "anchors end with their document",
            "a: &x 1\n---\nb: &x 2\nc: *x\n",
            "[{'a':1},{'b':2,'c':2}]"),
        new Case(
            "a merge, overridden below it",
            "a: &x {p: 1, q: 1}\nb:\n  <<: *x\n  q: 2\n",
            "[{'a':{'p':1,'q':1},'b':{'p':1,'q':2}}]"),
        new Case(
            "a merge of two, the first wins",
            "b:\n  <<: [{p: 1}, {p: 2, q: 2}]\n",
            "[{'b':{'p':1,'q':2}}]"),
        new Case("a quoted << is a key", "'<<': 1\n", "[{'<<':1}]"),
        new Case("a later key wins", "a: 1\na: 2\n", "[{'a':2}]"),
        new Case("an older version directive", "%YAML 1.1\n---\na: on\n", "[{'a':true}]"),
        new Case("a byte order mark", "\ufeffa: 1\n", "[{'a':1}]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void documents(Case c) throws YamlException {
    assertThat(Arr.copyOf(Yaml.parse(bytes(c.yaml))))
        .isEqualTo(Json.object("{\"v\":" + c.json.replace('\'', '"') + "}").get("v"));
  }

  static Stream<Case> refused() {
    return Stream.of(
        new Case(
            "a list that does not end",
            "a: 1\nb: [1",
            "yaml: line 2: expected ',' or ']', but got <stream end>"),
        new Case(
            "a mapping inside a value",
            "a: b: c",
            "yaml: line 1: mapping values are not allowed here"),
        new Case(
            "a tab as indentation",
            "a:\n\tb: 1",
            "yaml: line 2: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
        new Case("null as a key", "a: 1\n~: x", "yaml: line 2: unsupported map key: null"),
        new Case("a map as a key", "? {a: 1}\n: x", "yaml: line 1: unsupported map key: {\"a\":1}"),
        new Case("an unknown anchor", "a: 1\nb: *x", "yaml: line 2: unknown anchor 'x' referenced"),
        new Case(
            "an anchor within itself",
            "a: &x [1, *x]",
            "yaml: line 1: anchor 'x' value contains itself"),
        new Case(
            "a merge of a scalar",
            "a:\n  <<: 1\n",
            "yaml: line 2: map merge requires map or sequence of maps as the value"),
        new Case("an infinity", "a: .inf", "yaml: `.inf` is not a value JSON can hold"),
        new Case(
            "a tag that does not fit", "a: !!int x", "yaml: cannot decode !!str `x` as a !!int"),
        new Case(
            "bad base64", "a: !!binary '*'", "yaml: !!binary value contains invalid base64 data"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Case c) {
    assertThatThrownBy(() -> Yaml.parse(bytes(c.yaml)))
        .isInstanceOf(YamlException.class)
        .hasMessage(c.json);
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] bytes = {'a', ':', ' ', (byte) 0xc3, 'x'};
    assertThatThrownBy(() -> Yaml.parse(bytes)).hasMessage("yaml: invalid UTF-8 octet at byte 3");
    assertThatThrownBy(() -> Yaml.parse(new byte[] {'a', (byte) 0xe2}))
        .hasMessage("yaml: invalid UTF-8 octet at byte 1");
    assertThatThrownBy(() -> Yaml.parse(bytes("a: \0"))).isInstanceOf(YamlException.class);
  }

  @Test
  void duplicateKeysAreNamedByLine() throws YamlException {
    assertThat(Yaml.documents(bytes("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")).getFirst().duplicates())
        .containsExactly(
            "line 4: key \"c\" already set in map", "line 5: key \"a\" already set in map");
  }

  @Test
  void aBombOfAliasesIsDefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i))
          .append(("*a" + (i - 1) + ",").repeat(8))
          .append("x]\n");
    }
    assertThatThrownBy(() -> Yaml.parse(bytes(bomb.toString())))
        .hasMessage("yaml: document contains excessive aliasing");
  }

  @ParameterizedTest(name = "nested by {0}")
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void nestingIsBounded(String opening) {
    assertThatThrownBy(() -> Yaml.parse(bytes(opening.repeat(100_000))))
        .hasMessage("yaml: line 1: exceeded max depth of 256");
  }

  @Test
  void aTreeIsWrittenAsKubectlWritesIt() {
    Obj service =
        Json.object(
            """
            {"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"creationTimestamp":"2026-11-23T10:00:00Z",
             "labels":{"a":"yes","b":"1","c":"","d":"1.5","e":"x y","f":"a: b","g":"# no"}},
             "spec":{"clusterIPs":[],"ports":[{"port":80,"targetPort":"http"},{"port":443}],"nested":[[1,2],[]],
             "script":"a\\nb\\n","publish":true,"none":null}}
            """);
    assertThat(Yaml.write(service))
        .isEqualTo(
            """
            apiVersion: v1
            kind: Service
            metadata:
              annotations: {}
              creationTimestamp: "2026-11-23T10:00:00Z"
              labels:
                a: "yes"
                b: "1"
                c: ""
                d: "1.5"
                e: x y
                f: 'a: b'
                g: '# no'
            spec:
              clusterIPs: []
              nested:
              - - 1
                - 2
              - []
              none: null
              ports:
              - port: 80
                targetPort: http
              - port: 443
              publish: true
              script: |
                a
                b
            """);
  }

  @Test
  void whatIsWrittenReadsBack() throws YamlException {
    long seed = 20261123;
    RandomTrees trees = new RandomTrees(new SplittableRandom(seed));
    for (int i = 0; i < 3_000; i++) {
      Value tree = simpleNumbers(trees.object(5));
      assertThat(Yaml.parse(bytes(Yaml.write(tree))))
          .as("seed %d, round %d", seed, i)
          .containsExactly(tree);
    }
  }

  @Test
  void stringsThatLookLikeSomethingElseComeBackAsStrings() throws YamlException {
    String alphabet = "01.-+:eExob_ynot~#'\"\\,[]{}&*!|>%@` \t\n\r?é\u0085\u2028😀";
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(7); n > 0; n--) {
        text.appendCodePoint(
            alphabet.codePointAt(
                alphabet.offsetByCodePoints(
                    0, random.nextInt(alphabet.codePointCount(0, alphabet.length())))));
      }
      Obj tree = Obj.of("k", Str.of(text.toString()), text.toString(), Int.of(1));
      assertThat(Yaml.parse(bytes(Yaml.write(tree))))
          .as("seed %d: %s", seed, tree)
          .containsExactly(tree);
    }
  }

  /// YAML's numbers are doubles; trees of real ones would not come back digit by digit.
  private static Value simpleNumbers(Value value) {
    return switch (value) {
      case Real _ -> Int.of(7);
      case Arr a -> a.map(YamlTest::simpleNumbers);
      case Obj o -> {
        Obj.Builder out = Obj.builder();
        o.forEach((key, inner) -> out.put(key, simpleNumbers(inner)));
        yield out.build();
      }
      case Str _, Int _, Bool _, Null _ -> value;
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
