package io.binnacle.dns.config;

import java.util.List;

/// One line of a block, with the block behind it if it has one.
///
/// @param name the first word
/// @param args the other words of the line
/// @param lines what stands between the braces; empty without any
record Directive(Token name, List<Token> args, List<Directive> lines) {
  Directive {
    args = List.copyOf(args);
    lines = List.copyOf(lines);
  }

  String word() {
    return name.text();
  }

  Place at() {
    return name.at();
  }
}
