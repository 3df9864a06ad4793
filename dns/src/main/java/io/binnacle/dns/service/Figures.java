package io.binnacle.dns.service;

import io.binnacle.client.cache.Follower;
import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.KubernetesRule;
import io.binnacle.dns.config.LogRule;
import io.binnacle.dns.config.OwnRule;
import io.binnacle.dns.config.ServerConfig;
import io.binnacle.dns.http.Readiness;
import io.binnacle.dns.http.StatusAddresses;
import io.binnacle.dns.http.StatusServers;
import io.binnacle.dns.log.AnswerClass;
import io.binnacle.dns.log.ErrorLog;
import io.binnacle.dns.log.LogSettings;
import io.binnacle.dns.log.QueryLog;
import io.binnacle.dns.log.SearchMisses;
import io.binnacle.dns.metrics.CacheFigures;
import io.binnacle.dns.metrics.DnsMetrics;
import io.binnacle.dns.metrics.ForwardFigures;
import io.binnacle.dns.metrics.Freshness;
import io.binnacle.dns.metrics.ProgrammingTimes;
import io.binnacle.dns.metrics.ServerFigures;
import io.binnacle.dns.metrics.SocketFigures;
import io.binnacle.dns.metrics.StoreFigures;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.observe.Observers;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.zone.ClusterZone;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the DNS counts, logs and says about itself. Lives as long as the service; a new configuration moves its addresses and
/// changes what is logged.
final class Figures implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dns");
  private static final DnsName USUAL_DOMAIN = DnsName.of("cluster.local.");

  /// Caches belong to blocks, not to places; this is what CoreDNS says of the usual one.
  private static final String SERVER = "dns://:53";

  private final DnsName domain;
  private final Map<DnsName, CacheFigures> caches = new ConcurrentHashMap<>();
  private final DnsMetrics metrics;
  private final ServerFigures server;
  private final ForwardFigures forwarding = new ForwardFigures();
  private final SocketFigures sockets = new SocketFigures();
  private final ProgrammingTimes programming = new ProgrammingTimes();
  private final ErrorLog errors;
  private final Observers observers;
  private final QueryLog queries;
  private final Readiness readiness;
  private final StatusServers.Explainer explainer;
  private @Nullable StatusServers pages;
  private @Nullable StatusAddresses at;

  /// What is looked at when somebody asks for figures.
  ///
  /// @param zone the cluster's names
  /// @param missing what is waited for, in words
  /// @param health how the API is followed, kind by kind
  record Known(
      Supplier<ClusterZone> zone,
      Supplier<List<String>> missing,
      Supplier<List<Follower.Health>> health) {}

  /// @param first tells the cluster's domain, which stays
  /// @param version of this program
  /// @param known what is counted when somebody asks
  Figures(
      DnsConfig first, String version, Scheduler scheduler, ClientNamespaces clients, Known known) {
    KubernetesRule rule = first.kubernetes();
    domain = rule == null ? USUAL_DOMAIN : rule.domain();
    metrics = new DnsMetrics(domain.toString());
    server = new ServerFigures(version, "");
    SearchMisses misses =
        new SearchMisses(
            domain,
            namespace -> {
              byte[] octets = namespace.getBytes(StandardCharsets.ISO_8859_1);
              return known.zone.get().hasNamespace(octets, 0, octets.length);
            });
    queries = new QueryLog(scheduler, clients::of, misses, System.out::println);
    errors = new ErrorLog(scheduler, List.of(), (level, line) -> LOG.log(level, line));
    observers = new Observers(metrics, queries, errors, server);
    readiness = new Readiness(known.missing);
    explainer = (name, type) -> Explained.text(known.zone.get(), name, type);
    List.of(
            server,
            forwarding,
            sockets,
            queries,
            misses,
            programming,
            new Freshness(scheduler.clock(), known.health),
            new StoreFigures(() -> size(known.zone.get())))
        .forEach(metrics::add);
  }

  private static StoreFigures.Size size(ClusterZone zone) {
    return new StoreFigures.Size(zone.size(), zone.endpoints(), -1);
  }

  /// Counts how long changes take until they are seen.
  ProgrammingTimes programming() {
    return programming;
  }

  /// Where every answer is to be shown.
  Observers observers() {
    return observers;
  }

  /// Counts what happens with other servers.
  ForwardFigures forwarding() {
    return forwarding;
  }

  /// Counts what the cache for a zone does; the same one after a reload.
  CacheFigures caching(DnsName zone) {
    return caches.computeIfAbsent(
        zone,
        _ -> {
          CacheFigures counting = new CacheFigures(SERVER, zone.toString());
          metrics.add(counting);
          return counting;
        });
  }

  /// Counts what the kernel does not take or give.
  SocketFigures sockets() {
    return sockets;
  }

  /// The cluster's domain, by which answers are told apart.
  DnsName domain() {
    return domain;
  }

  DnsMetrics metrics() {
    return metrics;
  }

  /// A configuration takes over.
  ///
  /// @throws IOException if an address for the pages cannot be listened on; the old ones stay then
  void use(DnsConfig config) throws IOException {
    StatusAddresses wanted =
        new StatusAddresses(config.health(), config.ready(), config.prometheus());
    if (!wanted.equals(at)) {
      // What is new may be where the old one still is: one has to go first.
      close(pages);
      pages = null;
      try {
        pages = open(wanted);
      } catch (IOException e) {
        pages = at == null ? null : open(at);
        throw e;
      }
      at = wanted;
    }
    queries.settings(settings(config));
    errors.rules(rules(config));
    ServerConfig first = config.servers().getFirst();
    Set<String> plugins =
        first.notes().stream().map(ServerConfig.Note::directive).collect(Collectors.toSet());
    if (first.kubernetes() != null) {
      plugins.add("kubernetes");
    }
    if (first.cache() != null) {
      plugins.add("cache");
    }
    if (!first.forwards().isEmpty()) {
      plugins.add("forward");
    }
    server.configured(
        "dns://:" + first.keys().getFirst().port(),
        first.keys().getFirst().zone().toString(),
        sha512(config.toString()),
        plugins.stream().sorted().toList());
  }

  private static List<ErrorLog.Rule> rules(DnsConfig config) {
    return config.servers().stream()
        .flatMap(block -> block.errors().stream())
        .map(rule ->
            new ErrorLog.Rule(
                Pattern.compile(rule.pattern()), rule.period(), rule.level(), rule.showFirst()))
        .toList();
  }

  private static String sha512(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-512");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-512", e);
    }
  }

  private StatusServers open(StatusAddresses where) throws IOException {
    return StatusServers.start(
        where, readiness, () -> metrics.text(PrometheusRegistry.defaultRegistry), explainer);
  }

  private static LogSettings settings(DnsConfig config) {
    OwnRule own = config.own();
    for (ServerConfig server : config.servers()) {
      LogRule rule = server.log();
      if (rule != null) {
        Set<AnswerClass> classes =
            rule.classes().stream()
                .map(c ->
                    switch (c) {
                      case SUCCESS -> AnswerClass.SUCCESS;
                      case DENIAL -> AnswerClass.DENIAL;
                      case ERROR -> AnswerClass.ERROR;
                    })
                .collect(Collectors.toSet());
        return new LogSettings(classes, own.logSample(), rule.slow(), rule.names());
      }
    }
    return LogSettings.OFF;
  }

  /// A configuration was refused.
  void refused() {
    server.reloadFailed();
  }

  /// Says not ready from now on.
  void leave() {
    readiness.leave();
  }

  @Override
  public void close() {
    close(pages);
    queries.close();
  }

  private static void close(@Nullable StatusServers pages) {
    if (pages != null) {
      pages.close();
    }
  }
}
