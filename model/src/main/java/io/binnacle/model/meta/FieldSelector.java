package io.binnacle.model.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which objects are meant, by a few of their fields: `status.phase=Running,spec.nodeName!=`. Which fields a resource
/// knows is the business of its collection.
///
/// @param requirements all must hold; sorted by their text
/// @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/">Field Selectors</a>
public record FieldSelector(List<Requirement> requirements) {
  /// Matches every object.
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /// The two relations; `==` reads as [#EQUALS].
  public enum Operator {
    EQUALS,
    NOT_EQUALS
  }

  /// One condition on one field.
  ///
  /// @param field the field label, `metadata.name`
  /// @param operator the relation
  /// @param value the value, unescaped; may be empty
  public record Requirement(String field, Operator operator, String value) {
    boolean holds(String actual) {
      return actual.equals(value) == (operator == Operator.EQUALS);
    }

    @Override
    public String toString() {
      String sign =
          switch (operator) {
            case EQUALS -> "=";
            case NOT_EQUALS -> "!=";
          };
      return field + sign + escape(value);
    }
  }

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  /// Reads the text form. In a value `\`, `,` and `=` are escaped with `\`; a field has no escapes. Terms without a
  /// field and a value are skipped.
  ///
  /// @throws SyntaxException with upstream's message if `text` is malformed
  public static FieldSelector parse(String text) {
    List<Requirement> out = new ArrayList<>();
    for (String term : terms(text)) {
      if (!term.isEmpty()) {
        Requirement requirement = requirement(text, term);
        if (!requirement.field.isEmpty() || !requirement.value.isEmpty()) {
          out.add(requirement);
        }
      }
    }
    return out.isEmpty() ? EVERYTHING : new FieldSelector(out);
  }

  /// Whether an object with these fields is meant; an absent field counts as empty.
  public boolean matches(Map<String, String> fields) {
    for (Requirement r : requirements) {
      if (!r.holds(fields.getOrDefault(r.field, ""))) {
        return false;
      }
    }
    return true;
  }

  /// Whether everything is meant.
  public boolean isEverything() {
    return requirements.isEmpty();
  }

  /// The one value `field` must have, or null if the selector does not say.
  public @Nullable String exactly(String field) {
    for (Requirement r : requirements) {
      if (r.field.equals(field) && r.operator == Operator.EQUALS) {
        return r.value;
      }
    }
    return null;
  }

  /// The canonical text, which [#parse] reads back.
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }

  private static List<String> terms(String text) {
    List<String> out = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        out.add(text.substring(start, i));
        start = i + 1;
      }
    }
    out.add(text.substring(start));
    out.sort(null);
    return out;
  }

  private static Requirement requirement(String selector, String term) {
    int sign = term.indexOf('=');
    if (sign < 0) {
      throw new SyntaxException(
          "invalid selector: '" + selector + "'; can't understand '" + term + "'");
    }
    boolean not = sign > 0 && term.charAt(sign - 1) == '!';
    int valueAt = !not && term.startsWith("==", sign) ? sign + 2 : sign + 1;
    return new Requirement(
        term.substring(0, not ? sign - 1 : sign),
        not ? Operator.NOT_EQUALS : Operator.EQUALS,
        unescape(term.substring(valueAt)));
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=' || c == ',') {
        throw new SyntaxException(
            "invalid field selector: unescaped character in value: " + (int) c);
      }
      if (c == '\\') {
        i++;
        int escaped = i < text.length() ? text.codePointAt(i) : -1;
        if (escaped != '\\' && escaped != ',' && escaped != '=') {
          String sequence = escaped < 0 ? "\\" : "\\" + Character.toString(escaped);
          throw new SyntaxException("invalid field selector: invalid escape sequence: " + sequence);
        }
        c = (char) escaped;
      }
      out.append(c);
    }
    return out.toString();
  }
}
