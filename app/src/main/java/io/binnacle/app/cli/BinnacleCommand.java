package io.binnacle.app.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `binnacle`: the command without a subcommand explains itself.
@Command(
    name = "binnacle",
    description = "The Service layer of Kubernetes in one process, which explains itself.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DigCommand.class,
      DoctorCommand.class,
      ExplainCommand.class,
      ImageCommand.class,
      DnsCommand.class,
      ProxyCommand.class,
      TrainCommand.class,
      HelpCommand.class
    })
public final class BinnacleCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills `spec` before anything runs
  BinnacleCommand() {}

  /// Parses and runs `args`.
  ///
  /// @return the exit status
  public static int run(String[] args) {
    if (args.length > 0 && args[0].equals("dns")) {
      try {
        Integer status = DnsCommand.quick(List.of(args).subList(1, args.length));
        if (status != null) {
          return status;
        }
      } catch (IOException e) {
        return failed(CommandFailure.of(e));
      } catch (CommandFailure e) {
        return failed(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      }
    }
    return runAny(args);
  }

  private static int failed(CommandFailure failure) {
    System.err.println("binnacle: " + failure.getMessage());
    return 1;
  }

  private static int runAny(String[] args) {
    CommandLine line = new CommandLine(new BinnacleCommand());
    line.setExecutionExceptionHandler((failure, command, _) -> {
      Exception shown = failure instanceof IOException e ? CommandFailure.of(e) : failure;
      if (shown instanceof CommandFailure) {
        command.getErr().println("binnacle: " + shown.getMessage());
        return 1;
      }
      throw failure;
    });
    line.setParameterExceptionHandler((wrong, _) -> {
      CommandLine command = wrong.getCommandLine();
      command
          .getErr()
          .println(
              "binnacle: "
                  + wrong.getMessage()
                  + "; see: "
                  + command.getCommandSpec().qualifiedName()
                  + " --help");
      return 2;
    });
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? `binnacle up` starts everything");
  }
}
