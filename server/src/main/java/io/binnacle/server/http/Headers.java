package io.binnacle.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Header fields of a request or an answer: immutable, in order, names compared without regard to case (RFC 9110 §5.1).
public final class Headers {
  /// No header fields.
  public static final Headers NONE = new Headers(List.of());

  private record Field(String name, String value) {}

  private final List<Field> fields;

  private Headers(List<Field> fields) {
    this.fields = fields;
  }

  /// Header fields from alternating names and values.
  ///
  /// @throws IllegalArgumentException if a value is missing, or a name or value is not fit for the wire
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "a header name without a value in " + List.of(namesAndValues));
    }
    Builder out = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return out.build();
  }

  /// A new, empty builder.
  public static Builder builder() {
    return new Builder();
  }

  /// The value of the first field called `name`, or the empty string if there is none.
  public String first(String name) {
    for (Field f : fields) {
      if (f.name.equalsIgnoreCase(name)) {
        return f.value;
      }
    }
    return "";
  }

  /// The values of all fields called `name`, in order; empty if there is none.
  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name.equalsIgnoreCase(name)).map(Field::value).toList();
  }

  /// Whether there is a field called `name`.
  public boolean has(String name) {
    return fields.stream().anyMatch(f -> f.name.equalsIgnoreCase(name));
  }

  /// The values of all fields called `name` joined with `, `, as RFC 9110 §5.3 allows for list fields such as `Accept`;
  /// the empty string if there is none.
  public String joined(String name) {
    return String.join(", ", all(name));
  }

  /// These fields with one more at the end.
  public Headers with(String name, String value) {
    Builder out = new Builder();
    out.fields.addAll(fields);
    return out.add(name, value).build();
  }

  /// Calls `action` with each name and value, in order.
  public void forEach(BiConsumer<String, String> action) {
    fields.forEach(f -> action.accept(f.name, f.value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers h && h.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /// One `name: value` a line, for logs and test failures.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    return out.toString();
  }

  /// Collects header fields. Not safe for use by several threads.
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    private Builder() {}

    /// Adds a field after those there are, beside any of the same name.
    ///
    /// @param name a token (RFC 9110 §5.6.2)
    /// @param value visible characters, blanks and tabs; characters beyond ISO 8859-1 go out as UTF-8
    /// @throws IllegalArgumentException if name or value could break the framing of the message
    public Builder add(String name, String value) {
      if (name.isEmpty() || !name.chars().allMatch(Builder::isTokenChar)) {
        throw new IllegalArgumentException("not a header name: \"" + name + "\"");
      }
      if (!value.chars().allMatch(c -> c >= 0x20 && c != 0x7f || c == '\t')) {
        throw new IllegalArgumentException("header " + name + " holds a control character");
      }
      fields.add(new Field(name, value));
      return this;
    }

    /// Adds a field as it came from the wire, where the decoder has checked it.
    Builder addReceived(String name, String value) {
      fields.add(new Field(name, value));
      return this;
    }

    /// The fields added so far.
    public Headers build() {
      return fields.isEmpty() ? NONE : new Headers(List.copyOf(fields));
    }

    private static boolean isTokenChar(int c) {
      return c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }
}
