package io.binnacle.dns.service;

import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.OwnRule;
import io.binnacle.dns.config.ServerConfig;
import io.binnacle.dns.config.TlsRule;
import io.binnacle.dns.fastpath.FastPath;
import io.binnacle.dns.fastpath.PacketAnswerer;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.limit.Networks;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.MessageHandler;
import io.binnacle.dns.run.ReplyPolicy;
import io.binnacle.dns.run.Resolver;
import io.binnacle.dns.run.StreamLimits;
import io.binnacle.dns.run.TlsFiles;
import io.binnacle.dns.run.UdpWork;
import io.binnacle.dns.service.ListenPlan.InPlace;
import io.binnacle.dns.service.ListenPlan.Place;
import io.binnacle.dns.service.ListenPlan.Zone;
import io.binnacle.dns.transfer.AllowedTransfers;
import io.binnacle.dns.transfer.ZoneTransfers;
import io.binnacle.dns.wire.ExtendedError;
import io.binnacle.dns.wire.ReplyForm;
import io.binnacle.dns.wire.ServerCookies;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes those who answer under a configuration.
final class Answerers {
  private final Supplier<ClusterZone> cluster;
  private final Supplier<ClusterZone> nothing;
  private final OutsideBuilder outside;
  private final ClientNamespaces clients;
  private final ServerCookies cookies;
  private final RandomGenerator random;
  private final Supplier<List<String>> waitingFor;
  private final InstantSource clock;

  /// @param cluster the names of the cluster, asked anew for every message
  /// @param nothing a zone without names
  /// @param cookies the same for all, and across reloads: clients keep them
  /// @param waitingFor what has not been read yet
  Answerers(
      Supplier<ClusterZone> cluster,
      Supplier<ClusterZone> nothing,
      OutsideBuilder outside,
      ClientNamespaces clients,
      ServerCookies cookies,
      RandomGenerator random,
      Supplier<List<String>> waitingFor,
      InstantSource clock) {
    this.cluster = cluster;
    this.nothing = nothing;
    this.outside = outside;
    this.clients = clients;
    this.cookies = cookies;
    this.random = random;
    this.waitingFor = waitingFor;
    this.clock = clock;
  }

  /// One for each place of `plan`.
  ///
  /// @param made gets who knows names outside, once for each block: closing those closes everything
  /// @throws IOException if a certificate cannot be read
  Map<Place, Listening.Answerer> of(
      ListenPlan plan, DnsConfig config, Map<ServerConfig, OutsideNames> made) throws IOException {
    Map<TlsRule, TlsFiles> certificates = new HashMap<>();
    Map<Place, Listening.Answerer> out = new LinkedHashMap<>();
    for (Map.Entry<Place, List<Zone>> each : plan.places().entrySet()) {
      List<ByZone.Part> parts = new ArrayList<>();
      for (Zone zone : each.getValue()) {
        OutsideNames names = made.get(zone.server());
        if (names == null) {
          names = outside.build(zone.server(), config.own(), plan.addresses());
          made.put(zone.server(), names);
        }
        parts.add(new ByZone.Part(zone.zone(), names));
      }
      ByZone names = new ByZone(List.copyOf(parts));
      ServerConfig clusterBlock = plan.cluster(each.getKey());
      ServerConfig block = each.getValue().getLast().server();
      Resolver resolver =
          new Resolver(
              new Resolver.Parts(
                  clusterBlock != null ? cluster : nothing,
                  names,
                  clusterBlock != null && clusterBlock.autopath() ? clients : ClientNamespaces.NONE,
                  policy(block, config.own()),
                  transfers(clusterBlock),
                  random,
                  waitingFor,
                  clock));
      InPlace inPlace = plan.inPlace(each.getKey());
      out.put(
          each.getKey(),
          new Listening.Answerer(
              guarded(resolver, clusterBlock != null, block, config.own()),
              names,
              tls(block.tls(), certificates),
              counters -> packets(inPlace, names, counters),
              room(config.own())));
    }
    return out;
  }

  private PacketAnswerer packets(InPlace inPlace, OutsideNames names, QueryCounters counters) {
    RandomGenerator own = new SplittableRandom(random.nextLong());
    return switch (inPlace) {
      case NOTHING -> PacketAnswerer.NOTHING;
      case REMEMBERED -> names.packets(counters, own);
      case CLUSTER -> new FastPath(cluster, counters, own).orElse(names.packets(counters, own));
    };
  }

  /// Friends get what there is; what strangers get is decided by who answers with objects, unless it is small and for everybody.
  private static UdpWork.Room room(OwnRule own) {
    Networks friends = Networks.of(ReplyPolicy.friends(own.clusterRanges()));
    int strangers = own.strangers() == OwnRule.Strangers.ANSWER ? ReplyForm.MIN_UDP_SIZE : 0;
    return (high, low) -> friends.contains(high, low) ? Integer.MAX_VALUE : strangers;
  }

  /// The resolver for friends, and one that knows less for strangers.
  private MessageHandler guarded(
      Resolver resolver, boolean hasCluster, ServerConfig block, OwnRule own) {
    if (own.strangers() == OwnRule.Strangers.ANSWER) {
      return resolver;
    }
    boolean names = hasCluster && own.strangers() == OwnRule.Strangers.CLUSTER_ONLY;
    Resolver less =
        new Resolver(
            new Resolver.Parts(
                names ? cluster : nothing,
                OutsideNames.NONE,
                ClientNamespaces.NONE,
                policy(block, own),
                ZoneTransfers.NOBODY,
                random,
                waitingFor,
                clock),
            new Reason(
                ExtendedError.PROHIBITED,
                names
                    ? "clients from here get names of the cluster only"
                    : "clients from here get no answers"));
    Networks friends = Networks.of(ReplyPolicy.friends(own.clusterRanges()));
    return (message, length, client, out) ->
        (friends.contains(client.address().getAddress()) ? resolver : less)
            .resolve(message, length, client, out);
  }

  private ReplyPolicy policy(ServerConfig block, OwnRule own) {
    return new ReplyPolicy(
        block.udpSize(),
        ReplyPolicy.neighboursAnd(own.clusterRanges()),
        cookies,
        block.nsid(),
        StreamLimits.DEFAULT::idle);
  }

  private static ZoneTransfers transfers(@Nullable ServerConfig block) {
    if (block == null || block.kubernetes() == null || block.transfers().isEmpty()) {
      return ZoneTransfers.NOBODY;
    }
    DnsName domain = block.kubernetes().domain();
    Networks allowed =
        Networks.of(
            block.transfers().stream()
                .filter(rule ->
                    rule.zones().isEmpty() || rule.zones().stream().anyMatch(domain::isUnder))
                .flatMap(rule -> rule.to().stream())
                .toList());
    return new AllowedTransfers(allowed::contains);
  }

  private static @Nullable TlsFiles tls(@Nullable TlsRule rule, Map<TlsRule, TlsFiles> known)
      throws IOException {
    if (rule == null) {
      return null;
    }
    TlsFiles files = known.get(rule);
    if (files == null) {
      files =
          new TlsFiles(
              Path.of(rule.certificate()),
              Path.of(rule.key()),
              rule.authority().isEmpty() ? null : Path.of(rule.authority()));
      known.put(rule, files);
    }
    return files;
  }
}
