package io.binnacle.testkit.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Even spreads pass, uneven ones do not.
class SpreadTest {
  @Test
  void theBoundIsTheTableValue() {
    // Quantiles at 0.9999 from tables of the chi-square distribution.
    assertEquals(15.137, Spread.bound(1), 0.01);
    assertEquals(18.421, Spread.bound(2), 0.01);
    assertEquals(33.720, Spread.bound(9), 0.5);
    assertEquals(161.319, Spread.bound(100), 0.8);
  }

  @Test
  void randomChoiceIsEven() {
    SplittableRandom random = new SplittableRandom(3);
    int uneven = 0;
    for (int round = 0; round < 500; round++) {
      Map<String, Long> counts = new TreeMap<>();
      for (int i = 0; i < 1000; i++) {
        counts.merge("b-" + random.nextInt(3), 1L, Long::sum);
      }
      uneven += Spread.of(counts, List.of("b-0", "b-1", "b-2")).even() ? 0 : 1;
    }
    assertTrue(uneven <= 1, uneven + " of 500");
  }

  @Test
  void weightedChoiceIsNot() {
    Spread spread = Spread.of(Map.of("a", 420L, "b", 580L), List.of("a", "b"));
    assertFalse(spread.even(), spread.describe());
  }

  @Test
  void aBackendThatNeverAnswersIsUneven() {
    List<String> all = IntStream.range(0, 10).mapToObj(i -> "b-" + i).toList();
    Map<String, Long> counts = new TreeMap<>();
    all.subList(0, 9).forEach(name -> counts.put(name, 2L));
    assertFalse(Spread.of(counts, all).even());
  }

  @Test
  void aStrangerIsAnError() {
    AssertionError error =
        assertThrows(AssertionError.class, () -> Spread.of(Map.of("c", 1L), List.of("a", "b")));
    assertTrue(String.valueOf(error.getMessage()).contains("answered by c"));
  }

  @Test
  void oneBackendIsEvenWhenItAnswers() {
    assertTrue(Spread.of(Map.of("a", 7L), List.of("a")).even());
    assertFalse(Spread.of(Map.of(), List.of("a")).even());
  }
}
