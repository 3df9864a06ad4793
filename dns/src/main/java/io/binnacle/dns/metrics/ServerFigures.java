package io.binnacle.dns.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// What happens to the server as a whole. Any thread.
public final class ServerFigures implements MetricSource {
  private final String version;
  private final String revision;
  private final LongAdder panics = new LongAdder();
  private final LongAdder reloadFailures = new LongAdder();
  private final LongAdder autopath = new LongAdder();
  private volatile Configured configured = new Configured("", "", "", List.of());

  private record Configured(String server, String zone, String hash, List<String> plugins) {}

  /// @param version of this program
  /// @param revision of its source, empty if unknown
  public ServerFigures(String version, String revision) {
    this.version = version;
    this.revision = revision;
  }

  /// A query ended in an exception: a bug.
  public void panicked() {
    panics.increment();
  }

  /// A configuration was read that could not be used; the old one stays.
  public void reloadFailed() {
    reloadFailures.increment();
  }

  /// A configuration is in force.
  ///
  /// @param server as CoreDNS names it, `dns://:53`
  /// @param zone the server block's, `.`
  /// @param hash SHA-512 of the Corefile in hexadecimal
  /// @param plugins what is switched on, by CoreDNS's names
  public void configured(String server, String zone, String hash, List<String> plugins) {
    configured = new Configured(server, zone, hash, List.copyOf(plugins));
  }

  /// The search list was walked for a client, with success.
  public void searchedForClient() {
    autopath.increment();
  }

  @Override
  public void report(Families to) {
    Configured now = configured;
    to.info(
        "coredns_build",
        "A constant 1 that tells the version",
        "goversion",
        "java" + Runtime.version().feature(),
        "revision",
        revision,
        "version",
        version);
    to.counter("coredns_panics", "Queries that ended in an exception", (double) panics.sum());
    to.counter(
        "coredns_reload_failed",
        "Configurations that could not be used",
        (double) reloadFailures.sum());
    to.counter(
        "coredns_autopath_success",
        "Queries for which the search list was walked here",
        (double) autopath.sum(),
        "server",
        now.server);
    if (!now.hash.isEmpty()) {
      to.info(
          "coredns_reload_version",
          "A constant 1 that tells the hash of the configuration in force",
          "hash",
          "sha512",
          "value",
          now.hash);
    }
    for (String plugin : now.plugins) {
      to.gauge(
          "coredns_plugin_enabled",
          "1 for what the configuration switches on",
          1,
          "server",
          now.server,
          "zone",
          now.zone,
          "view",
          "",
          "name",
          plugin);
    }
  }
}
