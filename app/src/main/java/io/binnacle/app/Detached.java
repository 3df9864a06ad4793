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
  private static final Path KERNEL_HAS_IT = Path.of("/proc/self/cmdline");

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

  private static List<String> command() throws IOException {
    List<String> mine = commandLine();
    if (mine.isEmpty()) {
      throw new CommandFailure(
          "--detach: this system does not tell how the process was started; use: binnacle up &");
    }
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid"); // so that the terminal's ^C and hang-up do not reach it
    }
    mine.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
    return command;
  }

  /// How this process was started; empty if that cannot be told.
  private static List<String> commandLine() throws IOException {
    // Java itself reads no more than 4 kB of it, and gives up on a longer one: a long class path.
    if (Files.isReadable(KERNEL_HAS_IT)) {
      String all = Files.readString(KERNEL_HAS_IT);
      return List.of(all.substring(0, all.length() - 1).split("\0", -1));
    }
    ProcessHandle.Info me = ProcessHandle.current().info();
    Optional<String[]> arguments = me.arguments();
    if (me.command().isEmpty() || arguments.isEmpty()) {
      return List.of();
    }
    List<String> out = new ArrayList<>(List.of(me.command().get()));
    out.addAll(List.of(arguments.get()));
    return out;
  }
}
