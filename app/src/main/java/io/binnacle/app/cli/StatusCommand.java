package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `binnacle status`: is an instance running, and where. Exit status 0 if it is, 1 if not.
@Command(
    name = "status",
    description = "Says whether an instance is running, and its addresses.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Option(names = "-o", paramLabel = "FORMAT", description = "json for programs.")
  private String format = "";

  @Override
  public Integer call() throws IOException {
    if (!format.isEmpty() && !format.equals("json")) {
      throw new CommandFailure("-o " + format + ": want json, or leave it out");
    }
    StatusFile status = StatusFile.read(dataDir.path());
    boolean running = status != null && status.process().isPresent();
    if (format.equals("json")) {
      Obj shape = status == null ? Obj.EMPTY : status.toObj();
      System.out.println(
          Json.pretty(shape.with("running", running).with("dataDir", dataDir.path().toString())));
    } else if (running && status != null) {
      System.out.print(Banner.of(status, "binnacle is running (process " + status.pid() + ")"));
    } else {
      System.out.println(
          "nothing is running in " + dataDir.path() + "; start it with: binnacle up");
    }
    return running ? 0 : 1;
  }
}
