package io.binnacle.app;

import io.binnacle.app.cli.Banner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/// Runs an instance in this process until SIGTERM or SIGINT, then stops it cleanly and exits with status 0.
public final class Foreground {
  /// The first line on standard output once everything answers; other programs wait for it.
  public static final String READY = "binnacle is ready";

  private Foreground() {}

  /// Starts an instance and never returns, unless starting fails.
  ///
  /// @throws io.binnacle.app.cli.CommandFailure if it cannot start; nothing is left running
  public static int run(UpConfig config) throws IOException, InterruptedException {
    Logs.toStandardError();
    Instance instance = Instance.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(instance, config), "binnacle-stop"));
    StatusFile status = instance.status();
    status.write(config.dataDir());
    System.out.print(Banner.of(status, READY));
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  private static void stop(Instance instance, UpConfig config) {
    int exit = 0;
    try {
      instance.close();
      StatusFile.remove(config.dataDir());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("binnacle: not stopped cleanly: " + e.getMessage());
      exit = 1;
    }
    // The default status after SIGTERM is 143; a clean stop is a success.
    Runtime.getRuntime().halt(exit);
  }
}
