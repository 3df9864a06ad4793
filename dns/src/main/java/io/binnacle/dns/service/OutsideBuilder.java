package io.binnacle.dns.service;

import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.cache.CacheConfig;
import io.binnacle.dns.cache.CacheEvents;
import io.binnacle.dns.cache.OutsideCache;
import io.binnacle.dns.cache.WithoutIpv6;
import io.binnacle.dns.config.CacheRule;
import io.binnacle.dns.config.ForwardDirective;
import io.binnacle.dns.config.HostsRule;
import io.binnacle.dns.config.OwnRule;
import io.binnacle.dns.config.ServerConfig;
import io.binnacle.dns.config.ServerKey;
import io.binnacle.dns.forward.Exchange;
import io.binnacle.dns.forward.ForwardEvents;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.forward.Upstreams;
import io.binnacle.dns.hosts.HostsFile;
import io.binnacle.dns.hosts.HostsNames;
import io.binnacle.dns.metrics.CacheFigures;
import io.binnacle.dns.name.DnsName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Puts together, for one server block, who knows names that are not the cluster's: what is written down, what is remembered,
/// who is asked.
final class OutsideBuilder {
  private final Scheduler scheduler;

  private final ForwardEvents events;
  private final Function<DnsName, CacheFigures> figures;

  /// @param events hears what happens with other servers
  /// @param figures counts what the cache for a zone does
  OutsideBuilder(
      Scheduler scheduler, ForwardEvents events, Function<DnsName, CacheFigures> figures) {
    this.scheduler = scheduler;
    this.events = events;
    this.figures = figures;
  }

  /// @param listening where we are reached ourselves
  /// @throws IOException if certificates cannot be read
  OutsideNames build(ServerConfig server, OwnRule own, Collection<InetSocketAddress> listening)
      throws IOException {
    OutsideNames names = remembered(server, listening);
    HostsRule hosts = server.hosts();
    OutsideNames all = hosts == null ? names : hosts(hosts, server, names);
    return own.noIpv6() ? new WithoutIpv6(all, own.negativeTtl()) : all;
  }

  private OutsideNames hosts(HostsRule rule, ServerConfig server, OutsideNames next) {
    HostsFile file =
        new HostsFile(Path.of(rule.file()), rule.lines(), rule.reverse(), rule.reload(), scheduler);
    List<DnsName> zones =
        rule.zones().isEmpty()
            ? server.keys().stream().map(ServerKey::zone).distinct().toList()
            : rule.zones();
    return closing(new HostsNames(file::table, zones, rule.fallthrough(), rule.ttl(), next), file);
  }

  /// Those who are asked, behind what is remembered of them: a memory of its own for zones of which only answers, or only
  /// denials, are kept.
  private OutsideNames remembered(ServerConfig server, Collection<InetSocketAddress> listening)
      throws IOException {
    if (server.forwards().isEmpty()) {
      return OutsideNames.NONE;
    }
    Exchange exchange = forwards(server.forwards(), listening);
    CacheRule rule = server.cache();
    if (rule == null) {
      return new OutsideCache(exchange, Caching.nothing(), scheduler, CacheEvents.NONE);
    }
    Set<DnsName> zones = new LinkedHashSet<>(rule.zones());
    if (zones.isEmpty()) {
      zones.add(DnsName.ROOT);
    }
    zones.addAll(rule.noSuccess());
    zones.addAll(rule.noDenial());
    List<ByZone.Part> parts = new ArrayList<>();
    for (DnsName zone : zones) {
      boolean any = rule.zones().isEmpty() || rule.zones().stream().anyMatch(zone::isUnder);
      CacheConfig config =
          any
              ? Caching.config(
                  rule,
                  rule.noSuccess().stream().noneMatch(zone::isUnder),
                  rule.noDenial().stream().noneMatch(zone::isUnder))
              : Caching.nothing();
      CacheFigures counting = figures.apply(zone);
      OutsideCache cache = new OutsideCache(exchange, config, scheduler, counting);
      counting.entries(cache::entries);
      parts.add(new ByZone.Part(zone, cache));
    }
    if (!zones.contains(DnsName.ROOT)) {
      parts.add(
          new ByZone.Part(
              DnsName.ROOT,
              new OutsideCache(exchange, Caching.nothing(), scheduler, CacheEvents.NONE)));
    }
    parts.sort(Comparator.comparingInt((ByZone.Part p) -> p.zone().size()).reversed());
    return parts.size() == 1 ? parts.getFirst().names() : new ByZone(List.copyOf(parts));
  }

  private Exchange forwards(
      List<ForwardDirective> directives, Collection<InetSocketAddress> listening)
      throws IOException {
    List<ForwardChain.Link> links = new ArrayList<>();
    try {
      for (ForwardDirective each : directives) {
        links.add(
            new ForwardChain.Link(
                each.from(),
                each.except(),
                each.next(),
                each.nextOnNoData(),
                Upstreams.start(Forwarding.config(each, listening), events)));
      }
      return new ForwardChain(List.copyOf(links));
    } catch (IOException e) {
      links.forEach(link -> link.to().close());
      throw e;
    }
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
