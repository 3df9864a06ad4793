package io.binnacle.dns.service;

import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.config.ConfigException;
import io.binnacle.dns.config.DnsConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Looks whether the configuration has changed, and lets a [DnsService] take it over if it is a good one. A bad one changes
/// nothing: it is said once, and counted.
public final class ConfigWatch implements AutoCloseable {
  /// Reads the configuration anew.
  @FunctionalInterface
  public interface Source {
    DnsConfig read() throws ConfigException;
  }

  private static final Logger LOG = System.getLogger(ConfigWatch.class.getName());

  private final DnsService service;
  private final Source source;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile String version;
  private volatile @Nullable String rejected;
  private Scheduler.@Nullable Cancellable next;
  private boolean closed;

  /// @param random spreads the times of looking
  public ConfigWatch(
      DnsService service, Source source, Scheduler scheduler, RandomGenerator random) {
    this.service = service;
    this.source = source;
    this.scheduler = scheduler;
    this.random = random;
    this.version = fingerprint(service.config());
  }

  /// Begins to look, as often as the configuration says; not at all if it does not want that.
  public synchronized void start() {
    DnsConfig.Reload reload = service.config().reload();
    if (reload == null || closed) {
      return;
    }
    long jitter = Math.max(1, reload.jitter().toMillis());
    Duration wait = reload.every().plusMillis(random.nextLong(2 * jitter) - jitter);
    next = scheduler.schedule(wait, this::look);
  }

  private void look() {
    check(false);
    start();
  }

  /// Reads the configuration and lets it take over even if nothing seems to have changed: what SIGHUP asks for.
  public void now() {
    check(true);
  }

  /// How often a configuration took over.
  public long reloads() {
    return reloads.get();
  }

  /// How often one was refused.
  public long failures() {
    return failures.get();
  }

  /// A digest of all that the configuration in force was read from.
  public String version() {
    return version;
  }

  /// Why the last one that was looked at was refused; null if it is in force.
  public @Nullable String rejected() {
    return rejected;
  }

  private synchronized void check(boolean anyway) {
    if (closed) {
      return;
    }
    try {
      DnsConfig fresh = source.read();
      String found = fingerprint(fresh);
      if (!anyway && found.equals(version) && fresh.equals(service.config())) {
        rejected = null;
        return;
      }
      service.reload(fresh);
      version = found;
      rejected = null;
      reloads.incrementAndGet();
      LOG.log(Level.INFO, "the configuration has been read again: version {0}", found);
    } catch (IOException | RuntimeException e) {
      // whatever is wrong with it, the file is looked at again
      String why = String.valueOf(e.getMessage());
      if (anyway || !why.equals(rejected)) {
        failures.incrementAndGet();
        service.refused();
        LOG.log(
            Level.ERROR, "the old configuration stays in force; the new one is refused: {0}", why);
      }
      rejected = why;
    }
  }

  /// A digest of the contents of all files that `config` was read from or names.
  private static String fingerprint(DnsConfig config) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : config.watched()) {
        digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        digest.update(contents(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] contents(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      return new byte[0]; // whoever needs it says what is wrong with it
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
  }
}
