package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {

  @ParameterizedTest(name = "[{0}] reads as [{1}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "app=web | app=web",
        "app==web | app==web",
        "app!=web | app!=web",
        "app= | app=",
        "app | app",
        "!app | !app",
        "tier in (b,a) | tier in (a,b)",
        "tier notin (b , a , b) | tier notin (a,b)",
        "x in (foo,,baz),y,z notin () | x in (,baz,foo),y,z notin ()",
        "x in (,a) | x in (,a)",
        "x in (a,) | x in (,a)",
        "in in (in,notin) | in in (in,notin)",
        "b=2,a=1 | a=1,b=2",
        "n>5,m<7 | m<7,n>5",
        "example.com/role = primary | example.com/role=primary",
        "` ` | ``",
        "`` | ``",
      })
  void theCanonicalTextIsSortedByKey(String text, String canonical) {
    LabelSelector read = LabelSelector.parse(text);
    assertThat(read).hasToString(canonical);
    assertThat(LabelSelector.parse(canonical)).isEqualTo(read);
  }

  @ParameterizedTest(name = "[{0}] on a=1,n=10,empty= is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1 | true",
        "a=2 | false",
        "a!=2 | true",
        "b!=2 | true",
        "a!=1 | false",
        "a | true",
        "b | false",
        "!b | true",
        "!a | false",
        "a in (1,2) | true",
        "b in (1) | false",
        "a notin (1) | false",
        "b notin (1) | true",
        "empty= | true",
        "empty | true",
        "b= | false",
        "n>9 | true",
        "n>10 | false",
        "n<11 | true",
        "n<10 | false",
        "b>1 | false",
        "empty>1 | false",
        "a=1,n>9 | true",
        "a=1,n>10 | false",
      })
  void allRequirementsMustHold(String text, boolean expected) {
    Map<String, String> labels = Map.of("a", "1", "n", "10", "empty", "");
    assertThat(LabelSelector.parse(text).matches(labels)).isEqualTo(expected);
    Obj object = Obj.of("metadata", Obj.of("labels", Obj.strings(labels)));
    assertThat(LabelSelector.parse(text).matches(object)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "[{0}] is refused: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=1,,b=2 | found ',', expected: identifier after ','",
        "a=1,  | found '', expected: identifier after ','",
        ",a | found ',', expected: !, identifier, or 'end of string'",
        "a=1 b | found 'b', expected: ',' or 'end of string'",
        "! | unable to parse requirement: found '', expected: identifier",
        "!a=b | found '=', expected: ',' or 'end of string'",
        "a b | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        "a in b | unable to parse requirement: found 'b' expected: '('",
        "a in ( | unable to parse requirement: found '', expected: ',', ')' or identifier",
        "a in (b | unable to parse requirement: found '', expected: ',' or ')'",
        "a in (b, | unable to parse requirement: found '', expected: ',', or identifier",
        "a in (b c) | unable to parse requirement: found 'c', expected: ',' or ')'",
        "a=(b) | unable to parse requirement: found '(', expected: identifier",
        "a===b | unable to parse requirement: found '=', expected: identifier",
        "a>x | unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value"
            + " must be an integer",
        "a*=1 | unable to parse requirement: <nil>: Invalid value: \"a*\": name part must consist of alphanumeric"
            + " characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or"
            + " 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        "a=-1 | unable to parse requirement: values[0][a]: Invalid value: \"-1\": a valid label must be an empty"
            + " string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
            + " alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
            + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      })
  void badTextIsRefusedInUpstreamsWords(String text, String message) {
    assertThatThrownBy(() -> LabelSelector.parse(text))
        .isInstanceOf(SyntaxException.class)
        .hasMessage(message);
  }

  @ParameterizedTest(name = "{0} reads as [{1}]")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'matchLabels':{'app':'web','a':''}} | a=,app=web",
        "{'matchLabels':{'b':'1'},'matchExpressions':[{'key':'a','operator':'In','values':['y','x']}]} | a in (x,y),b=1",
        "{'matchExpressions':[{'key':'a','operator':'Exists'},{'key':'b','operator':'DoesNotExist'}]} | a,!b",
        "{'matchExpressions':[{'key':'a','operator':'NotIn','values':['x']}]} | a notin (x)",
        "{} | <none>",
      })
  void selectorObjectsAreRead(String json, String text) {
    assertThat(LabelSelector.of(Json.object(json.replace('\'', '"'))).display()).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'matchExpressions':[{'key':'a','operator':'in','values':['x']}]} | \"in\" is not a valid label selector operator",
        "{'matchExpressions':[{'key':'a','operator':'In'}]} | values: Invalid value: []string{}: for 'in', 'notin'"
            + " operators, values set can't be empty",
        "{'matchExpressions':[{'key':'a','operator':'Exists','values':['x']}]} | values: Invalid value: []string{\"x\"}:"
            + " values set must be empty for exists and does not exist",
        "{'matchExpressions':[{'key':'','operator':'Exists','values':['x']}]} | [key: Invalid value: \"\": name part must"
            + " be non-empty; name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
            + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
            + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), values: Invalid value: []string{\"x\"}: values set must be"
            + " empty for exists and does not exist]",
      })
  void badSelectorObjectsAreRefusedInUpstreamsWords(String json, String message) {
    assertThatThrownBy(() -> LabelSelector.of(Json.object(json.replace('\'', '"'))))
        .isInstanceOf(SyntaxException.class)
        .hasMessage(message);
  }

  @Test
  void anAbsentSelectorMatchesNothingAndAnEmptyOneEverything() {
    assertThat(LabelSelector.of(null).matches(Map.of("a", "b"))).isFalse();
    assertThat(LabelSelector.of(Obj.EMPTY).matches(Map.of())).isTrue();
    assertThat(LabelSelector.ofMap(Map.of()).isEverything()).isTrue();
    assertThat(LabelSelector.ofMap(Map.of("b", "2", "a", "1"))).hasToString("a=1,b=2");
  }
}
