package io.binnacle.server.registry;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.DeleteOptions.Propagation;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.kind.Strategy;
import io.binnacle.server.kind.Strategy.Trait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a delete request means for an object as it stands now. Pure: the same object, options and time give the same
/// step.
/// @see <a href="https://kubernetes.io/docs/concepts/architecture/garbage-collection/">Garbage Collection</a>
final class Deletion {
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  private Deletion() {}

  /// The step to take.
  sealed interface Step {
    /// A delete is under way already and this one adds nothing.
    record Pending() implements Step {}

    /// The object stays, marked as deleting.
    record Mark(Obj object) implements Step {}

    /// The object goes now; `last` is its final state.
    record Remove(Obj last) implements Step {}
  }

  /// Decides a delete.
  static Step plan(Strategy strategy, Obj object, DeleteOptions options, Instant now) {
    if (!strategy.mayGo(object)) {
      return Meta.isDeleting(object)
          ? new Step.Pending()
          : new Step.Mark(
              strategy.terminating(finalizers(strategy, mark(object, now, null), options)));
    }
    return strategy.graceful()
        ? planGraceful(strategy, object, options, now)
        : planNow(strategy, object, options, now);
  }

  private static Step planNow(Strategy strategy, Obj object, DeleteOptions options, Instant now) {
    Obj next = finalizers(strategy, object, options);
    return Meta.finalizers(next).isEmpty()
        ? new Step.Remove(next)
        : new Step.Mark(markNow(next, now));
  }

  private static Step planGraceful(
      Strategy strategy, Obj object, DeleteOptions options, Instant now) {
    Long asked = options.gracePeriodSeconds();
    Long wanted = asked != null && asked < 0 ? (Long) 1L : asked;
    Obj marked;
    long period;
    if (Meta.isDeleting(object)) {
      Long running = object.obj("metadata").integerOrNull("deletionGracePeriodSeconds");
      if (running == null) {
        return planNow(strategy, object, options, now);
      }
      if (wanted == null || wanted >= running) {
        return new Step.Pending();
      }
      period = wanted;
      Instant due = Timestamps.parse(object.obj("metadata").str("deletionTimestamp"));
      marked = mark(object, due.minusSeconds(running).plusSeconds(period), period);
    } else {
      period = strategy.gracePeriod(object, options);
      marked = mark(object, now.plus(Duration.ofSeconds(period)), period);
    }
    Obj next = finalizers(strategy, marked, options);
    return period == 0 && Meta.finalizers(next).isEmpty()
        ? new Step.Remove(next)
        : new Step.Mark(next);
  }

  /// Whether `next`, an update of `old`, has lost the last thing that kept a deleting object.
  static boolean isComplete(Strategy strategy, Obj next, Obj old) {
    Long grace = old.obj("metadata").integerOrNull("deletionGracePeriodSeconds");
    return Meta.isDeleting(old)
        && Meta.finalizers(next).isEmpty()
        && (grace == null || grace == 0)
        && strategy.mayGo(next);
  }

  /// Marks at `due`; the first mark moves the generation of kinds that have one.
  private static Obj mark(Obj object, Instant due, @Nullable Long graceSeconds) {
    boolean first = !Meta.isDeleting(object);
    return object.change(
        "metadata",
        m -> {
          Obj out = m.with("deletionTimestamp", Timestamps.seconds(due));
          if (graceSeconds != null) {
            out = out.with("deletionGracePeriodSeconds", graceSeconds);
          }
          long generation = m.integer("generation", 0);
          return first && generation > 0 ? out.with("generation", generation + 1) : out;
        });
  }

  private static Obj markNow(Obj object, Instant now) {
    boolean keepsTime =
        Meta.isDeleting(object)
            && !Timestamps.parse(object.obj("metadata").str("deletionTimestamp")).isAfter(now);
    Instant due =
        keepsTime ? Timestamps.parse(object.obj("metadata").str("deletionTimestamp")) : now;
    return mark(object, due, 0L);
  }

  /// The object with the finalizers that make the garbage collector orphan or await dependents, as the request wants;
  /// one on the object already stands unless the request says otherwise.
  private static Obj finalizers(Strategy strategy, Obj object, DeleteOptions options) {
    List<String> before = Meta.finalizers(object);
    Propagation wanted = options.propagation();
    boolean collected = !strategy.traits().contains(Trait.NO_GARBAGE_COLLECTION);
    boolean orphan = wanted == null ? first(before).equals(ORPHAN) : wanted == Propagation.ORPHAN;
    boolean foreground =
        wanted == null ? first(before).equals(FOREGROUND) : wanted == Propagation.FOREGROUND;
    List<String> after = new ArrayList<>(before);
    after.removeAll(List.of(ORPHAN, FOREGROUND));
    if (collected && orphan) {
      after.add(ORPHAN);
    }
    if (collected && foreground) {
      after.add(FOREGROUND);
    }
    return Set.copyOf(after).equals(Set.copyOf(before))
        ? object
        : Meta.withFinalizers(object, after);
  }

  private static String first(List<String> finalizers) {
    return finalizers.stream()
        .filter(f -> f.equals(ORPHAN) || f.equals(FOREGROUND))
        .findFirst()
        .orElse("");
  }
}
