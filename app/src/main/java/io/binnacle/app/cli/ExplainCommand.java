package io.binnacle.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `binnacle explain`: follows one packet or one name through the cluster.
@Command(
    name = "explain",
    description = "Follows one packet, or one name, through the cluster.",
    synopsisSubcommandLabel = "path|dns",
    mixinStandardHelpOptions = true,
    subcommands = {ExplainPathCommand.class, ExplainDnsCommand.class})
final class ExplainCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills `spec` before anything runs
  ExplainCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "explain what? `binnacle explain path pod/a svc/b`, or `… dns NAME`");
  }
}
