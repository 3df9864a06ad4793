package io.binnacle.dns.service;

import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.config.ForwardRule;
import io.binnacle.dns.config.ForwardRule.Upstream;
import io.binnacle.dns.cache.WithoutIpv6;
import io.binnacle.dns.config.HostsRule;
import io.binnacle.dns.config.OwnRule;
import io.binnacle.dns.config.ServerConfig;
import io.binnacle.dns.config.ServerKey;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.hosts.HostsFile;
import io.binnacle.dns.hosts.HostsNames;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.SequentialUpstreams;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Puts together, for one server block, who knows names that are not the cluster's: what is written down, what is remembered,
/// who is asked.
final class OutsideBuilder {
  private final Scheduler scheduler;
  private final RandomGenerator random;

  OutsideBuilder(Scheduler scheduler, RandomGenerator random) {
    this.scheduler = scheduler;
    this.random = random;
  }

  OutsideNames build(ServerConfig server, OwnRule own) {
    OutsideNames names = forwards(server.forwards());
    HostsRule hosts = server.hosts();
    OutsideNames all = hosts == null ? names : hosts(hosts, server, names);
    return own.noIpv6() ? new WithoutIpv6(all, own.negativeTtl()) : all;
  }

  private OutsideNames hosts(HostsRule rule, ServerConfig server, OutsideNames next) {
    HostsFile file =
        new HostsFile(
            Path.of(rule.file()), rule.lines(), rule.reverse(), rule.reload(), scheduler);
    List<DnsName> zones =
        rule.zones().isEmpty()
            ? server.keys().stream().map(ServerKey::zone).distinct().toList()
            : rule.zones();
    return closing(new HostsNames(file::table, zones, rule.fallthrough(), rule.ttl(), next), file);
  }

  private OutsideNames forwards(List<ForwardRule> rules) {
    List<ByZone.Part> parts = new ArrayList<>();
    for (ForwardRule rule : rules) {
      List<InetSocketAddress> servers = new ArrayList<>();
      for (Upstream upstream : rule.to()) {
        switch (upstream) {
          case Upstream.Server server -> servers.add(server.at());
          case Upstream.ResolvConf(String file) -> servers.addAll(ResolvConf.read(Path.of(file)));
        }
      }
      parts.add(new ByZone.Part(rule.from(), new SequentialUpstreams(servers, random)));
    }
    return parts.isEmpty() ? OutsideNames.NONE : new ByZone(parts);
  }

  private static OutsideNames closing(OutsideNames names, HostsFile file) {
    return new OutsideNames() {
      @Override
      public void resolve(OutsideQuestion question, Consumer<OutsideAnswer> out) {
        names.resolve(question, out);
      }

      @Override
      public void close() {
        names.close();
        file.close();
      }
    };
  }
}
