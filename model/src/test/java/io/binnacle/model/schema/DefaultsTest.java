package io.binnacle.model.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "without a parent there is no default| {}| {}",
        "an absent field| {'spec':{}}| {'spec':{'policy':'Cluster','sessionAffinity':'None'}}",
        "a null field| {'spec':{'sessionAffinity':null}}| {'spec':{'policy':'Cluster','sessionAffinity':'None'}}",
        "an empty field that upstream cannot tell from none| {'spec':{'sessionAffinity':''}}| {'spec':{'policy':'Cluster','sessionAffinity':'None'}}",
        "an empty field that says something| {'spec':{'sessionAffinity':'x','policy':''}}| {'spec':{'sessionAffinity':'x','policy':''}}",
        "every element of a list| {'spec':{'policy':'x','sessionAffinity':'x','ports':[{'port':1},{'port':2,'protocol':'UDP','weight':3}]}}| {'spec':{'policy':'x','sessionAffinity':'x','ports':[{'port':1,'protocol':'TCP','weight':7},{'port':2,'protocol':'UDP','weight':3}]}}",
        "every value of a map| {'spec':{'policy':'x','sessionAffinity':'x','extra':{'a':{}}}}| {'spec':{'policy':'x','sessionAffinity':'x','extra':{'a':{'protocol':'TCP','weight':7}}}}",
        "other nulls are dropped| {'metadata':null,'spec':{'policy':'x','sessionAffinity':'x','clusterIP':null}}| {'spec':{'policy':'x','sessionAffinity':'x'}}",
        "a structure filled in gets its own| {'spec':{'policy':'x','sessionAffinity':'x','sticky':{}}}| {'spec':{'policy':'x','sessionAffinity':'x','sticky':{'affinity':{'seconds':10800}}}}",
        "what does not fit the table is left alone| {'spec':{'policy':'x','sessionAffinity':'x','ports':7,'extra':[],'foo':{'a':1}}}| {'spec':{'policy':'x','sessionAffinity':'x','ports':7,'extra':[],'foo':{'a':1}}}",
      })
  void fillsIn(String name, String object, String expected) {
    Obj after = Defaults.apply(json(object), SmallTable.services());
    assertThat(after).isEqualTo(json(expected));
    assertThat(Defaults.apply(after, SmallTable.services())).isSameAs(after);
  }

  @Test
  void everyBuiltInKindCanBeFilledIn() {
    for (ResourceType type : Schema.builtIn().resources()) {
      Obj once = Defaults.apply(Obj.EMPTY, type);
      assertThat(Defaults.apply(once, type)).as("%s", type.name()).isSameAs(once);
    }
  }

  private static Obj json(String text) {
    return Json.object(text.replace('\'', '"'));
  }
}
