package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest(name = "{0} is written back as {1}")
  @CsvSource({
    "0, 0",
    "00, 0",
    "0Mi, 0",
    "., 0",
    "500m, 500m",
    "0.5, 500m",
    ".5, 500m",
    "1, 1",
    "1000m, 1",
    "5000m, 5",
    "1000u, 1m",
    "1.08, 1080m",
    "1080000000n, 1080m",
    "1500m, 1500m",
    "100000, 100k",
    "1000M, 1G",
    "0.001T, 1G",
    "1E, 1E",
    "12e6, 12e6",
    "1000e-12, 1e-9",
    ".001e12, 1e9",
    "0.001e0, 1e-3",
    "1E3, 1E3",
    "2E4, 20e3",
    "1000E, 1e21",
    "1Ki, 1Ki",
    "64Mi, 64Mi",
    "1024Mi, 1Gi",
    "1000Mi, 1000Mi",
    "307200Ki, 300Mi",
    "1025024Mi, 1001Gi",
    "1.5Gi, 1536Mi",
    "0.5Mi, 512Ki",
    ".001Ki, 1024m",
    ".000000000001Ki, 2n",
    "0.3Ki, 307200m",
    "16Ei, 9223372036854775807",
    "-1.5Gi, -1536Mi",
    "-0.5, -500m",
    "0.0000000001, 1n",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "' 250m ', 250m",
    "1., 1.",
    "1.G, 1.G",
  })
  void theCanonicalFormIsUpstreams(String text, String canonical) {
    Quantity read = Quantity.parse(text);
    assertThat(read).hasToString(canonical);
    assertThat(Quantity.parse(canonical)).isEqualTo(read).hasToString(canonical);
  }

  @ParameterizedTest(name = "[{0}] is no quantity")
  @ValueSource(
      strings = {
        "",
        " ",
        "aoeu",
        "1.1.M",
        "1+1.0M",
        "0.1am",
        "-3.01e-x",
        "1 2",
        "½",
        "١",
        "1_000",
        "1KI"
      })
  void malformedTextIsRefused(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessage(
            "quantities must match the regular expression"
                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }

  @ParameterizedTest(name = "[{0}] has a wrong suffix")
  @ValueSource(strings = {"1mm", "1i", ".5i", "1e", "1e99999999999", "1e999999999", "1-5", "1Kie3"})
  void unknownSuffixesAreRefused(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessage("unable to parse quantity's suffix");
  }

  @Test
  void aBigSuffixNeedsDigits() {
    assertThat(Quantity.parse("Ki")).isEqualTo(Quantity.ZERO);
    assertThatThrownBy(() -> Quantity.parse("Pi"))
        .hasMessage("unable to parse numeric part of quantity");
    assertThatThrownBy(() -> Quantity.parse("-.Ei"))
        .hasMessage("unable to parse numeric part of quantity");
  }

  @Test
  void amountsAreComparedNotTexts() {
    assertThat(Quantity.parse("1Gi")).isEqualTo(Quantity.parse("1024Mi"));
    assertThat(Quantity.parse("1Gi")).hasSameHashCodeAs(Quantity.parse("1073741824"));
    assertThat(Quantity.parse("1G")).isLessThan(Quantity.parse("1Gi"));
    assertThat(Quantity.parse("999m")).isLessThan(Quantity.of(1));
    assertThat(Quantity.parse("1e500")).isGreaterThan(Quantity.parse("1e499"));
    assertThat(Quantity.parse("512Mi").plus(Quantity.parse("1.5Gi"))).hasToString("2Gi");
    assertThat(Quantity.ZERO.plus(Quantity.parse("250m"))).hasToString("250m");
  }

  @Test
  void theCanonicalFormReadsBackToTheSameAmountAndStays() {
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    String[] suffixes = {
      "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "e3", "e-2"
    };
    for (int i = 0; i < 20_000; i++) {
      String text =
          (random.nextInt(4) == 0 ? "-" : "")
              + random.nextLong(1L << random.nextInt(1, 40))
              + (random.nextInt(3) == 0 ? "." + random.nextInt(100_000) : "")
              + suffixes[random.nextInt(suffixes.length)];
      Quantity read = Quantity.parse(text);
      Quantity again = Quantity.parse(read.toString());
      assertThat(again).as("seed %d: %s", seed, text).isEqualTo(read).hasToString(read.toString());
    }
  }
}
