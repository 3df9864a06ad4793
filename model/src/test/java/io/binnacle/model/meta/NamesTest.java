package io.binnacle.model.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamesTest {
  private static final String LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with"
          + " an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
          + " end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String DNS_1035 =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and"
          + " end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is"
          + " '[a-z]([-a-z0-9]*[a-z0-9])?')";
  private static final String QUALIFIED =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
          + " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
          + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

  record Rule(String name, Function<String, List<String>> check) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Arguments row(
      String name, Function<String, List<String>> check, String value, String... messages) {
    return Arguments.of(new Rule(name, check), value, List.of(messages));
  }

  static Stream<Arguments> messages() {
    String a64 = "a".repeat(64);
    return Stream.of(
        row("label", Names::isDns1123Label, "web-1"),
        row("label", Names::isDns1123Label, "1"),
        row("label", Names::isDns1123Label, "a.b", "must not contain dots"),
        row("label", Names::isDns1123Label, "", LABEL),
        row("label", Names::isDns1123Label, "Web", LABEL),
        row("label", Names::isDns1123Label, "web-", LABEL),
        row("label", Names::isDns1123Label, "web\n", LABEL),
        row("label", Names::isDns1123Label, "wéb", LABEL),
        row("label", Names::isDns1123Label, a64, "must be no more than 63 characters"),
        row("label", Names::isDns1123Label, a64 + "_", "must be no more than 63 characters", LABEL),
        row("subdomain", Names::isDns1123Subdomain, "a.b-c.1"),
        row("subdomain", Names::isDns1123Subdomain, a64),
        row("subdomain", Names::isDns1123Subdomain, "a..b", SUBDOMAIN),
        row("subdomain", Names::isDns1123Subdomain, "a.", SUBDOMAIN),
        row("subdomain", Names::isDns1123Subdomain, ".a", SUBDOMAIN),
        row(
            "subdomain",
            Names::isDns1123Subdomain,
            "a".repeat(254),
            "must be no more than 253 characters"),
        row("dns-1035", Names::isDns1035Label, "db-headless"),
        row("dns-1035", Names::isDns1035Label, "1db", DNS_1035),
        row("dns-1035", Names::isDns1035Label, "a.b", DNS_1035),
        row("dns-1035", Names::isDns1035Label, "", DNS_1035),
        row("dns-1035", Names::isDns1035Label, a64, "must be no more than 63 characters"),
        row("underscore", Names::isDns1123SubdomainWithUnderscore, "_sip._tcp.a_b"),
        row("wildcard", Names::isWildcardDns1123Subdomain, "*.foo.bar.com"),
        row("qualified", Names::isQualifiedName, "app"),
        row("qualified", Names::isQualifiedName, "app.kubernetes.io/Name_1.x"),
        row("qualified", Names::isQualifiedName, "/x", "prefix part must be non-empty"),
        row("qualified", Names::isQualifiedName, "A/x", "prefix part " + SUBDOMAIN),
        row(
            "qualified",
            Names::isQualifiedName,
            "a/",
            "name part must be non-empty",
            "name part " + QUALIFIED),
        row(
            "qualified",
            Names::isQualifiedName,
            "a/b/c",
            "a qualified name "
                + QUALIFIED
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"),
        row(
            "qualified",
            Names::isQualifiedName,
            "a/" + a64,
            "name part must be no more than 63 characters"),
        row("label value", Names::isLabelValue, ""),
        row("label value", Names::isLabelValue, "v1.2_x"),
        row("label value", Names::isLabelValue, a64, "must be no more than 63 characters"),
        row("port name", Names::isPortName, "http-2"),
        row(
            "port name",
            Names::isPortName,
            "",
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
            "must contain at least one letter (a-z)"),
        row("port name", Names::isPortName, "80", "must contain at least one letter (a-z)"),
        row("port name", Names::isPortName, "a--b", "must not contain consecutive hyphens"),
        row("port name", Names::isPortName, "a-", "must not begin or end with a hyphen"),
        row(
            "port name",
            Names::isPortName,
            "metrics-endpoint",
            "must be no more than 15 characters"),
        row("percent", Names::isPercent, "25%"),
        row("config key", Names::isConfigMapKey, "nginx.conf"),
        row("config key", Names::isConfigMapKey, "..", "must not be '..'"),
        row("config key", Names::isConfigMapKey, "..a", "must not start with '..'"),
        row(
            "config key",
            Names::isConfigMapKey,
            "a/b",
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME', "
                + " or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"),
        row("env", Names::isRelaxedEnvVarName, "1 x.y"),
        row(
            "env",
            Names::isRelaxedEnvVarName,
            "a=b",
            "a valid environment variable name must consist only of printable ASCII characters other than '='"),
        row("env", Names::isRelaxedEnvVarName, "", "environment variable name must be non-empty"),
        row("path segment", Names::isPathSegment, "..", "may not be '..'"),
        row(
            "path segment",
            Names::isPathSegment,
            "a/b%",
            "may not contain '/'",
            "may not contain '%'"));
  }

  @ParameterizedTest(name = "{0} of [{1}]")
  @MethodSource
  void messages(Rule rule, String value, List<String> expected) {
    assertThat(rule.check.apply(value)).isEqualTo(expected);
  }

  @Test
  void theLoopsAgreeWithTheExpressionsQuotedInTheMessages() {
    String label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    String underscored = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    String qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      String s = text(random, "ab9-._A%*/\n");
      agree(s, Names.isDns1123Label(s), label);
      agree(s, Names.isDns1123Subdomain(s), label + "(\\." + label + ")*");
      agree(
          s, Names.isDns1123SubdomainWithUnderscore(s), underscored + "(\\." + underscored + ")*");
      agree(s, Names.isDns1035Label(s), "[a-z]([-a-z0-9]*[a-z0-9])?");
      agree(s, Names.isWildcardDns1123Subdomain(s), "\\*\\." + label + "(\\." + label + ")*");
      agree(s, Names.isQualifiedName(s), "(" + label + "(\\." + label + ")*/)?" + qualified);
      agree(s, Names.isLabelValue(s), "(" + qualified + ")?");
      agree(s, Names.isPercent(s), "[0-9]+%");
      agree(s, Names.isHttpHeaderName(s), "[-A-Za-z0-9]+");
      agree(s, Names.isEnvVarName(s), "(?!\\.\\.)(?!\\.$)[-._a-zA-Z][-._a-zA-Z0-9]*");
    }
  }

  @Test
  void aMegabyteOfDotsIsJustTooLong() {
    assertThat(Names.isDns1123Subdomain("a.".repeat(500_000) + "a"))
        .containsExactly("must be no more than 253 characters");
    assertThat(Names.isDns1123SubdomainWithUnderscore("a.".repeat(500_000) + "a"))
        .containsExactly("must be no more than 253 characters");
  }

  @Test
  void aTrailingDashOfAGenerateNameIsMasked() {
    assertThat(Names.maskTrailingDash("web-")).isEqualTo("wea");
    assertThat(Names.maskTrailingDash("-")).isEqualTo("-");
    assertThat(Names.maskTrailingDash("web")).isEqualTo("web");
  }

  private static void agree(String s, List<String> messages, String regex) {
    assertThat(messages.isEmpty())
        .as("[%s] against %s", s, regex)
        .isEqualTo(Pattern.matches(regex, s));
  }

  private static String text(SplittableRandom random, String alphabet) {
    StringBuilder out = new StringBuilder();
    for (int n = random.nextInt(9); n > 0; n--) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }
}
