package io.binnacle.node.agent;

import io.binnacle.client.Target;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.Health;
import io.binnacle.node.pod.Observed;
import io.binnacle.node.pod.PodLife;
import io.binnacle.node.pod.Step;
import io.binnacle.node.probe.ContainerHealth;
import io.binnacle.node.runtime.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Looks at every Pod of the node whenever something about it has changed, one look at a time for each Pod, and does what
/// [PodLife] says.
final class PodWorkers implements AutoCloseable {
  private static final int PARALLEL = 256;
  private static final Duration RUNTIME_RETRY = Duration.ofSeconds(1);

  private final Tools tools;
  private final ControllerLoop<String> loop;
  private final Deeds deeds;
  private final Sight sight;
  private final Gatekeeper gatekeeper;
  private final Map<String, PodRecord> records = new ConcurrentHashMap<>();

  PodWorkers(Tools tools) {
    this.tools = tools;
    this.loop = new ControllerLoop<>("pods", tools.scheduler(), PARALLEL, this::reconcile);
    this.deeds = new Deeds(tools, r -> loop.enqueue(r.uid), this::released);
    this.sight = new Sight(tools);
    this.gatekeeper = new Gatekeeper(tools, this::all);
  }

  /// Begins to give Pods their turns.
  void start() {
    loop.start();
  }

  /// Gives no more turns, and calls off starts that have made nothing yet.
  @Override
  public void close() {
    loop.close();
    records.values().forEach(PodRecord::callOff);
  }

  List<PodRecord> all() {
    return List.copyOf(records.values());
  }

  @Nullable PodRecord find(String uid) {
    return records.get(uid);
  }

  /// A Pod of this node is new or has changed.
  void seen(Obj pod) {
    Instant now = tools.now();
    PodRecord record =
        records.computeIfAbsent(
            Meta.uid(pod),
            _ -> {
              PodRecord made = new PodRecord(pod, now);
              made.moments.event(now);
              return made;
            });
    record.seen(pod);
    loop.enqueue(record.uid);
  }

  /// The API has a Pod no more.
  void gone(String uid) {
    PodRecord record = records.get(uid);
    if (record != null) {
      record.gone();
      loop.enqueue(uid);
    }
  }

  /// A Pod that only the runtime knows: it is brought to its end.
  PodRecord orphan(Obj pod) {
    PodRecord record = records.computeIfAbsent(Meta.uid(pod), _ -> new PodRecord(pod, tools.now()));
    record.gone();
    return record;
  }

  /// Gives a Pod its turn soon.
  void look(PodRecord record) {
    loop.enqueue(record.uid);
  }

  /// Gives a Pod its turn soon, and has the runtime asked before.
  void lookAnew(PodRecord record) {
    record.stale();
    loop.enqueue(record.uid);
  }

  private void released(PodRecord record) {
    if (record.isGone()) {
      records.remove(record.uid);
    } else {
      record.released();
    }
  }

  private Outcome reconcile(String uid) {
    PodRecord record = records.get(uid);
    if (record == null) {
      return Outcome.DONE;
    }
    if (record.isReleased()) {
      if (record.isGone()) {
        records.remove(uid);
      }
      return Outcome.DONE;
    }
    // What has just been started is shown first; the runtime can be asked about it afterwards.
    boolean showFirst = record.moments.hasAnswer();
    if (!showFirst && record.takeStale()) {
      try {
        sight.refresh(record);
      } catch (RuntimeFailure e) {
        record.stale();
        return new Outcome.Later(RUNTIME_RETRY, String.valueOf(e.getMessage()));
      }
    }
    gatekeeper.admit(record);
    Outcome outcome = turn(record);
    if (showFirst) {
      loop.enqueue(uid);
    }
    return outcome;
  }

  private Outcome turn(PodRecord record) {
    Instant now = tools.now();
    Instant answered = record.moments.takeAnswer();
    Observed seen = record.observed(tools.node(), health(record), now);
    PodLife life = PodLife.at(seen);
    if (life.ending()) {
      record.ending(now);
      if (record.callOff()) {
        loop.enqueue(record.uid);
      }
    }
    Instant retry = record.releaseAt();
    boolean early = retry != null && now.isBefore(retry);
    for (Step step : life.steps()) {
      if (!(step instanceof Step.Release && early)) {
        deeds.begin(record, step);
      }
    }
    if (!life.ending() && record.takeRefresh(now)) {
      deeds.refresh(record);
    }
    sight.probe(record, life);
    if (show(record, seen.pod(), life.status()) && answered != null) {
      tools.delays().observe(StartDelays.CRI_TO_STATUS, tools.since(answered));
    }
    return next(life, record, early ? retry : null, now);
  }

  private static Outcome next(
      PodLife life, PodRecord record, @Nullable Instant retry, Instant now) {
    Instant next = earlier(life.next(), retry);
    if (!life.ending()) {
      next = earlier(next, record.refreshAt());
    }
    if (next == null) {
      return Outcome.DONE;
    }
    Duration wait = Duration.between(now, next);
    return new Outcome.Later(wait.isNegative() ? Duration.ZERO : wait, "time passes");
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }

  private Map<String, Health> health(PodRecord record) {
    Map<String, Health> out = new HashMap<>();
    for (String id : record.probed()) {
      ContainerHealth is = tools.probing().health(id);
      out.put(
          id,
          new Health(is.started(), is.ready(), is.doomed() ? is.message() : "", is.graceSeconds()));
    }
    return out;
  }

  /// Writes the status unless the API has it already.
  ///
  /// @return whether it has been written
  /// @throws ApiException 409 if somebody changed the Pod in the meantime: a new look is due
  private boolean show(PodRecord record, Obj pod, Obj status) {
    if (record.isGone() || status.equals(pod.obj("status"))) {
      return false;
    }
    try {
      Target target = Target.of(ResourceName.PODS, pod).status();
      record.written(tools.api().update(target, pod.with("status", status)), status);
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false; // the cache is about to say so
      }
      throw e;
    }
  }
}
