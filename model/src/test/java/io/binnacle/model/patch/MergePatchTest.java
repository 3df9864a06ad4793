package io.binnacle.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.RandomTrees;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

  @ParameterizedTest(name = "{0} with {1} is {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'} | {'a':'c'} | {'a':'c'}",
        "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
        "{'a':'b'} | {'a':null} | {}",
        "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
        "{'a':['b']} | {'a':'c'} | {'a':'c'}",
        "{'a':'c'} | {'a':['b']} | {'a':['b']}",
        "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
        "['a','b'] | ['c','d'] | ['c','d']",
        "{'a':'b'} | ['c'] | ['c']",
        "{'a':'foo'} | null | null",
        "{'a':'foo'} | 'bar' | 'bar'",
        "{'e':null} | {'a':1} | {'e':null,'a':1}",
        "[1,2] | {'a':'b','c':null} | {'a':'b'}",
        "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
      })
  void theExamplesOfTheStandardHold(String target, String patch, String result) {
    assertThat(MergePatch.merge(json(target), json(patch))).isEqualTo(json(result));
  }

  @Test
  void aPatchOfAnObjectIsAnObject() {
    refused(
        Arr.EMPTY,
        "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}");
    refused(
        Str.of("x"),
        "error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}");
    refused(Null.NULL, "Invalid JSON Patch");
  }

  private static void refused(Value patch, String message) {
    assertThatThrownBy(() -> MergePatch.apply(Obj.EMPTY, patch))
        .isInstanceOfSatisfying(
            PatchException.class, e -> assertThat(e.status().code()).isEqualTo(400))
        .hasMessage(message);
  }

  @Test
  void applyingTwiceIsApplyingOnce() {
    long seed = 20261123;
    RandomTrees trees = new RandomTrees(new SplittableRandom(seed));
    for (int i = 0; i < 5_000; i++) {
      Obj object = trees.object(4);
      Obj patch = trees.object(4);
      Obj once = MergePatch.apply(object, patch);
      assertThat(MergePatch.apply(once, patch))
          .as("seed %d: %s by %s", seed, object, patch)
          .isEqualTo(once);
    }
  }

  private static Value json(String text) {
    return Objects.requireNonNull(Json.object("{\"v\":" + text.replace('\'', '"') + "}").get("v"));
  }
}
