package io.binnacle.app.cli;

import io.binnacle.app.Training;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `binnacle train`: one short life of an instance, from which the JVM learns what to keep ready. Run by the launcher.
@Command(name = "train", hidden = true, description = "Runs an instance once for the AOT cache.")
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    Training.run();
    return 0;
  }
}
