package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.common.Spot;
import java.util.regex.Pattern;

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

  /* What stands there is hosts and nothing else that could be a secret: no user, no query, no word beside it. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?:-{0,2}[A-Za-z_][A-Za-z0-9_.-]*=)?ONE(?:,ONE)*"
              .replace(
                  "ONE",
                  "(?:[A-Za-z][A-Za-z0-9+.:-]*:/{2,})?(?:\\$[({]?[A-Za-z0-9_]+[)}]?)*"
                      + "[a-z0-9.-]+(?::[0-9]{1,5})?(?:/(?:v[0-9]{1,2}|[a-z][a-z_.-]{0,20})?)*"));

  /// The host, and the port if one is named: what may be shown to everybody, while the text may hold a password.
  public String shown() {
    return port == 0 ? host : host + ":" + port;
  }

  /// Whether all of the text may be shown, as it holds hosts and nothing else.
  boolean isPlain() {
    return PLAIN.matcher(text).matches();
  }

  /// The whole text with another host.
  String with(String other) {
    return text.substring(0, at) + other + text.substring(at + host.length());
  }
}
