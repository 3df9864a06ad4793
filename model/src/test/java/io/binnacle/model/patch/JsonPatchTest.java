package io.binnacle.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.RandomTrees;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.fabric8.zjsonpatch.JsonDiff;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonPatchTest {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /// JSON is written with `'` for `"`.
  record Case(String name, String document, String patch, String result) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> standard() {
    return Stream.of(
        new Case(
            "A.1 adding an object member",
            "{'foo':'bar'}",
            "[{'op':'add','path':'/baz','value':'qux'}]",
            "{'baz':'qux','foo':'bar'}"),
        new Case(
            "A.2 adding an array element",
            "{'foo':['bar','baz']}",
            "[{'op':'add','path':'/foo/1','value':'qux'}]",
            "{'foo':['bar','qux','baz']}"),
        new Case(
            "A.3 removing an object member",
            "{'baz':'qux','foo':'bar'}",
            "[{'op':'remove','path':'/baz'}]",
            "{'foo':'bar'}"),
        new Case(
            "A.4 removing an array element",
            "{'foo':['bar','qux','baz']}",
            "[{'op':'remove','path':'/foo/1'}]",
            "{'foo':['bar','baz']}"),
        new Case(
            "A.5 replacing a value",
            "{'baz':'qux','foo':'bar'}",
            "[{'op':'replace','path':'/baz','value':'boo'}]",
            "{'baz':'boo','foo':'bar'}"),
        new Case(
            "A.6 moving a value",
            "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}}",
            "[{'op':'move','from':'/foo/waldo','path':'/qux/thud'}]",
            "{'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}"),
        new Case(
            "A.7 moving an array element",
            "{'foo':['all','grass','cows','eat']}",
            "[{'op':'move','from':'/foo/1','path':'/foo/3'}]",
            "{'foo':['all','cows','eat','grass']}"),
        new Case(
            "A.8 testing a value: success",
            "{'baz':'qux','foo':['a',2,'c']}",
            "[{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}]",
            "{'baz':'qux','foo':['a',2,'c']}"),
        new Case(
            "A.10 adding a nested member object",
            "{'foo':'bar'}",
            "[{'op':'add','path':'/child','value':{'grandchild':{}}}]",
            "{'child':{'grandchild':{}},'foo':'bar'}"),
        new Case(
            "A.11 ignoring unrecognized elements",
            "{'foo':'bar'}",
            "[{'op':'add','path':'/baz','value':'qux','xyz':123}]",
            "{'baz':'qux','foo':'bar'}"),
        new Case(
            "A.14 ~ escape ordering",
            "{'/':9,'~1':10}",
            "[{'op':'test','path':'/~01','value':10}]",
            "{'/':9,'~1':10}"),
        new Case(
            "A.16 adding an array value",
            "{'foo':['bar']}",
            "[{'op':'add','path':'/foo/-','value':['abc','def']}]",
            "{'foo':['bar',['abc','def']]}"),
        new Case(
            "copying a value",
            "{'a':{'b':[1]}}",
            "[{'op':'copy','from':'/a/b','path':'/c'}]",
            "{'a':{'b':[1]},'c':[1]}"),
        new Case(
            "replacing the whole document",
            "{'a':1}",
            "[{'op':'replace','path':'','value':{}}]",
            "{}"),
        new Case(
            "testing the whole document",
            "{'a':1}",
            "[{'op':'test','path':'','value':{'a':1}}]",
            "{'a':1}"),
        new Case(
            "an empty key is a key",
            "{'':{'':1}}",
            "[{'op':'replace','path':'//','value':2}]",
            "{'':{'':2}}"),
        new Case("no operation changes nothing", "{'a':1}", "[]", "{'a':1}"));
  }

  static Stream<Case> upstream() {
    return Stream.of(
        new Case(
            "a negative index counts from the end",
            "{'a':[1,2]}",
            "[{'op':'remove','path':'/a/-1'},{'op':'add','path':'/a/-1','value':3}]",
            "{'a':[1,3]}"),
        new Case(
            "replace may name a field that is not there",
            "{'a':1}",
            "[{'op':'replace','path':'/b','value':2}]",
            "{'a':1,'b':2}"),
        new Case(
            "test for null holds for an absent field",
            "{'a':1}",
            "[{'op':'test','path':'/b','value':null}]",
            "{'a':1}"),
        new Case(
            "copy of an absent field copies null",
            "{'a':1}",
            "[{'op':'copy','from':'/b','path':'/c'}]",
            "{'a':1,'c':null}"),
        new Case(
            "add without a value adds null", "{}", "[{'op':'add','path':'/a'}]", "{'a':null}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"standard", "upstream"})
  void applies(Case c) {
    assertThat(JsonPatch.apply(json(c.document), json(c.patch))).isEqualTo(json(c.result));
  }

  static Stream<Case> refused() {
    return Stream.of(
        new Case(
            "A.9 a failed test",
            "{'baz':'qux'}",
            "[{'op':'test','path':'/baz','value':'bar'}]",
            "testing value"),
        new Case(
            "A.12 adding to a nonexistent target",
            "{'foo':'bar'}",
            "[{'op':'add','path':'/baz/bat','value':'qux'}]",
            "baz"),
        new Case(
            "A.15 comparing strings and numbers",
            "{'~1':10}",
            "[{'op':'test','path':'/~01','value':'10'}]",
            "testing value"),
        new Case(
            "removing what is not there",
            "{'a':1}",
            "[{'op':'remove','path':'/b'}]",
            "nonexistent key: b"),
        new Case(
            "moving what is not there",
            "{'a':1}",
            "[{'op':'move','from':'/b','path':'/c'}]",
            "nonexistent key"),
        new Case(
            "moving into itself",
            "{'a':{'b':1}}",
            "[{'op':'move','from':'/a','path':'/a/b'}]",
            "nothing at step"),
        new Case(
            "an index past the end",
            "{'a':[1]}",
            "[{'op':'add','path':'/a/2','value':1}]",
            "invalid index: 2"),
        new Case(
            "replacing past the end",
            "{'a':[1]}",
            "[{'op':'replace','path':'/a/1','value':1}]",
            "invalid index: 1"),
        new Case(
            "an index that is no number",
            "{'a':[1]}",
            "[{'op':'add','path':'/a/x','value':1}]",
            "not a proper array index: 'x'"),
        new Case(
            "an enormous index",
            "{'a':[1]}",
            "[{'op':'add','path':'/a/99999999999','value':1}]",
            "not a proper array index"),
        new Case(
            "a step into a string",
            "{'a':'b'}",
            "[{'op':'add','path':'/a/b/c','value':1}]",
            "nothing at step"),
        new Case(
            "a path without a slash", "{'a':1}", "[{'op':'remove','path':'a'}]", "starts with '/'"),
        new Case(
            "adding the whole document",
            "{'a':1}",
            "[{'op':'add','path':'','value':{}}]",
            "whole document"),
        new Case(
            "replacing the whole document by a string",
            "{'a':1}",
            "[{'op':'replace','path':'','value':'x'}]",
            "object or array"),
        new Case("no path", "{'a':1}", "[{'op':'remove'}]", "missing path field"),
        new Case(
            "an unknown operation",
            "{'a':1}",
            "[{'op':'increment','path':'/a'}]",
            "Unexpected kind: increment"),
        new Case("no operation named", "{'a':1}", "[{'path':'/a'}]", "Unexpected kind: unknown"),
        new Case("an operation that is null", "{'a':1}", "[null]", "Unexpected kind: unknown"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(Case c) {
    assertThatThrownBy(() -> JsonPatch.apply(json(c.document), json(c.patch)))
        .isInstanceOfSatisfying(
            PatchException.class,
            e -> {
              assertThat(e.status().code()).isEqualTo(422);
              assertThat(e.status().reason()).isEqualTo("Invalid");
              assertThat(e.status().message())
                  .isEqualTo("the server rejected our request due to an error in our request");
            })
        .hasMessageContaining(c.result);
  }

  static Stream<Case> malformed() {
    return Stream.of(
        new Case(
            "an object",
            "{}",
            "{'op':'add'}",
            "json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"),
        new Case(
            "a list of strings",
            "{}",
            "['x']",
            "json: cannot unmarshal string into Go value of type handlers.jsonPatchOp"),
        new Case(
            "a number as operation",
            "{}",
            "[{'op':1}]",
            "json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string"),
        new Case(
            "a list as path",
            "{}",
            "[{'op':'add','path':[]}]",
            "json: cannot unmarshal array into Go struct field jsonPatchOp.path of type string"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void malformed(Case c) {
    assertThatThrownBy(() -> JsonPatch.apply(json(c.document), json(c.patch)))
        .isInstanceOfSatisfying(
            PatchException.class,
            e -> {
              assertThat(e.status().code()).isEqualTo(400);
              assertThat(e.status().message()).isEqualTo("error decoding patch: " + c.result);
            });
  }

  @Test
  void membersNoOperationKnowsAreNamed() {
    assertThat(JsonPatch.unknownFields(json("[{'op':'add','pathz':'/a'},{'x':1,'a':2}]")))
        .containsExactly("[0].pathz", "[1].a", "[1].x");
  }

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDiffMadeByAnotherLibraryLeadsToItsTarget(long seed) {
    RandomTrees trees = new RandomTrees(new SplittableRandom(seed));
    for (int i = 0; i < 100; i++) {
      Obj from = trees.object(4);
      Obj to = trees.object(4);
      Value patch = tree(JsonDiff.asJson(node(from), node(to)));
      assertThat(JsonPatch.apply(from, patch)).as("%s → %s by %s", from, to, patch).isEqualTo(to);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatAnotherLibraryAcceptsTooGivesTheSameThere(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomTrees trees = new RandomTrees(random);
    int accepted = 0;
    for (int i = 0; i < 200; i++) {
      Obj document = trees.object(4);
      Arr patch = operations(trees, random, document);
      Value theirs = applyTheirs(document, patch);
      Value ours = applyOurs(document, patch);
      if (theirs != null && ours != null) {
        accepted++;
        assertThat(ours).as("%s by %s", document, patch).isEqualTo(theirs);
      }
    }
    assertThat(accepted).isGreaterThan(10);
  }

  private static @Nullable Value applyOurs(Obj document, Arr patch) {
    try {
      return JsonPatch.apply(document, patch);
    } catch (PatchException e) {
      return null;
    }
  }

  private static @Nullable Value applyTheirs(Obj document, Arr patch) {
    try {
      return tree(io.fabric8.zjsonpatch.JsonPatch.apply(node(patch), node(document)));
    } catch (JsonPatchException | IllegalStateException | JacksonException e) {
      return null; // the three ways it has to refuse
    }
  }

  private static Arr operations(RandomTrees trees, SplittableRandom random, Obj document) {
    String[] kinds = {"add", "remove", "replace", "move", "copy", "test"};
    List<Value> out = new ArrayList<>();
    for (int n = random.nextInt(1, 3); n > 0; n--) {
      out.add(
          Obj.builder()
              .put("op", kinds[random.nextInt(kinds.length)])
              .put("path", trees.pointerInto(document))
              .put("from", trees.pointerInto(document))
              .put("value", trees.value(2))
              .build());
    }
    return Arr.copyOf(out);
  }

  @Test
  void tenThousandOperationsAreTheLimit() {
    Value test = json("{'op':'test','path':'/a','value':1}");
    Obj document = Obj.of("a", Int.of(1));
    assertThat(JsonPatch.apply(document, Arr.copyOf(Collections.nCopies(10_000, test))))
        .isEqualTo(document);
    assertThatThrownBy(
            () -> JsonPatch.apply(document, Arr.copyOf(Collections.nCopies(10_001, test))))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.status().code()).isEqualTo(413))
        .hasMessage(
            "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
  }

  @Test
  void doublingADocumentEndsAtThreeMegabytes() {
    Obj document = Obj.of("a", Str.of("x".repeat(1000)));
    List<Value> doublings = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      doublings.add(json("{'op':'add','path':'/b','value':{}}"));
      doublings.add(json("{'op':'copy','from':'/a','path':'/b/x'}"));
      doublings.add(json("{'op':'copy','from':'/a','path':'/b/y'}"));
      doublings.add(json("{'op':'move','from':'/b','path':'/a'}"));
    }
    assertThatThrownBy(() -> JsonPatch.apply(document, Arr.copyOf(doublings)))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.status().code()).isEqualTo(422))
        .hasMessageContaining("exceeding the limit 3145728");
  }

  @Test
  void nestingEndsWhereTheResultCouldNotBeReadAgain() {
    List<Value> nestings = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      nestings.add(json("{'op':'add','path':'/b','value':{}}"));
      nestings.add(json("{'op':'move','from':'/a','path':'/b/a'}"));
      nestings.add(json("{'op':'move','from':'/b','path':'/a'}"));
    }
    assertThatThrownBy(() -> JsonPatch.apply(json("{'a':{}}"), Arr.copyOf(nestings)))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.status().code()).isEqualTo(422))
        .hasMessage("the result nests deeper than 256");
  }

  @Test
  void insertingIntoAHugeListAgainAndAgainIsTooMuchWork() {
    Obj document = Obj.of("a", Arr.copyOf(Collections.nCopies(200_000, Int.of(1))));
    Value insert = json("{'op':'add','path':'/a/0','value':1}");
    assertThatThrownBy(
            () -> JsonPatch.apply(document, Arr.copyOf(Collections.nCopies(10_000, insert))))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.status().code()).isEqualTo(413))
        .hasMessageContaining("too much work");
  }

  private static Value json(String text) {
    return read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode node(Value value) {
    return MAPPER.readTree(Json.bytes(value));
  }

  private static Value tree(JsonNode node) {
    return read(MAPPER.writeValueAsBytes(node));
  }

  private static Value read(byte[] utf8) {
    try {
      return Json.parse(utf8).value();
    } catch (JsonException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
