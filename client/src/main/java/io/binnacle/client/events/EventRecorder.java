package io.binnacle.client.events;

import io.binnacle.client.KubeApi;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.run.Mailbox;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes Events (core v1). The same event said again within memory raises the count of the first one instead of making
/// a new object, as client-go does. Recording never fails its caller and never waits: an Event that cannot be written is
/// logged and dropped.
///
/// Safe for use by many threads.
public final class EventRecorder {
  private static final Logger LOG = System.getLogger(EventRecorder.class.getName());
  private static final int REMEMBERED = 4_096;

  private final KubeApi api;
  private final Scheduler scheduler;
  private final Mailbox mailbox;
  private final String component;
  private final String host;
  private final Map<Said, Written> memory =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Said, Written> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// The time in the name of the last Event, so that no two of one instant have the same. Touched in the mailbox only.
  private long last;

  private record Said(String uid, String type, String reason, String message) {}

  private record Written(String namespace, String name, long count) {}

  /// @param component who speaks, `statefulset-controller`
  /// @param host the node it runs on, empty for controllers
  public EventRecorder(KubeApi api, Scheduler scheduler, String component, String host) {
    this.api = api;
    this.scheduler = scheduler;
    this.mailbox = new Mailbox(scheduler);
    this.component = component;
    this.host = host;
  }

  /// Records something expected.
  public void normal(Obj about, String reason, String message) {
    record(about, "Normal", reason, message);
  }

  /// Records trouble.
  public void warning(Obj about, String reason, String message) {
    record(about, "Warning", reason, message);
  }

  /// Takes an Event of an earlier life of this component as said, so that saying it again raises its count.
  public void remember(Obj event) {
    Said said =
        new Said(
            event.obj("involvedObject").str("uid"),
            event.str("type"),
            event.str("reason"),
            event.str("message"));
    Written written =
        new Written(Meta.namespace(event), Meta.name(event), event.integer("count", 1));
    mailbox.post(() -> memory.putIfAbsent(said, written));
  }

  private void record(Obj about, String type, String reason, String message) {
    Instant now = scheduler.clock().instant();
    mailbox.post(() -> write(about, type, reason, message, now));
  }

  private void write(Obj about, String type, String reason, String message, Instant now) {
    Said said = new Said(Meta.uid(about), type, reason, message);
    try {
      Written before = memory.get(said);
      if (before == null || !countUp(said, before, now)) {
        create(said, about, now);
      }
    } catch (ApiException e) {
      // A namespace that is going away takes no new Events: nothing anybody can do about it.
      Level level = e.isNamespaceTerminating() || e.isNotFound() ? Level.DEBUG : Level.WARNING;
      LOG.log(
          level, "event {0} about {1} not written: {2}", reason, Meta.name(about), e.getMessage());
    }
  }

  private boolean countUp(Said said, Written before, Instant now) {
    long count = before.count() + 1;
    Obj patch =
        Obj.builder().put("count", count).put("lastTimestamp", Timestamps.seconds(now)).build();
    try {
      api.patch(
          Target.of(ResourceName.EVENTS, before.namespace(), before.name()),
          PatchType.MERGE,
          patch);
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
    memory.put(said, new Written(before.namespace(), before.name(), count));
    return true;
  }

  private void create(Said said, Obj about, Instant now) {
    String namespace = Meta.namespace(about).isEmpty() ? "default" : Meta.namespace(about);
    String time = Timestamps.seconds(now);
    Obj reference =
        Obj.builder()
            .put("apiVersion", about.str("apiVersion"))
            .put("kind", about.str("kind"))
            .put("name", Meta.name(about))
            .putUnlessEmpty("namespace", Meta.namespace(about))
            .putUnlessEmpty("uid", Meta.uid(about))
            .putUnlessEmpty("resourceVersion", Meta.resourceVersion(about))
            .build();
    Obj event =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Event")
            .put("involvedObject", reference)
            .put("type", said.type())
            .put("reason", said.reason())
            .put("message", said.message())
            .put(
                "source",
                Obj.builder().put("component", component).putUnlessEmpty("host", host).build())
            .put("reportingComponent", component)
            .put("reportingInstance", host)
            .put("firstTimestamp", time)
            .put("lastTimestamp", time)
            .put("count", 1)
            .build();
    String name = createNamed(Meta.name(about), namespace, event, now);
    memory.put(said, new Written(namespace, name, 1));
  }

  /// Creates the Event under the object's name and a time, as client-go does; if that name is taken, under the next
  /// nanosecond.
  private String createNamed(String about, String namespace, Obj event, Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    for (last = Math.max(last + 1, nanos); ; last++) {
      String name = about + "." + Long.toHexString(last);
      Obj metadata = Obj.builder().put("name", name).put("namespace", namespace).build();
      try {
        api.create(ResourceName.EVENTS, namespace, event.with("metadata", metadata));
        return name;
      } catch (ApiException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
      }
    }
  }
}
