package io.binnacle.dns.service;

import io.binnacle.dns.config.ForwardDirective;
import io.binnacle.dns.forward.ForwardConfig;
import io.binnacle.dns.forward.ForwardOptions;
import io.binnacle.dns.forward.ForwardOptions.Policy;
import io.binnacle.dns.forward.ForwardRule;
import io.binnacle.dns.forward.ResolvConf;
import io.binnacle.dns.forward.Upstream;
import io.binnacle.dns.forward.Upstream.Protocol;
import io.binnacle.dns.forward.Upstream.Tls;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What the directive `forward` means for those who forward.
final class Forwarding {
  /* CoreDNS has no limit of its own; this many queries under way take some tens of megabytes. */
  private static final int USUAL_CONCURRENT = 10_000;

  private static final Logger LOG = System.getLogger(Forwarding.class.getName());

  private Forwarding() {}

  /// @param listening where we are reached ourselves: a resolv.conf may name us
  static ForwardConfig config(ForwardDirective directive, Collection<InetSocketAddress> listening) {
    List<Upstream> servers = new ArrayList<>();
    for (ForwardDirective.Upstream each : directive.to()) {
      switch (each) {
        case ForwardDirective.Upstream.Server(InetSocketAddress at, boolean tls, String name) ->
            servers.add(tls ? dot(at, name, directive) : plain(at, directive));
        case ForwardDirective.Upstream.ResolvConf(String file) ->
            named(file, listening).forEach(at -> servers.add(plain(at, directive)));
      }
    }
    List<Upstream> some = servers.subList(0, Math.min(servers.size(), ForwardRule.MAX_UPSTREAMS));
    return new ForwardConfig(List.of(new ForwardRule(directive.from(), some, options(directive))));
  }

  /// The servers a resolv.conf names. One that cannot be read names nobody: names of the cluster are answered all the same.
  private static List<InetSocketAddress> named(
      String file, Collection<InetSocketAddress> listening) {
    try {
      ResolvConf found = ResolvConf.read(Path.of(file), listening);
      if (!found.leftOut().isEmpty()) {
        LOG.log(
            found.upstreams().isEmpty() ? Level.WARNING : Level.INFO,
            "of the servers in {0} these are not asked: {1}",
            file,
            String.join(", ", found.leftOut()));
      }
      return found.upstreams().stream().map(Upstream::address).toList();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read {0}: {1}; nobody is asked", file, e.getMessage());
      return List.of();
    }
  }

  private static Upstream plain(InetSocketAddress at, ForwardDirective directive) {
    return new Upstream(at, directive.forceTcp() ? Protocol.TCP : Protocol.UDP, Tls.DEFAULT);
  }

  private static Upstream dot(InetSocketAddress at, String name, ForwardDirective directive) {
    String common = directive.tls().serverName();
    String server = name.isEmpty() ? common : name;
    String authority = directive.tls().authority();
    return Upstream.dot(
        at,
        new Tls(server.isEmpty() ? null : server, authority.isEmpty() ? null : Path.of(authority)));
  }

  private static ForwardOptions options(ForwardDirective directive) {
    ForwardOptions usual = ForwardOptions.DEFAULTS;
    ForwardDirective.Policy told = directive.policy();
    Policy policy =
        switch (told) {
          case RANDOM -> Policy.RANDOM;
          case ROUND_ROBIN -> Policy.ROUND_ROBIN;
          case SEQUENTIAL -> Policy.SEQUENTIAL;
          case null -> usual.policy();
        };
    return usual
        .withPolicy(policy)
        .withAsking(directive.preferUdp(), usual.randomCase())
        .withMaxConcurrent(
            directive.maxConcurrent() == 0 ? USUAL_CONCURRENT : directive.maxConcurrent())
        .withHealth(directive.maxFails(), directive.checkEvery(), directive.failFast())
        .withFailover(directive.failover() == null ? usual.failover() : directive.failover())
        .withIdleExpiry(directive.expire());
  }
}
