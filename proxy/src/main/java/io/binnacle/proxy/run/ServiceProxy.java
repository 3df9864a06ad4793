package io.binnacle.proxy.run;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.run.Mailbox;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.rules.RuleBook;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Keeps the kernel's rules in line with the API: kube-proxy's work.
///
/// Use: construct, [#start], and [#close] in the end; the rules stay then, so that traffic goes on while the proxy is
/// restarted, unless [#removeAll] took them away. Nothing is written before Services and slices have been read whole; then
/// the whole table goes into one transaction, and every burst of changes into one more: the first change of a burst at once,
/// what comes meanwhile right after it.
public final class ServiceProxy implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ServiceProxy.class.getName());
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  private final Scheduler scheduler;
  private final ProxyOptions options;
  private final RuleSink sink;
  private final ObjectCache cache;
  private final Mailbox mailbox;
  private final Desired desired;
  private final Pending pending = new Pending();
  private final Programmer programmer;
  private final ProxyMetrics metrics;
  private final Health health;
  private final HealthServers healthServers;
  private final AtomicBoolean waking = new AtomicBoolean();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final EventRecorder events;
  private volatile Instant lastForeign = Instant.EPOCH;
  private volatile boolean synced;
  private volatile boolean closed;

  /// Reads and writes nothing before [#start].
  ///
  /// @param sink is not closed with the proxy
  public ServiceProxy(KubeApi api, Scheduler scheduler, ProxyOptions options, RuleSink sink) {
    this.scheduler = scheduler;
    this.options = options;
    this.sink = sink;
    this.mailbox = new Mailbox(scheduler);
    this.desired = new Desired(options);
    this.metrics = new ProxyMetrics(new PrometheusRegistry());
    this.health = new Health(scheduler.clock(), pending, options.families());
    this.events = new EventRecorder(api, scheduler, "kube-proxy", options.nodeName());
    List<RuleBook> books =
        options.families().stream().map(f -> new RuleBook(options.rules(), f)).toList();
    this.programmer = new Programmer(sink, books, desired, metrics);
    this.healthServers = new HealthServers(options, health, metrics, events);
    this.cache = cache(api);
  }

  private ObjectCache cache(KubeApi api) {
    ObjectCache out = new ObjectCache(api, scheduler);
    out.follow(ResourceName.SERVICES)
        .follow(ResourceName.ENDPOINT_SLICES)
        .follow(ResourceName.NODES, ListOptions.fields("metadata.name=" + options.nodeName()))
        .index(
            ResourceName.ENDPOINT_SLICES,
            Desired.BY_SERVICE,
            slice -> List.of(serviceOf(slice).toString()))
        .onChange(ResourceName.SERVICES, this::serviceChanged)
        .onChange(ResourceName.ENDPOINT_SLICES, this::sliceChanged)
        .onChange(ResourceName.NODES, this::nodeChanged);
    if (options.hostPorts()) {
      out.follow(ResourceName.PODS, ListOptions.fields("spec.nodeName=" + options.nodeName()))
          .onChange(ResourceName.PODS, this::podChanged);
    }
    return out;
  }

  /// Begins to follow the API and to listen to what others do to the tables.
  ///
  /// @throws IOException if the kernel cannot be listened to, or the health address cannot be bound
  public void start() throws IOException {
    sink.watch(programmer.tables(), this::foreignChange);
    healthServers.start();
    cache.onSynced(() -> {
      synced = true;
      wake();
    });
    cache.start();
    scheduler.schedule(options.verifyEvery(), this::verify);
  }

  /// Waits until the rules are in force for the first time.
  ///
  /// @return whether they are
  public boolean awaitReady(Duration limit) throws InterruptedException {
    return ready.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Whether the rules have been in force once.
  public boolean isReady() {
    return ready.getCount() == 0;
  }

  /// Whether the rules keep up with the API: no change has waited for more than a minute.
  public boolean isHealthy() {
    return health.isHealthy();
  }

  /// Where `/healthz`, `/livez` and `/metrics` are answered; null if nowhere.
  public @Nullable InetSocketAddress healthAddress() {
    return healthServers.address();
  }

  /// The figures.
  public ProxyMetrics metrics() {
    return metrics;
  }

  /// Takes the tables away and stops working; for an uninstall. Waits for work under way.
  public void removeAll() throws IOException {
    closed = true;
    cache.close();
    programmer.removeAll();
  }

  /// Stops following and answering health checks; the rules stay. The sink stays open.
  @Override
  public void close() {
    closed = true;
    cache.close();
    healthServers.close();
  }

  // Listeners: note what changed, and return.

  private void serviceChanged(@Nullable Obj before, @Nullable Obj after) {
    pending.service(ObjectKey.of(either(before, after)), now());
    wake();
  }

  private void sliceChanged(@Nullable Obj before, @Nullable Obj after) {
    if (before != null) {
      pending.service(serviceOf(before), now());
    }
    if (after != null) {
      pending.service(serviceOf(after), now());
      noteTrigger(before, after);
    }
    wake();
  }

  /// Only changes seen while running count: how old a slice was when we started says nothing about us.
  private void noteTrigger(@Nullable Obj before, Obj after) {
    String made = Meta.annotations(after).getOrDefault(TRIGGER_TIME, "");
    boolean news =
        before == null || !made.equals(Meta.annotations(before).getOrDefault(TRIGGER_TIME, ""));
    if (synced && news && !made.isEmpty()) {
      try {
        pending.trigger(Instant.parse(made));
      } catch (DateTimeParseException e) {
        LOG.log(Level.DEBUG, "slice {0}: trigger time {1} is none", Meta.name(after), made);
      }
    }
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    pending.pod(ObjectKey.of(either(before, after)), now());
    wake();
  }

  private void nodeChanged(@Nullable Obj before, @Nullable Obj after) {
    health.node(after);
    pending.node(now());
    wake();
  }

  /// Restores at once; then not more than once a second, should somebody insist.
  private void foreignChange(String what) {
    if (closed) {
      return;
    }
    programmer.doubt("foreign change");
    Instant now = now();
    boolean again = Duration.between(lastForeign, now).compareTo(Duration.ofSeconds(1)) < 0;
    if (again) {
      scheduler.schedule(Duration.ofSeconds(1), this::wake);
    } else {
      LOG.log(Level.WARNING, "{0}; the rules are built anew", what);
      lastForeign = now;
      wake();
    }
  }

  private void wake() {
    if (synced && !closed && waking.compareAndSet(false, true)) {
      mailbox.post(this::turn);
    }
  }

  private void verify() {
    if (closed) {
      return;
    }
    mailbox.post(() -> {
      if (!closed && isReady() && programmer.verify()) {
        wake();
      }
    });
    scheduler.schedule(options.verifyEvery(), this::verify);
  }

  // The work: in the mailbox, one turn at a time.

  private void turn() {
    waking.set(false);
    if (closed) {
      return;
    }
    Instant begun = now();
    metrics.queued(begun);
    Pending.Burst burst = pending.take();
    Set<ObjectKey> services = new HashSet<>(burst.services());
    Set<ObjectKey> pods = new HashSet<>(burst.pods());
    var seen = cache.snapshot();
    if (burst.node()
        && desired.node(seen.get(ResourceName.NODES, new ObjectKey("", options.nodeName())))) {
      services.addAll(desired.services());
      pods.addAll(desired.pods());
      seen.list(ResourceName.SERVICES).forEach(o -> services.add(ObjectKey.of(o)));
    }
    services.removeIf(key -> !desired.service(key, seen));
    if (options.hostPorts()) {
      pods.forEach(key -> desired.pod(key, seen.get(ResourceName.PODS, key)));
    }
    Programmer.Result result = programmer.program(services, pods);
    switch (result) {
      case Programmer.Result.Done _ -> done(begun, burst);
      case Programmer.Result.Failed failed -> {
        health.waiting(burst.since() == null ? begun : burst.since());
        Obj node = seen.get(ResourceName.NODES, new ObjectKey("", options.nodeName()));
        if (node != null) {
          events.warning(node, "FailedToProgramServices", failed.why());
        }
        scheduler.schedule(failed.retryIn(), this::wake);
      }
    }
  }

  private void done(Instant begun, Pending.Burst burst) {
    Instant now = now();
    metrics.synced(Duration.between(begun, now), now);
    burst.triggers().forEach(made -> metrics.programmed(Duration.between(made, now)));
    health.upToDate(now);
    healthServers.services(
        desired.healthChecks(), key -> cache.snapshot().get(ResourceName.SERVICES, key));
    ready.countDown();
  }

  private Instant now() {
    return scheduler.clock().instant();
  }

  private static ObjectKey serviceOf(Obj slice) {
    return new ObjectKey(Meta.namespace(slice), SliceView.of(slice).serviceName());
  }

  private static Obj either(@Nullable Obj before, @Nullable Obj after) {
    return after != null ? after : Objects.requireNonNull(before);
  }
}
