package io.binnacle.node.env;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Replaces `$(NAME)` in texts. `$$` stands for one `$`, so that `$$(NAME)` comes out as `$(NAME)`; a reference to what is not
/// defined, and a `$` that begins no reference, stay as they are written.
///
/// @see <a href="https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/">Dependent
///     variables</a>
final class Expansion {
  private Expansion() {}

  /// @param defined the value of a variable, null if it is not defined
  static String expand(String text, Function<String, @Nullable String> defined) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char here = text.charAt(at);
      char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if (here != '$' || next == 0) {
        out.append(here);
        at++;
      } else if (next == '$') {
        out.append('$');
        at += 2;
      } else if (next == '(') {
        int end = text.indexOf(')', at + 2);
        if (end < 0) {
          out.append("$(");
          at += 2;
        } else {
          String name = text.substring(at + 2, end);
          String value = defined.apply(name);
          out.append(value == null ? "$(" + name + ")" : value);
          at = end + 1;
        }
      } else {
        out.append(here).append(next);
        at += 2;
      }
    }
    return out.toString();
  }
}
