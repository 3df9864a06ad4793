package io.binnacle.doctor.finding;

/// Text from anybody, made fit for a terminal: names, messages and values may hold sequences that recolour, erase or reorder what
/// people read.
public final class Printable {
  private Printable() {}

  /// `text` in one line, with a space for each line break or tab and a question mark for every other character that steers instead
  /// of showing something: controls, formatting (the bidirectional ones among them), half a surrogate pair.
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::steers)) {
      return text;
    }
    return text.codePoints()
        .map(c -> !steers(c) ? c : Character.isWhitespace(c) ? ' ' : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static boolean steers(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
