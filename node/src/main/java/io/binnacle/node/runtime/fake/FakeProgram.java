package io.binnacle.node.runtime.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a fake container does, read from its command: statements separated by `;`.
///
/// `echo TEXT` writes a line to its log, `err TEXT` to its standard error, `sleep SECONDS` waits, `exit CODE` ends it, `oom`
/// ends it as the kernel does, `refuse TEXT` makes its start fail, `linger SECONDS` has it take so long to stop (longer than
/// its grace: it is killed), `message TEXT` is what it leaves as termination message. Without a command it runs for ever;
/// after its last statement it exits with 0. `sh -c` in front is passed over.
///
/// @param statements one each, in order
/// @param linger how long it takes to stop after the stop signal
/// @param refusal why it cannot be started, empty if it can
record FakeProgram(List<Statement> statements, Duration linger, String refusal) {

  /// One statement.
  sealed interface Statement {
    record Say(boolean error, String text) implements Statement {}

    record Wait(Duration time) implements Statement {}

    record Exit(int code, String reason) implements Statement {}

    record Leave(String message) implements Statement {}
  }

  private static final int KILLED = 137;

  static FakeProgram of(List<String> command) {
    List<Statement> out = new ArrayList<>();
    Duration linger = Duration.ZERO;
    String refusal = "";
    String text = String.join(" ", command).replaceFirst("^(/bin/)?sh -c ", "");
    for (String statement : text.split(";", -1)) {
      String[] words = statement.strip().split(" ", 2);
      String rest = words.length > 1 ? words[1].strip() : "";
      switch (words[0]) {
        case "" -> {}
        case "echo" -> out.add(new Statement.Say(false, rest));
        case "err" -> out.add(new Statement.Say(true, rest));
        case "sleep" -> out.add(new Statement.Wait(seconds(rest)));
        case "true" -> out.add(new Statement.Exit(0, "Completed"));
        case "false" -> out.add(new Statement.Exit(1, "Error"));
        case "exit" -> {
          int code = Integer.parseInt(rest);
          out.add(new Statement.Exit(code, code == 0 ? "Completed" : "Error"));
        }
        case "oom" -> out.add(new Statement.Exit(KILLED, "OOMKilled"));
        case "message" -> out.add(new Statement.Leave(rest));
        case "linger" -> linger = seconds(rest);
        case "refuse" -> refusal = rest;
        default ->
            throw new IllegalArgumentException(
                "a fake container cannot do \"" + statement + "\", want echo, err, sleep, exit, …");
      }
    }
    boolean forever = text.isBlank();
    if (forever) {
      out.add(new Statement.Wait(FOREVER));
    } else {
      out.add(new Statement.Exit(0, "Completed"));
    }
    return new FakeProgram(List.copyOf(out), linger, refusal);
  }

  static final Duration FOREVER = Duration.ofDays(10_000);

  private static Duration seconds(String text) {
    return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
  }
}
