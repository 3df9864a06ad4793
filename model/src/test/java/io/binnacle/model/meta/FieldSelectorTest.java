package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorTest {

  @ParameterizedTest(name = "[{0}] reads as [{1}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metadata.name=web | metadata.name=web",
        "metadata.name==web | metadata.name=web",
        "status.phase!=Running,metadata.name=a | metadata.name=a,status.phase!=Running",
        "spec.nodeName= | spec.nodeName=",
        "a=1,,b=2, | a=1,b=2",
        "a=x\\,y\\=z\\\\ | a=x\\,y\\=z\\\\",
        "=x | =x",
        "=,a=1,!= | a=1",
        "`` | ``",
      })
  void theCanonicalTextIsSorted(String text, String canonical) {
    FieldSelector read = FieldSelector.parse(text);
    assertThat(read).hasToString(canonical);
    assertThat(FieldSelector.parse(canonical)).isEqualTo(read);
  }

  @ParameterizedTest(name = "[{0}] is refused: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name | invalid selector: 'metadata.name'; can't understand 'metadata.name'",
        "a=1,b | invalid selector: 'a=1,b'; can't understand 'b'",
        "a=b=c | invalid field selector: unescaped character in value: 61",
        "a=b\\c | invalid field selector: invalid escape sequence: \\c",
        "a=b\\ | invalid field selector: invalid escape sequence: \\",
      })
  void badTextIsRefusedInUpstreamsWords(String text, String message) {
    assertThatThrownBy(() -> FieldSelector.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessage(message);
  }

  @Test
  void allRequirementsMustHoldAndAnAbsentFieldIsEmpty() {
    Map<String, String> pod = Map.of("metadata.name", "web", "status.phase", "Running");
    assertThat(FieldSelector.parse("metadata.name=web").matches(pod)).isTrue();
    assertThat(FieldSelector.parse("metadata.name!=web").matches(pod)).isFalse();
    assertThat(FieldSelector.parse("spec.nodeName=").matches(pod)).isTrue();
    assertThat(FieldSelector.parse("metadata.name=web,status.phase=Failed").matches(pod)).isFalse();
    assertThat(FieldSelector.parse("").matches(pod)).isTrue();
    assertThat(FieldSelector.parse("metadata.name=web").exactly("metadata.name")).isEqualTo("web");
    assertThat(FieldSelector.parse("metadata.name!=web").exactly("metadata.name")).isNull();
  }
}
