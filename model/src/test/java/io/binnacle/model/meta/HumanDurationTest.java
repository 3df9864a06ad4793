package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {

  @ParameterizedTest(name = "{0} s is {1}")
  @CsvSource({
    "-2, <invalid>",
    "-1, 0s",
    "0, 0s",
    "119, 119s",
    "120, 2m",
    "121, 2m1s",
    "330, 5m30s",
    "599, 9m59s",
    "600, 10m",
    "10799, 179m",
    "10800, 3h",
    "19800, 5h30m",
    "28799, 7h59m",
    "28800, 8h",
    "172799, 47h",
    "172800, 2d",
    "183600, 2d3h",
    "691199, 7d23h",
    "691200, 8d",
    "63071999, 729d",
    "63072000, 2y",
    "63158400, 2y1d",
    "252287999, 7y364d",
    "252288000, 8y",
    "31536000000, 1000y",
  })
  void twoOrThreeFiguresAreShown(long seconds, String text) {
    assertThat(HumanDuration.of(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void fractionsAreCutTowardsZero() {
    assertThat(HumanDuration.of(Duration.ofMillis(119_999))).isEqualTo("119s");
    assertThat(HumanDuration.of(Duration.ofMillis(-1_999))).isEqualTo("0s");
    assertThat(HumanDuration.of(Duration.ofMillis(-2_001))).isEqualTo("<invalid>");
  }
}
