package io.binnacle.doctor.watch;

import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.run.Scheduler;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.core.ServiceSlices;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps the diagnosis of every Service up to date and says what it finds as Events on the Service.
///
/// A change makes the Services it concerns be looked at again, together with whatever else changed in the same moment.
///
/* Looking is work nobody waits for, so it is bounded, not hurried: a turn ends after [#TURN], whatever is left waits its turn, and
 * between turns there is nine times as much rest. However much changes, this takes a tenth of one core. */
public final class ServiceWatch implements Controller {
  private static final Logger LOG = System.getLogger(ServiceWatch.class.getName());
  private static final String COMPONENT = "service-doctor";

  /* Not among what a start has to do before it is ready. */
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration DEBOUNCE = Duration.ofMillis(200);
  private static final Duration TURN = Duration.ofMillis(50);
  private static final int REST = 9;

  /* What failed would most likely fail again, and say so at length each time. */
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(2);

  /// Everything is looked at once in so long: for what changes with time alone, and what no trigger knows of.
  private static final Duration ROUND = Duration.ofMinutes(5);

  /* The checks of the cluster go through all Services; what they find explains what is found here, and is rarely news: they
   * are asked again after this, and after fifty times what they took. */
  private static final Duration CLUSTER = Duration.ofSeconds(30);
  private static final int CLUSTER_REST = 50;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final NavigableMap<ObjectKey, Obj> NONE = Collections.emptyNavigableMap();

  private final ObjectCache cache;
  private final Scheduler scheduler;
  private final EventRecorder events;
  private final Predicate<ResourceName> served;
  private final Facts facts;
  private final Supplier<Doctor> doctors;
  private final Map<ObjectKey, Standing> standings = new ConcurrentHashMap<>();
  private final Map<ObjectKey, Instant> failed = new ConcurrentHashMap<>();
  private final TokenBucket all = new TokenBucket(50, Duration.ofMillis(200));
  private final Waiting waiting = new Waiting();

  /* For its indexes, which are worth keeping through a burst of changes and no longer. */
  private volatile @Nullable WeakReference<Evidence> last;

  private boolean started;
  private boolean closed;
  private boolean underWay;
  private boolean ticking;

  // Touched in a turn only, and there is one at a time.
  private @Nullable Doctor doctor;
  private List<Result> ofCluster = List.of();
  private volatile Instant clusterNext = Instant.MIN;

  /// Tells the shared cache what to follow; looks after `start`.
  ///
  /// @param served which collections the API has; of the others the cluster has none
  /// @param doctors makes the doctor when it is first needed, well after the start
  public ServiceWatch(
      ControllerContext context,
      Predicate<ResourceName> served,
      Facts facts,
      Supplier<Doctor> doctors) {
    this.cache = context.cache();
    this.scheduler = context.scheduler();
    this.events = context.events(COMPONENT);
    this.served = served;
    this.facts = facts;
    this.doctors = doctors;
    ServiceSlices.follow(cache);
    Concerned.register(cache, served, new Waking());
  }

  @Override
  public void start() {
    remember();
    synchronized (this) {
      started = true;
    }
    round();
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
  }

  /// What is known to be wrong with a Service, in a few words; empty if nothing is.
  public String brief(ObjectKey service) {
    Standing standing = standings.get(service);
    return standing == null ? "" : standing.brief();
  }

  /// The cluster as the cache has it now; not before [#start]. What has not changed since the last call is not indexed again.
  Evidence evidence() {
    Snapshot snapshot = cache.snapshot();
    Map<ResourceName, NavigableMap<ObjectKey, Obj>> collections = new HashMap<>();
    for (ResourceName resource : Kinds.resources()) {
      collections.put(resource, served.test(resource) ? snapshot.objects(resource) : NONE);
    }
    WeakReference<Evidence> kept = last;
    Evidence seen =
        Evidence.over(
            scheduler.clock().instant(), facts, collections, kept == null ? null : kept.get());
    last = new WeakReference<>(seen);
    return seen;
  }

  Snapshot snapshot() {
    return cache.snapshot();
  }

  synchronized boolean isStarted() {
    return started && !closed;
  }

  /// Lets those who are concerned wait, and sees that their turn comes.
  private final class Waking implements Concerned.Sink {
    @Override
    public void service(ObjectKey key) {
      waiting.service(key);
      wake();
    }

    @Override
    public void brokenIn(String namespace) {
      if (!standings.isEmpty()) {
        waiting.brokenIn(namespace);
        wake();
      }
    }

    @Override
    public void in(String namespace) {
      waiting.in(namespace);
      wake();
    }

    @Override
    public void everywhere() {
      waiting.everywhere();
      wake();
    }
  }

  private void wake() {
    synchronized (this) {
      if (!started || closed || underWay) {
        return;
      }
      underWay = true;
    }
    scheduler.schedule(clusterNext.equals(Instant.MIN) ? FIRST : DEBOUNCE, this::turn);
  }

  /// Looks at everything, now and then.
  private void round() {
    if (isStarted()) {
      waiting.everywhere();
      wake();
      scheduler.schedule(ROUND, this::round);
    }
  }

  /// Who is meant by all and by some, when their turn has come.
  private final class InSnapshot implements Waiting.Roll {
    private final Snapshot snapshot = cache.snapshot();

    @Override
    public void brokenIn(String namespace, Consumer<ObjectKey> to) {
      standings.forEach((key, standing) -> {
        if (key.namespace().equals(namespace) && !standing.brief().isEmpty()) {
          to.accept(key);
        }
      });
    }

    @Override
    public void in(String namespace, Consumer<ObjectKey> to) {
      snapshot
          .list(ResourceName.SERVICES, namespace)
          .forEach(service -> to.accept(ObjectKey.of(service)));
    }

    @Override
    public void everywhere(Consumer<ObjectKey> to) {
      snapshot.objects(ResourceName.SERVICES).keySet().forEach(to);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on the yield but how soon others run
  private void turn() {
    Instant begun = scheduler.clock().instant();
    boolean finished = false;
    try {
      Evidence seen = evidence();
      Doctor asked = doctor(seen, begun);
      waiting.countOut(new InSnapshot());
      for (ObjectKey next = waiting.poll(); next != null; next = waiting.poll()) {
        lookAt(next, seen, asked);
        if (Duration.between(begun, scheduler.clock().instant()).compareTo(TURN) > 0) {
          break;
        }
        Thread.yield(); // a virtual thread gives way to requests only if it says so
      }
      finished = true;
    } finally {
      if (finished) {
        Duration rest = Duration.between(begun, scheduler.clock().instant()).multipliedBy(REST);
        again(rest.compareTo(DEBOUNCE) > 0 ? rest : DEBOUNCE);
      } else {
        scheduler.schedule(AFTER_FAILURE, () -> again(DEBOUNCE));
      }
    }
  }

  private Doctor doctor(Evidence seen, Instant now) {
    Doctor asked = doctor == null ? doctors.get() : doctor;
    doctor = asked;
    if (!now.isBefore(clusterNext)) {
      ofCluster = asked.cluster(seen);
      Duration took = Duration.between(now, scheduler.clock().instant());
      clusterNext = now.plus(CLUSTER).plus(took.multipliedBy(CLUSTER_REST));
    }
    return asked;
  }

  private void again(Duration rest) {
    synchronized (this) {
      underWay = !closed && !waiting.isEmpty();
      if (!underWay) {
        return;
      }
    }
    scheduler.schedule(rest, this::turn);
  }

  private void lookAt(ObjectKey key, Evidence seen, Doctor asked) {
    Obj service = seen.find(ResourceName.SERVICES, key);
    if (service == null) {
      standings.remove(key);
      failed.remove(key);
      return;
    }
    if (isResting(key, seen.now())) {
      return;
    }
    List<Standing.Noted> found;
    Set<String> unsure;
    try {
      Diagnosis diagnosis = asked.examine(key, seen, ofCluster);
      found = noted(diagnosis);
      unsure = diagnosis.unsure();
      failed.remove(key);
    } catch (RuntimeException | StackOverflowError bug) {
      failed.put(key, seen.now());
      LOG.log(Level.WARNING, "looking at Service " + key + " failed", bug);
      return;
    }
    Standing standing = standings.get(key);
    if (standing == null && found.isEmpty()) {
      return;
    }
    standing = standing == null ? new Standing() : standing;
    for (Standing.Saying saying : standing.update(found, unsure, seen.now(), all)) {
      if (saying.warning()) {
        events.warning(service, saying.reason(), saying.message());
      } else {
        events.normal(service, saying.reason(), saying.message());
      }
    }
    if (standing.isIdle(seen.now())) {
      standings.remove(key);
    } else {
      standings.put(key, standing);
      tickSoon();
    }
  }

  private boolean isResting(ObjectKey key, Instant now) {
    Instant when = failed.get(key);
    return when != null && now.isBefore(when.plus(AFTER_FAILURE));
  }

  /// What is worth saying: notes are not.
  private static List<Standing.Noted> noted(Diagnosis diagnosis) {
    List<Standing.Noted> out = new ArrayList<>();
    for (Result result : diagnosis.results()) {
      if (result.finding() instanceof Finding.Broken broken && broken.severity() != Severity.NOTE) {
        out.add(
            new Standing.Noted(
                result.check().id(),
                result.check().step(),
                broken.severity(),
                Wording.message(broken, result.behind() > 0),
                Wording.brief(broken)));
      }
    }
    return out;
  }

  private void tickSoon() {
    synchronized (this) {
      if (ticking || closed) {
        return;
      }
      ticking = true;
    }
    scheduler.schedule(TICK, this::tick);
  }

  /// Looks at what is due again. Goes on only while there is something to wait for.
  private void tick() {
    synchronized (this) {
      ticking = false;
    }
    Instant now = scheduler.clock().instant();
    standings.forEach((key, standing) -> {
      if (!standing.lookAt().isAfter(now) && !isResting(key, now)) {
        waiting.service(key);
      }
    });
    if (!waiting.isEmpty()) {
      wake();
    }
    if (!standings.isEmpty()) {
      tickSoon();
    }
  }

  /// Reads what was said in an earlier life, so that it is neither repeated nor forgotten to be taken back.
  private void remember() {
    Map<ObjectKey, Map<String, Obj>> said = new HashMap<>();
    Snapshot snapshot = cache.snapshot();
    for (Obj event : snapshot.objects(ResourceName.EVENTS).values()) {
      if (event.obj("source").str("component").equals(COMPONENT)) {
        Obj about = event.obj("involvedObject");
        Obj service =
            snapshot.get(
                ResourceName.SERVICES, new ObjectKey(about.str("namespace"), about.str("name")));
        if (service != null && Meta.uid(service).equals(about.str("uid"))) {
          events.remember(event);
          PastEvents.add(event, said);
        }
      }
    }
    said.forEach((service, latest) -> {
      Standing standing = PastEvents.standing(latest);
      if (standing != null) {
        standings.put(service, standing);
      }
    });
  }
}
