package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.app.Uninstall;
import io.binnacle.node.containerd.Purge;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `binnacle down`: stops the instance of a data folder and waits until it is gone.
@Command(
    name = "down",
    description = "Stops a running instance; what it stored and the containers it runs stay.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 30;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Option(
      names = "--purge",
      description =
          "Also remove everything it made: containers, images, network, rules, and what it stored.")
  private boolean purge;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    StatusFile status = StatusFile.read(dataDir.path());
    ProcessHandle process = status == null ? null : status.process().orElse(null);
    if (process == null) {
      System.out.println("nothing is running in " + dataDir.path());
    } else {
      stop(process);
      System.out.println("binnacle is down");
    }
    if (purge) {
      Uninstall.run(dataDir.path());
      System.out.println("nothing of it is left on this machine");
    } else if (Purge.needed(dataDir.path())) {
      System.out.println(
          "its containers and rules stay, for the next start; to remove them: binnacle down --purge");
    }
    return 0;
  }

  private void stop(ProcessHandle process) throws InterruptedException, ExecutionException {
    process.destroy();
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "process "
              + process.pid()
              + " has not stopped within "
              + PATIENCE_SECONDS
              + " s of SIGTERM; look into "
              + dataDir.path().resolve("binnacle.log")
              + " or end it with kill -9 "
              + process.pid()
              + ": nothing stored is lost",
          e);
    }
  }
}
