package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `binnacle down`: stops the instance of a data folder and waits until it is gone.
@Command(
    name = "down",
    description = "Stops a running instance; what it stored stays.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 30;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    StatusFile status = StatusFile.read(dataDir.path());
    ProcessHandle process = status == null ? null : status.process().orElse(null);
    if (process == null) {
      System.out.println("nothing is running in " + dataDir.path());
      return 0;
    }
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
    System.out.println("binnacle is down");
    return 0;
  }
}
