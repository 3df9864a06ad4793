package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Starts an instance as a process of its own and returns when it is ready.
public final class Detached {
  private Detached() {}

  /// Runs this very command again, without `--detach`, in a session of its own; its logs go to
  /// `<data-dir>/binnacle.log`.
  ///
  /// @throws CommandFailure if the instance ends before it is ready
  public static int start(UpConfig config) throws IOException, InterruptedException {
    Files.createDirectories(config.dataDir());
    Path log = config.dataDir().resolve("binnacle.log");
    Process child =
        new ProcessBuilder(command())
            .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try (BufferedReader out = child.inputReader()) {
      String first = out.readLine();
      if (first == null) {
        int status = child.waitFor();
        List<String> said = Files.readAllLines(log);
        String last =
            said.isEmpty() ? "see " + log : said.getLast().replaceFirst("^binnacle: ", "");
        throw new CommandFailure("the instance ended with status " + status + ": " + last);
      }
      System.out.println(first);
      // The banner ends with the first line that is not indented, or when nothing more has been
      // written with it.
      while (out.ready()) {
        String line = out.readLine();
        if (line == null) {
          break;
        }
        System.out.println(line);
      }
    }
    return 0;
  }

  private static List<String> command() {
    ProcessHandle.Info me = ProcessHandle.current().info();
    Optional<String[]> arguments = me.arguments();
    if (me.command().isEmpty() || arguments.isEmpty()) {
      throw new CommandFailure(
          "--detach: this system does not tell how the process was started; use: binnacle up &");
    }
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid"); // so that the terminal's ^C and hang-up do not reach it
    }
    command.add(me.command().get());
    for (String argument : arguments.get()) {
      if (!argument.equals("--detach")) {
        command.add(argument);
      }
    }
    return command;
  }
}
