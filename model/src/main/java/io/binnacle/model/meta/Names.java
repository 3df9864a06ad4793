package io.binnacle.model.meta;

import java.util.ArrayList;
import java.util.List;

/// The syntax of names, labels, keys and ports. Every method answers with upstream's messages about what is wrong,
/// none if the value is fine.
///
/// Hand-written loops instead of the regular expressions quoted in the messages: a repeated group makes Java's matcher
/// recurse, so a stranger's megabyte of dots would overflow the stack.
///
/// @see <a href="https://github.com/kubernetes/apimachinery/blob/release-1.33/pkg/util/validation/validation.go">util/validation</a>
public final class Names {
  /// The longest DNS label, in bytes.
  public static final int LABEL_MAX = 63;

  /// The longest DNS subdomain, in bytes.
  public static final int SUBDOMAIN_MAX = 253;

  private static final String LABEL_FMT = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN_FMT = LABEL_FMT + "(\\." + LABEL_FMT + ")*";
  private static final String QUALIFIED_FMT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String LABEL_ERROR =
      regex(
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
              + " end with an alphanumeric character",
          LABEL_FMT,
          "my-name",
          "123-abc");
  private static final String SUBDOMAIN_ERROR =
      regex(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
              + " start and end with an alphanumeric character",
          SUBDOMAIN_FMT,
          "example.com");
  private static final String UNDERSCORE_SUBDOMAIN_ERROR =
      regex(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and"
              + " must start and end with an alphanumeric character",
          SUBDOMAIN_FMT,
          "example.com");
  private static final String DNS1035_ERROR =
      regex(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
              + " character, and end with an alphanumeric character",
          "[a-z]([-a-z0-9]*[a-z0-9])?",
          "my-name",
          "abc-123");
  private static final String WILDCARD_ERROR =
      regex(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist"
              + " of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
          "\\*\\." + SUBDOMAIN_FMT,
          "*.example.com");
  private static final String QUALIFIED_ERROR =
      regex(
          "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
              + " character",
          QUALIFIED_FMT,
          "MyName",
          "my.name",
          "123-abc");
  private static final String LABEL_VALUE_ERROR =
      regex(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
              + " start and end with an alphanumeric character",
          "(" + QUALIFIED_FMT + ")?",
          "MyValue",
          "my_value",
          "12345");
  private static final String ENV_VAR_ERROR =
      regex(
          "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and"
              + " must not start with a digit",
          "[-._a-zA-Z][-._a-zA-Z0-9]*",
          "my.env-name",
          "MY_ENV.NAME",
          "MyEnvName1");
  private static final String CONFIG_KEY_ERROR =
      regex(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          "[-._a-zA-Z0-9]+",
          "key.name",
          "KEY_NAME",
          "key-name");
  private static final String PERCENT_ERROR =
      regex(
          "a valid percent string must be a numeric string followed by an ending '%'",
          "[0-9]+%", "1%", "93%");
  private static final String HTTP_HEADER_ERROR =
      regex(
          "a valid HTTP header must consist of alphanumeric characters or '-'",
          "[-A-Za-z0-9]+",
          "X-Header-Name");

  private Names() {}

  /// An RFC 1123 label in lower case: names of Namespaces, Pod hostnames.
  public static List<String> isDns1123Label(String value) {
    Findings out = new Findings().noLongerThan(LABEL_MAX, value);
    if (!isLabel(value, 0, value.length())) {
      out.add(isSubdomain(value, false) ? "must not contain dots" : LABEL_ERROR);
    }
    return out.list();
  }

  /// An RFC 1123 subdomain in lower case: names of most objects.
  public static List<String> isDns1123Subdomain(String value) {
    return new Findings()
        .noLongerThan(SUBDOMAIN_MAX, value)
        .addUnless(isSubdomain(value, false), SUBDOMAIN_ERROR)
        .list();
  }

  /// An RFC 1123 subdomain whose labels may also hold and start with `_`: DNS search domains.
  public static List<String> isDns1123SubdomainWithUnderscore(String value) {
    return new Findings()
        .noLongerThan(SUBDOMAIN_MAX, value)
        .addUnless(isSubdomain(value, true), UNDERSCORE_SUBDOMAIN_ERROR)
        .list();
  }

  /// An RFC 1035 label in lower case, so starting with a letter: names of Services.
  public static List<String> isDns1035Label(String value) {
    boolean fine =
        isLabel(value, 0, value.length()) && value.charAt(0) >= 'a' && value.charAt(0) <= 'z';
    return new Findings().noLongerThan(LABEL_MAX, value).addUnless(fine, DNS1035_ERROR).list();
  }

  /// `*.` and an RFC 1123 subdomain.
  public static List<String> isWildcardDns1123Subdomain(String value) {
    boolean fine = value.startsWith("*.") && isSubdomain(value.substring(2), false);
    return new Findings().noLongerThan(SUBDOMAIN_MAX, value).addUnless(fine, WILDCARD_ERROR).list();
  }

  /// A label or annotation key, a finalizer: a name with an optional DNS subdomain and `/` before it.
  public static List<String> isQualifiedName(String value) {
    int slash = value.indexOf('/');
    if (slash >= 0 && value.indexOf('/', slash + 1) >= 0) {
      return List.of(
          "a qualified name "
              + QUALIFIED_ERROR
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    Findings out = new Findings();
    String name = value.substring(slash + 1);
    if (slash == 0) {
      out.add("prefix part must be non-empty");
    } else if (slash > 0) {
      isDns1123Subdomain(value.substring(0, slash)).forEach(m -> out.add("prefix part " + m));
    }
    if (name.isEmpty()) {
      out.add("name part must be non-empty");
    } else if (bytes(name) > LABEL_MAX) {
      out.add("name part " + tooLong(LABEL_MAX));
    }
    return out.addUnless(isBareName(name), "name part " + QUALIFIED_ERROR).list();
  }

  /// A label value; may be empty.
  public static List<String> isLabelValue(String value) {
    return new Findings()
        .noLongerThan(LABEL_MAX, value)
        .addUnless(value.isEmpty() || isBareName(value), LABEL_VALUE_ERROR)
        .list();
  }

  /// An IANA service name (RFC 6335) in lower case: names of container ports.
  public static List<String> isPortName(String value) {
    boolean letter = value.chars().anyMatch(c -> c >= 'a' && c <= 'z');
    boolean edges = value.startsWith("-") || value.endsWith("-");
    return new Findings()
        .noLongerThan(15, value)
        .addUnless(
            all(value, c -> lower(c) || c == '-'),
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        .addUnless(letter, "must contain at least one letter (a-z)")
        .addUnless(!value.contains("--"), "must not contain consecutive hyphens")
        .addUnless(!edges, "must not begin or end with a hyphen")
        .list();
  }

  /// A port number, 1..65535.
  public static List<String> isPortNumber(long port) {
    return isInRange(port, 1, 65_535);
  }

  /// A number of `low..high`, both included.
  public static List<String> isInRange(long value, long low, long high) {
    return value >= low && value <= high
        ? List.of()
        : List.of("must be between " + low + " and " + high + ", inclusive");
  }

  /// Digits and a `%`.
  public static List<String> isPercent(String value) {
    boolean fine =
        value.endsWith("%")
            && all(value.substring(0, value.length() - 1), c -> c >= '0' && c <= '9');
    return new Findings().addUnless(fine, PERCENT_ERROR).list();
  }

  /// A name of an environment variable by the strict rules, those of `envFrom` in older releases.
  public static List<String> isEnvVarName(String value) {
    boolean fine = isConfigKey(value) && !(value.charAt(0) >= '0' && value.charAt(0) <= '9');
    return new Findings().addUnless(fine, ENV_VAR_ERROR).noParentFolder(value).list();
  }

  /// A name of an environment variable: printable ASCII without `=`.
  public static List<String> isRelaxedEnvVarName(String value) {
    return new Findings()
        .addUnless(!value.isEmpty(), "environment variable name must be non-empty")
        .addUnless(
            value.isEmpty() || all(value, c -> c >= 0x20 && c < 0x7f && c != '='),
            "a valid environment variable name must consist only of printable ASCII characters other than '='")
        .list();
  }

  /// A key of a ConfigMap or Secret.
  public static List<String> isConfigMapKey(String value) {
    return new Findings()
        .noLongerThan(SUBDOMAIN_MAX, value)
        .addUnless(isConfigKey(value), CONFIG_KEY_ERROR)
        .noParentFolder(value)
        .list();
  }

  /// A name of an HTTP header, as probes send it.
  public static List<String> isHttpHeaderName(String value) {
    return new Findings()
        .addUnless(all(value, c -> alphanumeric(c) || c == '-'), HTTP_HEADER_ERROR)
        .list();
  }

  /// A name that can stand as one step of a URL path.
  public static List<String> isPathSegment(String value) {
    if (value.equals(".") || value.equals("..")) {
      return List.of("may not be '" + value + "'");
    }
    return new Findings()
        .addUnless(!value.contains("/"), "may not contain '/'")
        .addUnless(!value.contains("%"), "may not contain '%'")
        .list();
  }

  /// What to check in place of a `generateName`: a trailing dash is fine there, since more will follow.
  public static String maskTrailingDash(String prefix) {
    return prefix.length() > 1 && prefix.endsWith("-")
        ? prefix.substring(0, prefix.length() - 2) + "a"
        : prefix;
  }

  private static boolean isSubdomain(String s, boolean underscores) {
    int from = 0;
    while (true) {
      int dot = s.indexOf('.', from);
      int to = dot < 0 ? s.length() : dot;
      if (!(underscores ? isUnderscoreLabel(s, from, to) : isLabel(s, from, to))) {
        return false;
      }
      if (dot < 0) {
        return true;
      }
      from = dot + 1;
    }
  }

  /// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
  private static boolean isLabel(String s, int from, int to) {
    if (from >= to || !lower(s.charAt(from)) || !lower(s.charAt(to - 1))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!lower(s.charAt(i)) && s.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }

  /// `_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?`
  private static boolean isUnderscoreLabel(String s, int from, int to) {
    int start = from < to && s.charAt(from) == '_' ? from + 1 : from;
    return isLabel(s.substring(start, to).replace('_', '-'), 0, to - start);
  }

  /// `([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]`
  private static boolean isBareName(String s) {
    return isConfigKey(s) && alphanumeric(s.charAt(0)) && alphanumeric(s.charAt(s.length() - 1));
  }

  private static boolean isConfigKey(String s) {
    return all(s, c -> alphanumeric(c) || c == '-' || c == '_' || c == '.');
  }

  private static boolean lower(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  private static boolean alphanumeric(int c) {
    return lower(c) || c >= 'A' && c <= 'Z';
  }

  private interface CharTest {
    boolean is(char c);
  }

  /// Whether `s` is not empty and every char of it passes.
  private static boolean all(String s, CharTest test) {
    for (int i = 0; i < s.length(); i++) {
      if (!test.is(s.charAt(i))) {
        return false;
      }
    }
    return !s.isEmpty();
  }

  /// Length in UTF-8, which is what upstream counts.
  private static int bytes(String s) {
    int n = s.length();
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      n += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return n;
  }

  private static String tooLong(int max) {
    return "must be no more than " + max + " characters";
  }

  private static String regex(String message, String format, String... examples) {
    StringBuilder out = new StringBuilder(message).append(" (e.g. ");
    for (int i = 0; i < examples.length; i++) {
      out.append(i > 0 ? " or '" : "'").append(examples[i]).append("', ");
    }
    return out.append("regex used for validation is '").append(format).append("')").toString();
  }

  private static final class Findings {
    private final List<String> messages = new ArrayList<>(2);

    void add(String message) {
      messages.add(message);
    }

    Findings addUnless(boolean fine, String message) {
      if (!fine) {
        messages.add(message);
      }
      return this;
    }

    Findings noLongerThan(int max, String value) {
      return addUnless(bytes(value) <= max, tooLong(max));
    }

    Findings noParentFolder(String value) {
      if (value.equals(".") || value.equals("..")) {
        messages.add("must not be '" + value + "'");
      } else if (value.startsWith("..")) {
        messages.add("must not start with '..'");
      }
      return this;
    }

    List<String> list() {
      return List.copyOf(messages);
    }
  }
}
