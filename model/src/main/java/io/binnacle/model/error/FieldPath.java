package io.binnacle.model.error;

/// Where in an object a value stands, written as Kubernetes writes it: `spec.ports[0].name`,
/// `metadata.annotations[example.com/key]`.
public final class FieldPath {
  /// The object itself.
  public static final FieldPath ROOT = new FieldPath("");

  private final String text;

  private FieldPath(String text) {
    this.text = text;
  }

  /// The path of these nested field names.
  public static FieldPath of(String first, String... more) {
    FieldPath path = new FieldPath(first);
    for (String name : more) {
      path = path.child(name);
    }
    return path;
  }

  /// The field `name` below this one.
  public FieldPath child(String name) {
    return new FieldPath(text.isEmpty() ? name : text + "." + name);
  }

  /// The element at `index` of this list, counted from 0.
  public FieldPath index(int index) {
    return new FieldPath(text + "[" + index + "]");
  }

  /// The entry `key` of this map.
  public FieldPath key(String key) {
    return new FieldPath(text + "[" + key + "]");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldPath p && text.equals(p.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "<nil>" : text;
  }
}
