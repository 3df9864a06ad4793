package io.binnacle.app;

import io.binnacle.app.cli.BinnacleCommand;

/// Where the process begins.
public final class Main {
  private Main() {}

  /// Runs the command line and exits with its status: 0 for success, 1 for a failure said in one line, 2 for a command
  /// that makes no sense.
  public static void main(String[] args) {
    int status = BinnacleCommand.run(args);
    // `up` returns only after a clean stop; nothing may keep the process alive behind our back.
    System.exit(status);
  }
}
