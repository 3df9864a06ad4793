package io.binnacle.app;

import io.binnacle.dns.config.ConfigException;
import io.binnacle.dns.config.Corefile;
import io.binnacle.dns.config.DnsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything `binnacle dns` can be told.
///
/// @param kubeconfig leads to the API whose Services are named; null for that of the Pod this runs in, or what `corefile` says
/// @param context which of its contexts; empty for the current one
/// @param corefile the configuration; null for the usual one, changed as `usual` says
/// @param usual what a command line can change of the usual configuration
/// @param apiPatience how long the API may be silent, on a watch or asked something, until the connection counts as lost;
///     null for what suits a server that sends bookmarks every minute
public record DnsOptions(
    @Nullable Path kubeconfig,
    String context,
    @Nullable Path corefile,
    Usual usual,
    @Nullable Duration apiPatience) {

  /// The configuration a cluster's DNS usually has, but for these. Addresses are `ADDR:PORT`; null for nowhere.
  ///
  /// @param listen UDP and TCP
  /// @param domain of the cluster
  /// @param pods disabled, insecure or verified
  /// @param upstreams who is asked for other names; empty for nobody
  /// @param lameDuck a duration, how long after SIGTERM queries are still answered
  public record Usual(
      List<String> listen,
      String domain,
      String pods,
      List<String> upstreams,
      @Nullable String metrics,
      @Nullable String health,
      @Nullable String ready,
      String lameDuck) {
    /// As a Corefile.
    String corefile() {
      StringBuilder out = new StringBuilder();
      for (String at : listen) {
        out.append(server(at));
      }
      return out.toString();
    }

    private String server(String at) {
      int colon = at.lastIndexOf(':');
      String host = at.substring(0, colon).replace("[", "").replace("]", "");
      StringBuilder out = new StringBuilder(".:" + at.substring(colon + 1) + " {\n");
      if (!host.isEmpty()) {
        out.append("  bind ").append(host).append('\n');
      }
      out.append("  kubernetes ").append(domain).append(" in-addr.arpa ip6.arpa {\n    pods ");
      out.append(pods).append("\n    fallthrough in-addr.arpa ip6.arpa\n    ttl 30\n  }\n");
      if (health != null) {
        out.append("  health ").append(health).append(" {\n    lameduck ");
        out.append(lameDuck).append("\n  }\n");
      }
      if (ready != null) {
        out.append("  ready ").append(ready).append('\n');
      }
      if (metrics != null) {
        out.append("  prometheus ").append(metrics).append('\n');
      }
      if (!upstreams.isEmpty()) {
        out.append("  forward . ").append(String.join(" ", upstreams)).append('\n');
      }
      return out.append("  cache 30\n  reload\n}\n").toString();
    }
  }

  /// The configuration as it is now.
  ///
  /// @throws ConfigException if it makes no sense
  DnsConfig read() throws ConfigException {
    return corefile != null
        ? Corefile.load(corefile, System::getenv)
        : Corefile.parse(usual.corefile(), "command line", System::getenv);
  }
}
