package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Base64, IntOrString, SafeHash and RandomSuffix: a few lines each.
class SmallSyntaxTest {

  @ParameterizedTest(name = "[{0}] fails at byte {1}")
  @CsvSource({
    "a, 0",
    "ab, 0",
    "abc, 0",
    "abcde, 4",
    "ab=, 3",
    "ab=c, 2",
    "a===, 1",
    "=, 0",
    "abc=d, 4",
    "ab==c, 4",
    "a*cd, 1",
    "aé==, 1"
  })
  void malformedBase64NamesTheByteAtFault(String text, int at) {
    assertThatThrownBy(() -> Base64.decode(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessage("illegal base64 data at input byte " + at);
  }

  @Test
  void base64RoundTripsAndSkipsLineBreaks() {
    SplittableRandom random = new SplittableRandom(20261123);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String text = Base64.encode(bytes);
      assertThat(Base64.decode(text)).isEqualTo(bytes);
      assertThat(Base64.decode(text.replaceAll("(.)", "$1\r\n"))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest(name = "{0} of {1} is {2} rounded down, {3} rounded up")
  @CsvSource({
    "25%, 4, 1, 1",
    "25%, 1, 0, 1",
    "25%, 10, 2, 3",
    "100%, 7, 7, 7",
    "0%, 7, 0, 0",
    "1%, 1, 0, 1",
    "150%, 3, 4, 5"
  })
  void percentagesAreRounded(String percent, int total, int down, int up) {
    assertThat(IntOrString.scaled(Str.of(percent), total, false)).isEqualTo(down);
    assertThat(IntOrString.scaled(Str.of(percent), total, true)).isEqualTo(up);
  }

  @Test
  void countsArePassedThroughAndAnythingElseRefused() {
    assertThat(IntOrString.scaled(Int.of(3), 100, true)).isEqualTo(3);
    assertThat(IntOrString.text(Int.of(80))).isEqualTo("80");
    assertThat(IntOrString.text(Str.of("http"))).isEqualTo("http");
    refused(Str.of("3"), "invalid value for IntOrString: invalid type: string is not a percentage");
    refused(
        Str.of("x%"),
        "invalid value for IntOrString: invalid value \"x%\": strconv.Atoi: parsing \"x\": invalid syntax");
    refused(Null.NULL, "invalid value for IntOrString: invalid type: neither int nor percentage");
    refused(
        Int.of(1L << 40),
        "invalid value for IntOrString: invalid type: neither int nor percentage");
    assertThatThrownBy(() -> IntOrString.scaled(Str.of("9999999999999%"), 1_000_000_000, true))
        .hasMessageContaining("value out of range");
  }

  private static void refused(Value value, String message) {
    assertThatThrownBy(() -> IntOrString.scaled(value, 10, true))
        .isInstanceOf(SyntaxException.class)
        .hasMessage(message);
  }

  @Test
  void theHashIsFnv1a() {
    assertThat(SafeHash.fnv1a(new byte[0])).isEqualTo(0x811c9dc5);
    assertThat(SafeHash.fnv1a("a".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe40c292c);
    assertThat(SafeHash.fnv1a("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xbf9cf968);
    assertThat(SafeHash.encode("0123456789")).isEqualTo("456789bcdf");
  }

  @Test
  void equalTreesHaveOneHashAndACollisionChangesIt() {
    String hash = SafeHash.of(Json.object("{\"a\":1,\"b\":[true]}"), null);
    assertThat(SafeHash.of(Json.object("{\"b\":[true],\"a\":1}"), 0)).isEqualTo(hash);
    assertThat(SafeHash.of(Json.object("{\"a\":1,\"b\":[true]}"), 1)).isNotEqualTo(hash);
    assertThat(hash).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
  }

  @Test
  void suffixesAreDrawnFromTheAlphabetAndRepeatWithTheSeed() {
    String one = RandomSuffix.next(new SplittableRandom(7), 5);
    assertThat(one).matches("[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(RandomSuffix.next(new SplittableRandom(7), 5)).isEqualTo(one);
    assertThat(RandomSuffix.next(new SplittableRandom(8), 10_000).chars().distinct().count())
        .isEqualTo(27);
  }
}
