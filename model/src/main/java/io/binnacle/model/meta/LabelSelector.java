package io.binnacle.model.meta;

import io.binnacle.model.error.FieldError;
import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which objects are meant, by their labels: all requirements must hold. Immutable.
///
/// Three ways to write one: text (`app=web,tier in (a,b)`), a `matchLabels`/`matchExpressions` object, and the plain map
/// of a Service. The text form is [#toString], requirements sorted by key.
///
/// @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">Labels and Selectors</a>
public final class LabelSelector {
  /// Matches every object, labelled or not.
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), true);

  /// Matches no object.
  public static final LabelSelector NOTHING = new LabelSelector(List.of(), false);

  private final List<Requirement> requirements;
  private final boolean selectable;

  private LabelSelector(List<Requirement> requirements, boolean selectable) {
    this.requirements = requirements;
    this.selectable = selectable;
  }

  /// How a requirement relates its key and values, named as in messages.
  public enum Operator {
    IN("in"),
    NOT_IN("notin"),
    EQUALS("="),
    DOUBLE_EQUALS("=="),
    NOT_EQUALS("!="),
    GREATER_THAN("gt"),
    LESS_THAN("lt"),
    EXISTS("exists"),
    DOES_NOT_EXIST("!");

    final String text;

    Operator(String text) {
      this.text = text;
    }
  }

  /// One condition on one label.
  ///
  /// @param key the label key
  /// @param operator the condition
  /// @param values sorted and distinct as parsed; empty for [Operator#EXISTS] and [Operator#DOES_NOT_EXIST]
  public record Requirement(String key, Operator operator, List<String> values) {

    /// Whether an object with this value of the label, null if it has none, is meant.
    boolean holds(@Nullable String label) {
      return switch (operator) {
        case IN, EQUALS, DOUBLE_EQUALS -> label != null && values.contains(label);
        case NOT_IN, NOT_EQUALS -> label == null || !values.contains(label);
        case EXISTS -> label != null;
        case DOES_NOT_EXIST -> label == null;
        case GREATER_THAN, LESS_THAN -> {
          Long actual = label == null ? null : integer(label);
          Long bound = integer(values.getFirst());
          yield actual != null
              && bound != null
              && (operator == Operator.GREATER_THAN ? actual > bound : actual < bound);
        }
      };
    }

    @Override
    public String toString() {
      String one = values.stream().sorted().collect(Collectors.joining(","));
      return switch (operator) {
        case IN -> key + " in (" + one + ")";
        case NOT_IN -> key + " notin (" + one + ")";
        case EQUALS -> key + "=" + one;
        case DOUBLE_EQUALS -> key + "==" + one;
        case NOT_EQUALS -> key + "!=" + one;
        case GREATER_THAN -> key + ">" + one;
        case LESS_THAN -> key + "<" + one;
        case EXISTS -> key;
        case DOES_NOT_EXIST -> "!" + key;
      };
    }
  }

  /// Reads the text form.
  ///
  /// @throws SyntaxException with upstream's message if `text` is malformed
  public static LabelSelector parse(String text) {
    return sorted(new LabelSelectorParser(text).parse());
  }

  /// Reads a selector object, `{matchLabels: …, matchExpressions: […]}`. An absent one matches nothing, an empty one
  /// everything.
  ///
  /// @throws SyntaxException with upstream's message if an operator, key or value is malformed
  public static LabelSelector of(@Nullable Obj selector) {
    if (selector == null) {
      return NOTHING;
    }
    List<Requirement> out = new ArrayList<>();
    selector
        .obj("matchLabels")
        .stringMap()
        .forEach((k, v) -> out.add(requirement(k, Operator.EQUALS, List.of(v))));
    for (Obj expression : selector.arr("matchExpressions").objects()) {
      String operator = expression.str("operator");
      Operator op =
          switch (operator) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            default ->
                throw new SyntaxException(
                    Str.of(operator) + " is not a valid label selector operator");
          };
      out.add(requirement(expression.str("key"), op, expression.arr("values").strings()));
    }
    return sorted(out);
  }

  /// The selector of a Service or of a Pod template's labels: every entry must be there. An empty map matches
  /// everything. Nothing is checked.
  public static LabelSelector ofMap(Map<String, String> labels) {
    return sorted(
        labels.entrySet().stream()
            .map(e -> new Requirement(e.getKey(), Operator.EQUALS, List.of(e.getValue())))
            .toList());
  }

  /// Whether an object with these labels is meant.
  public boolean matches(Map<String, String> labels) {
    if (!selectable) {
      return false;
    }
    for (Requirement r : requirements) {
      if (!r.holds(labels.get(r.key))) {
        return false;
      }
    }
    return true;
  }

  /// Whether `object` is meant, by its `metadata.labels`.
  public boolean matches(Obj object) {
    if (!selectable) {
      return false;
    }
    Obj labels = object.obj("metadata").obj("labels");
    for (Requirement r : requirements) {
      if (!r.holds(labels.strOrNull(r.key))) {
        return false;
      }
    }
    return true;
  }

  /// Whether everything is meant.
  public boolean isEverything() {
    return selectable && requirements.isEmpty();
  }

  /// Whether nothing can be meant because there is no selector.
  public boolean isNothing() {
    return !selectable;
  }

  /// The conditions, sorted by key.
  public List<Requirement> requirements() {
    return requirements;
  }

  /// This selector with one more condition; [#NOTHING] stays what it is.
  public LabelSelector and(Requirement more) {
    if (!selectable) {
      return this;
    }
    List<Requirement> all = new ArrayList<>(requirements);
    all.add(more);
    return sorted(all);
  }

  /// The text for people, as `kubectl` columns and `status.selector` have it: `<none>` if it would be empty.
  public String display() {
    String text = toString();
    return text.isEmpty() ? "<none>" : text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelSelector s
        && selectable == s.selectable
        && requirements.equals(s.requirements);
  }

  @Override
  public int hashCode() {
    return requirements.hashCode();
  }

  /// The canonical text, which [#parse] reads back; empty for [#EVERYTHING] and [#NOTHING].
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }

  private static LabelSelector sorted(List<Requirement> requirements) {
    if (requirements.isEmpty()) {
      return EVERYTHING;
    }
    return new LabelSelector(
        requirements.stream().sorted(Comparator.comparing(Requirement::key)).toList(), true);
  }

  /// A requirement whose parts have been checked.
  ///
  /// @throws SyntaxException with upstream's aggregated message
  static Requirement requirement(String key, Operator operator, List<String> values) {
    List<FieldError> errors = new ArrayList<>();
    FieldPath valuesPath = FieldPath.of("values");
    List<String> keyErrors = Names.isQualifiedName(key);
    if (!keyErrors.isEmpty()) {
      errors.add(FieldError.invalid(FieldPath.of("key"), key, String.join("; ", keyErrors)));
    }
    String wrongCount = wrongCount(operator, values.size());
    if (wrongCount != null) {
      errors.add(FieldError.invalid(valuesPath, Arr.strings(values), wrongCount));
    }
    boolean numeric = operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN;
    for (int i = 0; numeric && i < values.size(); i++) {
      if (integer(values.get(i)) == null) {
        errors.add(
            FieldError.invalid(
                valuesPath.index(i),
                values.get(i),
                "for 'Gt', 'Lt' operators, the value must be an integer"));
      }
    }
    for (int i = 0; i < values.size(); i++) {
      List<String> valueErrors = Names.isLabelValue(values.get(i));
      if (!valueErrors.isEmpty()) {
        errors.add(
            FieldError.invalid(
                valuesPath.index(i).key(key), values.get(i), String.join("; ", valueErrors)));
      }
    }
    if (!errors.isEmpty()) {
      throw new SyntaxException(aggregate(errors));
    }
    return new Requirement(key, operator, List.copyOf(values));
  }

  private static @Nullable String wrongCount(Operator operator, int count) {
    return switch (operator) {
      case IN, NOT_IN ->
          count == 0 ? "for 'in', 'notin' operators, values set can't be empty" : null;
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS ->
          count != 1 ? "exact-match compatibility requires one single value" : null;
      case EXISTS, DOES_NOT_EXIST ->
          count != 0 ? "values set must be empty for exists and does not exist" : null;
      case GREATER_THAN, LESS_THAN ->
          count != 1 ? "for 'Gt', 'Lt' operators, exactly one value is required" : null;
    };
  }

  private static String aggregate(List<FieldError> errors) {
    Set<String> distinct = new LinkedHashSet<>();
    errors.forEach(e -> distinct.add(e.message()));
    return distinct.size() == 1
        ? distinct.iterator().next()
        : "[" + String.join(", ", distinct) + "]";
  }

  private static @Nullable Long integer(String s) {
    try {
      return Long.valueOf(s);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
