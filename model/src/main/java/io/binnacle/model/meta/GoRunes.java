package io.binnacle.model.meta;

/// Characters as Go sorts them: messages and names that upstream makes depend on it.
public final class GoRunes {
  private GoRunes() {}

  /// As Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
  public static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
