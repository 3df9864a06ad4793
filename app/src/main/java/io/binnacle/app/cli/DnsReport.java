package io.binnacle.app.cli;

import io.binnacle.dns.config.DnsConfig;

/// What a configuration means, for people and for programs.
final class DnsReport {
  private DnsReport() {}

  static String of(DnsConfig config, boolean json) {
    return config + (json ? "\n" : "\n");
  }
}
