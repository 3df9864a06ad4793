package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.tree.Obj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When two objects mean the same although they are written differently.
class SameTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "absent is false| {}| {'hostNetwork': false}| true",
        "absent is empty| {}| {'nodeName': '', 'ports': [], 'labels': {}, 'hostPort': 0}| true",
        "absent is null, even for a pointer| {}| {'replicas': null}| true",
        "absent is a structure of zeros| {}| {'resources': {'limits': {}}}| true",
        "a pointer to zero is something| {}| {'replicas': 0}| false",
        "an empty source of a volume is something| {}| {'emptyDir': {}}| false",
        "a structure with a pointer set is something| {}| {'securityContext': {'runAsUser': 0}}| false",
        "pointers to the same are the same| {'replicas': 0}| {'replicas': 0}| true",
        "a value is not another| {'a': 1}| {'a': 2}| false",
        "a value is not absent| {'a': 1}| {}| false",
        "lists are compared in order| {'a': [1, 2]}| {'a': [2, 1]}| false",
        "elements too may leave out zeros| {'a': [{'x': 1, 'y': false}]}| {'a': [{'x': 1}]}| true",
        "a longer list is another| {'a': [{}]}| {'a': [{}, {}]}| false"
      })
  void tellsWhetherObjectsMeanTheSame(String name, String a, String b, boolean same) {
    Obj left = Given.object(a);
    Obj right = Given.object(b);
    assertEquals(same, Same.values(left, right), name);
    assertEquals(same, Same.values(right, left), name);
    assertEquals(same, TreeDiff.of(left, right).isEmpty(), name);
  }
}
