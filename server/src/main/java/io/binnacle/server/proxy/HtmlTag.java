package io.binnacle.server.proxy;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A start tag of HTML, `<a href="/x">`. Pure.
///
/// @param text the whole tag
/// @param name in lower case
record HtmlTag(String text, String name) {

  static HtmlTag read(String text) {
    int end = 1;
    while (end < text.length()
        && !isBlank(text.charAt(end))
        && "/>".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return new HtmlTag(text, text.substring(1, end).toLowerCase(Locale.ROOT));
  }

  /// The tag with some attributes' values replaced.
  ///
  /// @param attributes their names in lower case
  String replaced(Set<String> attributes, UnaryOperator<String> by) {
    StringBuilder out = new StringBuilder(text.length() + 64);
    int copied = 0;
    int at = 1 + name.length();
    while (at < text.length()) {
      while (at < text.length()
          && (isBlank(text.charAt(at)) || "/>".indexOf(text.charAt(at)) >= 0)) {
        at++;
      }
      int from = at;
      while (at < text.length()
          && !isBlank(text.charAt(at))
          && "=/>".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String attribute = text.substring(from, at).toLowerCase(Locale.ROOT);
      at = skipBlanks(at);
      if (at >= text.length() || text.charAt(at) != '=') {
        at = at == from ? at + 1 : at;
        continue;
      }
      at = skipBlanks(at + 1);
      boolean quoted = at < text.length() && "\"'".indexOf(text.charAt(at)) >= 0;
      int begin = quoted ? at + 1 : at;
      int end = quoted ? text.indexOf(text.charAt(at), begin) : unquotedEnd(begin);
      if (end < 0) {
        break;
      }
      if (attributes.contains(attribute)) {
        out.append(text, copied, begin).append(by.apply(text.substring(begin, end)));
        copied = end;
      }
      at = quoted ? end + 1 : end;
    }
    return out.append(text, copied, text.length()).toString();
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private int unquotedEnd(int from) {
    int at = from;
    while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != '>') {
      at++;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
}
