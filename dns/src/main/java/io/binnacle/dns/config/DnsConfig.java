package io.binnacle.dns.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything the DNS is told. Immutable; a changed file makes a new one.
///
/// @param servers the blocks, in the order they are written; at least one
/// @param reload how the files are looked at; null if they are not
/// @param own what CoreDNS has no words for
/// @param files all that was read, for those who watch them; empty if it did not come from files
public record DnsConfig(
    List<ServerConfig> servers, @Nullable Reload reload, OwnRule own, Set<Path> files) {

  /// How often the files are looked at.
  ///
  /// @param every ≥ 2 s
  /// @param jitter up to so much more or less, so that not all replicas read at once
  public record Reload(Duration every, Duration jitter) {}

  /// Copies the collections.
  public DnsConfig {
    servers = List.copyOf(servers);
    files = Set.copyOf(files);
  }

  /// The cluster's names, if any block has them. Blocks that have them are told the same.
  public @Nullable KubernetesRule kubernetes() {
    return first(servers.stream().map(ServerConfig::kubernetes));
  }

  /// Where `/health` is answered.
  public @Nullable InetSocketAddress health() {
    return first(servers.stream().map(ServerConfig::health));
  }

  /// Where `/ready` is answered.
  public @Nullable InetSocketAddress ready() {
    return first(servers.stream().map(ServerConfig::ready));
  }

  /// Where `/metrics` is answered.
  public @Nullable InetSocketAddress prometheus() {
    return first(servers.stream().map(ServerConfig::prometheus));
  }

  /// How long after SIGTERM queries are still answered; null if not said.
  public @Nullable Duration lameDuck() {
    return first(servers.stream().map(ServerConfig::lameDuck));
  }

  /// Every file it was read from, or that it names and that is read once for all: a change of any makes it another configuration.
  public SortedSet<Path> watched() {
    SortedSet<Path> out = new TreeSet<>(files);
    for (ServerConfig server : servers) {
      TlsRule tls = server.tls();
      if (tls != null) {
        Stream.of(tls.certificate(), tls.key(), tls.authority())
            .filter(file -> !file.isEmpty())
            .forEach(file -> out.add(Path.of(file)));
      }
      for (ForwardDirective rule : server.forwards()) {
        for (ForwardDirective.Upstream upstream : rule.to()) {
          if (upstream instanceof ForwardDirective.Upstream.ResolvConf(String file)) {
            out.add(Path.of(file));
          }
        }
        if (!rule.tls().authority().isEmpty()) {
          out.add(Path.of(rule.tls().authority()));
        }
      }
    }
    return out;
  }

  /// Whether the search lists of Pods are gone through here, anywhere.
  public boolean autopath() {
    return servers.stream().anyMatch(ServerConfig::autopath);
  }

  private static <T> @Nullable T first(Stream<@Nullable T> all) {
    return all.filter(Objects::nonNull).findFirst().orElse(null);
  }
}
