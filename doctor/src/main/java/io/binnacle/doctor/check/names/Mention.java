package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.common.Spot;

/// A host that a workload names in an environment variable, an argument or a command, in a place where hosts stand.
///
/// @param spot where
/// @param text all of what stands there
/// @param key what it is called there: the environment variable or the option; may be empty
/// @param host in lower case, without final dot
/// @param at where in the text the host begins
/// @param port 0 if none is named
/// @param form how one can tell that it is a host
public record Mention(
    Spot spot, String text, String key, String host, int at, int port, Form form) {

  /// How one can tell that something is a host, the surest first.
  public enum Form {
    /// It ends in `.svc` or `.svc.<cluster domain>`.
    CLUSTER,
    /// It stands in a URL.
    URL,
    /// It has a port.
    PORT,
    /// What it is called says so: `DB_HOST`, `--upstream-server`.
    HINT
  }

  /// The whole text with another host.
  String with(String other) {
    return text.substring(0, at) + other + text.substring(at + host.length());
  }
}
