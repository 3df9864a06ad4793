package io.binnacle.app.cli;

import java.io.Console;
import java.util.Optional;

/// Whether somebody watches.
final class Terminal {
  private Terminal() {}

  /// Whether standard input and output are a terminal: then progress and colours are shown.
  static boolean isThere() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}
