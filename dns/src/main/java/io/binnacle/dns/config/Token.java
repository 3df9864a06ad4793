package io.binnacle.dns.config;

/// One word of a Corefile.
///
/// @param text without its quotes
/// @param at where it begins
/// @param quoted a quoted brace is a word like others
record Token(String text, Place at, boolean quoted) {
  boolean opens() {
    return !quoted && text.equals("{");
  }

  boolean closes() {
    return !quoted && text.equals("}");
  }
}
