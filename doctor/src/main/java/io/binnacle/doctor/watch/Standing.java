package io.binnacle.doctor.watch;

import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known to be wrong with one Service, since when, and what of it has been said. Decides what to say next; says nothing itself.
///
/// A finding is said when it has lasted: nobody wants to hear of what an apply or a rollout passes through. It is said again rarely,
/// and its end once that has lasted, too. For one thread, but for [#brief].
final class Standing {
  /// How long something must have been wrong before it is said: what nothing but a change of objects mends. Twice as long where
  /// nothing proves that requests fail.
  static final Duration SETTLE = Duration.ofSeconds(5);

  /// The same for Pods that are not there yet, or not ready, or not listed: most are in a moment.
  static final Duration SETTLE_PODS = Duration.ofSeconds(15);

  /// How long a Service may wait for its first Pods: people apply it before its workload.
  static final Duration SETTLE_NONE_YET = Duration.ofSeconds(90);

  /// How long it must have been over before that is said.
  static final Duration SETTLE_RESOLVED = Duration.ofSeconds(10);

  /// After so long it is said again, and counted.
  static final Duration REPEAT = Duration.ofMinutes(30);

  /// A finding whose words change (another Pod, another number) is said anew after this.
  static final Duration REWORD = Duration.ofMinutes(2);

  /// However quiet, what is wrong is looked at again after this: some of it changes with time alone.
  static final Duration LOOK_AGAIN = Duration.ofMinutes(2);

  private static final Duration NO_ROOM = Duration.ofSeconds(5);
  private static final int AT_ONCE = 6;
  private static final Duration EACH = Duration.ofMinutes(1);

  /// A finding in words.
  ///
  /// @param id of the check
  /// @param message for the Event
  /// @param brief for the column
  record Noted(String id, Step step, Severity severity, String message, String brief) {
    private Duration settle() {
      if (id.equals("selector-no-pods")) {
        return SETTLE_NONE_YET;
      }
      Duration sure =
          switch (step) {
            case PODS, READINESS, ENDPOINTS -> SETTLE_PODS;
            case SERVICE, LABELS, PORTS, NAME, ROUTING, POLICY, CLUSTER -> SETTLE;
          };
      return severity == Severity.ERROR ? sure : sure.multipliedBy(2);
    }
  }

  /// Something to be said of the Service.
  ///
  /// @param warning whether it is trouble
  record Saying(boolean warning, String reason, String message) {}

  private static final class Entry {
    final Instant since;
    @Nullable Instant said;
    @Nullable Instant gone;
    String message = "";

    Entry(Instant since) {
      this.since = since;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final TokenBucket own = new TokenBucket(AT_ONCE, EACH);
  private volatile String brief = "";
  private volatile Instant lookAt = Instant.MAX;

  /// What an earlier life of this program has said of the Service.
  void restore(String id, String message, Instant said) {
    Entry entry = new Entry(said);
    entry.said = said;
    entry.message = message;
    entries.put(id, entry);
  }

  /// Takes note of what is wrong now.
  ///
  /// @param found the worst first
  /// @param unsure ids of checks that could not look: what they found earlier stands
  /// @param all how much may be said of all Services
  /// @return what is to be said, in order
  List<Saying> update(List<Noted> found, Set<String> unsure, Instant now, TokenBucket all) {
    brief = found.isEmpty() ? "" : found.getFirst().brief();
    lookAt = now.plus(found.isEmpty() ? EACH : LOOK_AGAIN);
    List<Saying> out = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Noted noted : found) {
      ids.add(noted.id());
      Entry entry = entries.computeIfAbsent(noted.id(), _ -> new Entry(now));
      entry.gone = null;
      if (isDue(due(entry, noted), now, all)) {
        entry.said = now;
        entry.message = noted.message();
        out.add(new Saying(true, Wording.reason(noted.id()), noted.message()));
        lookAt(now.plus(REPEAT));
      }
    }
    for (Iterator<Map.Entry<String, Entry>> each = entries.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<String, Entry> next = each.next();
      if (!ids.contains(next.getKey())
          && !unsure.contains(next.getKey())
          && isOver(next.getValue(), now, all)) {
        each.remove();
        if (next.getValue().said != null) {
          out.add(new Saying(false, "Resolved", PastEvents.over(next.getKey())));
        }
      }
    }
    return out;
  }

  /// When a finding is to be said next.
  private static Instant due(Entry entry, Noted noted) {
    if (entry.said == null) {
      return entry.since.plus(noted.settle());
    }
    return entry.said.plus(entry.message.equals(noted.message()) ? REPEAT : REWORD);
  }

  private boolean isOver(Entry entry, Instant now, TokenBucket all) {
    if (entry.said == null) {
      return true;
    }
    if (entry.gone == null) {
      entry.gone = now;
    }
    return isDue(entry.gone.plus(SETTLE_RESOLVED), now, all);
  }

  private boolean isDue(Instant due, Instant now, TokenBucket all) {
    if (due.isAfter(now)) {
      lookAt(due);
      return false;
    }
    if (!own.has(now) || !all.take(now)) {
      lookAt(now.plus(NO_ROOM));
      return false;
    }
    own.take(now);
    return true;
  }

  private void lookAt(Instant when) {
    lookAt = when.isBefore(lookAt) ? when : lookAt;
  }

  /// When the Service is to be looked at again, whatever happens. For any thread.
  Instant lookAt() {
    return lookAt;
  }

  /// The worst of what is wrong, in a few words; empty if nothing is. For any thread.
  String brief() {
    return brief;
  }

  /// Whether there is nothing to remember.
  boolean isIdle(Instant now) {
    return entries.isEmpty() && own.isFull(now);
  }
}
