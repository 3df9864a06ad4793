package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampsTest {

  @Test
  void timesAreCutToTheirPrecision() {
    Instant t = Instant.parse("2026-11-23T10:00:59.987654321Z");
    assertThat(Timestamps.seconds(t)).isEqualTo("2026-11-23T10:00:59Z");
    assertThat(Timestamps.micros(t)).isEqualTo("2026-11-23T10:00:59.987654Z");
    assertThat(Timestamps.seconds(Instant.parse("2026-11-23T10:00:00Z")))
        .isEqualTo("2026-11-23T10:00:00Z");
    assertThat(Timestamps.micros(Instant.parse("2026-11-23T10:00:00Z")))
        .isEqualTo("2026-11-23T10:00:00.000000Z");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2026-11-23T10:00:00Z, 2026-11-23T10:00:00Z",
    "2026-11-23T10:00:00.5Z, 2026-11-23T10:00:00.5Z",
    "2026-11-23T10:00:00.1234567899Z, 2026-11-23T10:00:00.123456789Z",
    "2026-11-23T12:00:00+02:00, 2026-11-23T10:00:00Z",
    "2026-11-22T23:30:00-10:30, 2026-11-23T10:00:00Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2026-11-23T9:00:00Z, 2026-11-23T09:00:00Z",
    "2026-11-24T10:00:00+24:00, 2026-11-23T10:00:00Z",
  })
  void timesAreRead(String text, Instant expected) {
    assertThat(Timestamps.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{0}] is refused: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "yesterday | parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"",
        "2026-11-23 | parsing time \"2026-11-23\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"T\"",
        "2026-11-23T10:00:00 | parsing time \"2026-11-23T10:00:00\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"Z07:00\"",
        "2026-1-23T10:00:00Z | parsing time \"2026-1-23T10:00:00Z\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"1-23T10:00:00Z\" as \"01\"",
        "2026-13-23T10:00:00Z | parsing time \"2026-13-23T10:00:00Z\": month out of range",
        "2026-02-30T10:00:00Z | parsing time \"2026-02-30T10:00:00Z\": day out of range",
        "2026-11-23T10:00:00+05:90 | parsing time \"2026-11-23T10:00:00+05:90\": time zone offset minute out of range",
        "é | parsing time \"\\xc3\\xa9\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\\xc3\\xa9\" as \"2006\"",
        "2026-11-23T24:00:00Z | parsing time \"2026-11-23T24:00:00Z\": hour out of range",
        "2026-11-23T10:60:00Z | parsing time \"2026-11-23T10:60:00Z\": minute out of range",
        "2026-11-23T10:00:60Z | parsing time \"2026-11-23T10:00:60Z\": second out of range",
        "2026-11-23T10:00:00ZZ | parsing time \"2026-11-23T10:00:00ZZ\": extra text: \"Z\"",
      })
  void badTimesAreRefusedInUpstreamsWords(String text, String message) {
    assertThatThrownBy(() -> Timestamps.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessage(message);
  }

  @Test
  void aMicroTimeHasExactlySixDigits() {
    assertThat(Timestamps.parseMicros("2026-11-23T10:00:00.000123Z"))
        .isEqualTo(Instant.parse("2026-11-23T10:00:00.000123Z"));
    for (String bad :
        new String[] {
          "2026-11-23T10:00:00Z", "2026-11-23T10:00:00.123Z", "2026-11-23T10:00:00.1234567Z"
        }) {
      assertThatThrownBy(() -> Timestamps.parseMicros(bad))
          .isInstanceOf(SyntaxException.class)
          .hasMessageContaining("\"2006-01-02T15:04:05.000000Z07:00\": cannot parse");
    }
  }
}
