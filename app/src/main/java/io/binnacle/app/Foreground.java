package io.binnacle.app;

import io.binnacle.app.cli.Banner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs an instance in this process until SIGTERM or SIGINT, then stops it cleanly and exits with status 0.
public final class Foreground {
  /// The first line on standard output once everything answers; other programs wait for it.
  public static final String READY = "binnacle is ready";

  private static final long PATIENCE_SECONDS = 30;

  private Foreground() {}

  /// Starts an instance and never returns, unless starting fails.
  ///
  /// @throws io.binnacle.app.cli.CommandFailure if it cannot start; nothing is left running
  public static int run(UpConfig config) throws IOException, InterruptedException {
    Logs.toStandardError();
    AtomicReference<@Nullable Instance> started = new AtomicReference<>();
    CountDownLatch settled = new CountDownLatch(1);
    Thread starter = Thread.currentThread();
    Thread stopper = new Thread(() -> stop(starter, settled, started, config), "binnacle-stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    StatusFile status;
    try {
      Instance instance = Instance.start(config);
      status = instance.status();
      status.write(config.dataDir());
      started.set(instance);
    } finally {
      settled.countDown();
    }
    System.out.print(Banner.of(status, READY));
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  /// Ends what was started. A start under way is broken off, and takes back what it has made; the exit status is the signal's
  /// then, or that of its failure.
  private static void stop(
      Thread starter,
      CountDownLatch settled,
      AtomicReference<@Nullable Instance> started,
      UpConfig config) {
    if (settled.getCount() > 0) {
      starter.interrupt();
    }
    try {
      if (!settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("binnacle: the start does not end; what it made stays");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Instance instance = started.get();
    if (instance != null) {
      stop(instance, config);
    }
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
