package io.binnacle.dns.service;

import io.binnacle.client.KubeApi;
import io.binnacle.client.cache.Follower;
import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.KubernetesRule;
import io.binnacle.dns.config.ServerConfig;
import io.binnacle.dns.forward.OutsideNames;
import io.binnacle.dns.metrics.MetricSource;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.StreamLimits;
import io.binnacle.dns.run.Streams;
import io.binnacle.dns.run.ZoneFollower;
import io.binnacle.dns.service.ListenPlan.Place;
import io.binnacle.dns.service.Listening.Answerer;
import io.binnacle.dns.wire.ServerCookies;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneEditor;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The DNS as one thing. Listens and forwards from the start; answers SERVFAIL for names of the cluster until everything has been
/// read once; when the API goes away the last state stays, for ever. A new configuration takes over without a query being
/// lost: sockets that stay are kept, new ones are open before old ones close.
///
/// [#reload], [#lameDuck] and [#close] are for one thread at a time; everything else is for any.
public final class DnsService implements AutoCloseable {
  private static final Logger LOG = System.getLogger(DnsService.class.getName());
  private static final Duration FIRST_COMPLAINT = Duration.ofSeconds(2);
  private static final Duration NEXT_COMPLAINT = Duration.ofSeconds(30);

  /* Who answered until a moment ago may have questions under way: they have 5 s. */
  private static final Duration LINGER = Duration.ofSeconds(6);

  static final ClusterZone NO_ZONE =
      new ZoneEditor(
              new ZoneConfig(
                  DnsName.of("invalid."),
                  0,
                  0,
                  ZoneConfig.PodNames.DISABLED,
                  new ObjectKey("", ""),
                  List.of()),
              InstantSource.system())
          .snapshot(true);

  private final @Nullable KubeApi api;
  private final Scheduler scheduler;
  private final ClientNamespaces clients;
  private final Figures figures;
  private final Answerers answererMaker;
  private final CurrentLimits limits = new CurrentLimits();
  private final Streams streams = new Streams(StreamLimits.DEFAULT);
  private final Map<Place, Listening> listening = new LinkedHashMap<>();
  private final List<Runnable> onReady = new ArrayList<>();
  /* Who knows names outside, a block each; guarded by `listening`. */
  private List<OutsideNames> outside = List.of();
  private volatile DnsConfig config;
  private volatile @Nullable ZoneFollower follower;
  /* Takes over from `follower` when it is complete; guarded by `onReady`. */
  private @Nullable ZoneFollower coming;
  private volatile boolean lame;
  private volatile boolean closed;

  /// Nothing happens before [#start].
  ///
  /// @param api where the cluster's objects are; null if no configuration asks for `kubernetes`
  /// @param clients whose Pods ask, for `autopath`; NONE if no configuration asks for that
  /// @param version of this program, for its figures
  public DnsService(
      DnsConfig config,
      @Nullable KubeApi api,
      Scheduler scheduler,
      RandomGenerator random,
      ClientNamespaces clients,
      String version) {
    this.config = config;
    this.api = api;
    this.scheduler = scheduler;
    this.clients = clients;
    this.figures =
        new Figures(
            config,
            version,
            scheduler,
            clients,
            new Figures.Known(this::zone, this::waitingFor, this::health));
    this.answererMaker =
        new Answerers(
            this::zone,
            () -> NO_ZONE,
            new OutsideBuilder(scheduler, figures.forwarding(), figures::caching),
            clients,
            new ServerCookies(scheduler.clock(), new SecureRandom()),
            random,
            this::waitingFor,
            scheduler.clock());
  }

  /// Opens all sockets and begins to read the cluster's objects.
  ///
  /// @throws IOException if an address cannot be listened on; nothing is left open then
  public void start() throws IOException {
    KubernetesRule rule = config.kubernetes();
    if (rule != null) {
      follow(follower(rule, config));
      scheduler.schedule(FIRST_COMPLAINT, this::complain);
    }
    try {
      listen(config);
      figures.use(config);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// Where it listens, with the ports that were free where the configuration left the choice.
  public List<InetSocketAddress> addresses() {
    synchronized (listening) {
      return listening.values().stream().map(Listening::address).toList();
    }
  }

  /// The configuration in force.
  public DnsConfig config() {
    return config;
  }

  /// The cluster's names as they are now.
  public ClusterZone zone() {
    ZoneFollower now = follower;
    return now == null ? NO_ZONE : now.zone();
  }

  /// Whether clients should be sent here: everything has been read, and it is not about to stop.
  public boolean isReady() {
    return !lame && !closed && zone().isReady();
  }

  /// What has not been read yet and why, in words; empty when all has.
  public List<String> waitingFor() {
    ZoneFollower now = follower;
    if (now == null) {
      return List.of();
    }
    List<String> out = new ArrayList<>();
    now.waitingFor().forEach((resource, failure) -> out.add(missing(resource, failure)));
    if (out.isEmpty() && !now.zone().isReady()) {
      out.add("names (being put together)");
    }
    return out;
  }

  private List<Follower.Health> health() {
    ZoneFollower now = follower;
    return now == null ? List.of() : now.health();
  }

  /// Shows the figures of `source`, too.
  public void show(MetricSource source) {
    figures.metrics().add(source);
  }

  private static String missing(ResourceName resource, @Nullable Status failure) {
    String name =
        resource.group().isEmpty() ? resource.plural() : resource.plural() + "." + resource.group();
    if (failure == null) {
      return name + " (being listed)";
    }
    String way =
        switch (failure.code()) {
          case 401 -> "; the credentials are not accepted";
          case 403 -> "; it takes the verbs list and watch on " + name + " in all namespaces";
          default -> "";
        };
    return name + " (" + failure.code() + " " + failure.message() + way + ")";
  }

  /// Calls `task` once, when everything has been read; at once if there is nothing to read.
  public void onReady(Runnable task) {
    synchronized (onReady) {
      if (!zone().isReady()) {
        onReady.add(task);
        return;
      }
    }
    task.run();
  }

  /// Answers questions nobody has asked, for a tenth of a second: before it is told that this DNS is ready, where it takes the place of
  /// another.
  public void warm() {
    KubernetesRule rule = config.kubernetes();
    Answerer some;
    synchronized (listening) {
      some = listening.isEmpty() ? null : listening.values().iterator().next().answerer();
    }
    if (rule == null || some == null) {
      return;
    }
    try {
      WarmUp.run(some, rule.domain());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the first queries will find everything cold", e);
    }
  }

  private void ready() {
    List<Runnable> tasks;
    synchronized (onReady) {
      tasks = List.copyOf(onReady);
      onReady.clear();
    }
    tasks.forEach(Runnable::run);
  }

  /// Says what is waited for, again and again, until nothing is.
  private void complain() {
    List<String> missing = waitingFor();
    if (!missing.isEmpty() && !closed) {
      LOG.log(
          Level.WARNING,
          "not ready, names of the cluster are answered SERVFAIL; waiting for {0}",
          String.join(", ", missing));
      scheduler.schedule(NEXT_COMPLAINT, this::complain);
    }
  }

  /// Lets another configuration take over.
  ///
  /// @throws IOException if one of its addresses cannot be listened on; the old one stays in force then, untouched
  public void reload(DnsConfig next) throws IOException {
    if (next.autopath() && clients == ClientNamespaces.NONE) {
      throw new IOException("autopath: started without it, so Pods are not known; restart");
    }
    DnsConfig old = config;
    KubernetesRule rule = next.kubernetes();
    boolean same =
        Objects.equals(rule, old.kubernetes())
            && (rule == null || zones(rule, next).equals(zones(rule, old)));
    ZoneFollower fresh = rule == null || same ? null : follower(rule, next);
    listen(next);
    try {
      figures.use(next);
    } catch (IOException e) {
      listen(old);
      close(fresh);
      throw e;
    }
    config = next;
    if (!same) {
      follow(fresh);
    }
  }

  /// Lets names come from `next`; those there are answer until it is complete.
  private void follow(@Nullable ZoneFollower next) {
    List<ZoneFollower> gone = new ArrayList<>();
    synchronized (onReady) {
      if (coming != null && coming != follower) {
        gone.add(coming);
      }
      coming = next;
      if (next == null && follower != null) {
        gone.add(follower);
      }
      if (next == null || follower == null) {
        follower = next;
      }
    }
    gone.forEach(ZoneFollower::close);
    if (next != null) {
      next.start();
      next.onReady(() -> complete(next));
    }
  }

  private void complete(ZoneFollower next) {
    ZoneFollower gone;
    synchronized (onReady) {
      if (coming != next) {
        return; // another configuration came meanwhile
      }
      coming = null;
      gone = follower;
      follower = next;
    }
    if (gone != next) {
      close(gone);
    }
    ready();
  }

  private static ClusterZones zones(KubernetesRule rule, DnsConfig config) {
    return ClusterZones.of(rule, config, OwnAddresses.of(config));
  }

  private ZoneFollower follower(KubernetesRule rule, DnsConfig config) throws IOException {
    if (api == null) {
      throw new IOException(
          "kubernetes: started without it, so there is no way to an API; restart");
    }
    ClusterZones of = zones(rule, config);
    return new ZoneFollower(api, scheduler, of.zones(), of.scope(), figures.programming());
  }

  /// Opens what is new, hands over what stays, closes what is gone.
  ///
  /// @throws IOException if something cannot be opened or read; everything is as before then
  private void listen(DnsConfig next) throws IOException {
    ListenPlan plan = ListenPlan.of(next);
    Map<ServerConfig, OutsideNames> made = new HashMap<>();
    List<Listening> opened = new ArrayList<>();
    List<OutsideNames> replaced;
    synchronized (listening) {
      try {
        Map<Place, Answerer> answerers = answererMaker.of(plan, next, made);
        for (Map.Entry<Place, Answerer> each : answerers.entrySet()) {
          if (!listening.containsKey(each.getKey())) {
            opened.add(Listening.open(each.getKey(), each.getValue(), streams, limits, figures));
          }
        }
        for (Place place : List.copyOf(listening.keySet())) {
          Answerer answerer = answerers.get(place);
          Listening now = Objects.requireNonNull(listening.get(place));
          if (answerer == null) {
            listening.remove(place);
            now.close();
          } else {
            now.replace(answerer);
          }
        }
      } catch (IOException e) {
        opened.forEach(Listening::close);
        made.values().forEach(OutsideNames::close);
        throw e;
      }
      opened.forEach(each -> listening.put(each.place(), each));
      replaced = outside;
      outside = List.copyOf(made.values());
    }
    limits.use(next.own());
    if (!replaced.isEmpty()) {
      scheduler.schedule(LINGER, () -> replaced.forEach(OutsideNames::close));
    }
  }

  /// Says not ready from now on, and goes on answering.
  public void lameDuck() {
    lame = true;
    figures.leave();
  }

  /// A configuration was refused; counts it.
  void refused() {
    figures.refused();
  }

  /// Stops listening. What others are still being asked for gets no reply any more: that is what [#lameDuck] waits for.
  @Override
  public void close() {
    closed = true;
    synchronized (listening) {
      listening.values().forEach(Listening::close);
      listening.clear();
      outside.forEach(OutsideNames::close);
      outside = List.of();
    }
    streams.close();
    figures.close();
    follow(null);
  }

  private static void close(@Nullable ZoneFollower gone) {
    if (gone != null) {
      gone.close();
    }
  }
}
